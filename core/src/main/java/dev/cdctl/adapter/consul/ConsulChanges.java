package dev.cdctl.adapter.consul;

import dev.cdctl.http.Exchange;
import dev.cdctl.http.Reply;
import dev.cdctl.state.Changes;
import dev.cdctl.state.RecordKey;
import dev.cdctl.state.kv.KvProblems;
import java.time.Duration;

/**
 * Waits for changes by blocking queries, see https://developer.hashicorp.com/consul/api-docs/features/blocking. A mark
 * is the index of the last answer; one that went backwards, as after a restored snapshot, counts as a change.
 */
public final class ConsulChanges implements Changes {
    private static final Duration LONGEST = Duration.ofMinutes(5);
    /** Consul adds up to a sixteenth to the time that it is asked to wait. */
    private static final int SPREAD = 16;

    private final Consul consul;

    ConsulChanges(Consul consul) {
        this.consul = consul;
    }

    @Override
    public String await(String prefix, String seen, Duration limit) {
        String path = consul.path(RecordKey.below(prefix)) + "?keys&separator=/";
        if (!seen.matches("[0-9]{1,19}")) {
            return index(consul.ask(consul.get(path)));
        }
        Duration wait = limit.compareTo(LONGEST) > 0 ? LONGEST : limit;
        Duration deadline = wait.plus(wait.dividedBy(SPREAD)).plus(Consul.DEADLINE);
        String waiting = path + "&index=" + seen + "&wait=" + Math.max(wait.toMillis(), 1) + "ms";
        Exchange exchange = consul.get(waiting);
        Reply reply = consul.once(exchange, deadline);
        return reply instanceof Reply.Answer answer && answer.status() < 500
                ? index(consul.allowed(exchange, answer))
                : index(consul.ask(consul.get(path)));
    }

    /** At least 1: with 0 the next question would not wait. */
    private String index(Reply.Answer answer) {
        String index = answer.header("X-Consul-Index").orElse("");
        if (!index.matches("[0-9]{1,19}")) {
            throw KvProblems.odd(consul.place(), answer);
        }
        return index.equals("0") ? "1" : index;
    }
}

package dev.cdctl.adapter.consul;

import dev.cdctl.http.Exchange;
import dev.cdctl.http.Probe;
import dev.cdctl.http.Reply;
import dev.cdctl.json.Json;
import dev.cdctl.json.JsonException;
import dev.cdctl.json.JsonText;
import dev.cdctl.model.Failure;
import dev.cdctl.state.kv.KvProblems;
import dev.cdctl.state.kv.Patience;
import java.time.Duration;

/** Questions to an agent of Consul, each over a connection of its own. Thread-safe. */
final class Consul {
    /** Of a question that the leader answers after it asked the others. */
    static final Duration DEADLINE = Duration.ofSeconds(5);
    /** Of a question that nobody should wait for. */
    static final Duration SHORT = Duration.ofSeconds(2);

    private static final int LARGEST = 64 * 1024 * 1024;

    private final ConsulAccess access;
    private final Patience patience;
    private final String place;

    Consul(ConsulAccess access, Patience patience) {
        this.access = access;
        this.patience = patience;
        this.place = access.url().toString();
    }

    Patience patience() {
        return patience;
    }

    String place() {
        return place;
    }

    /** What is being asked for, and as whom. */
    ConsulAccess access() {
        return access;
    }

    /** The path of keys that begin like that, below the prefix. */
    String path(String key) {
        return "/v1/kv/" + key(key);
    }

    /** The key as Consul knows it. */
    String key(String key) {
        return access.url().prefix() + "/" + key;
    }

    /** The key as others say it. */
    String ours(String key) {
        return key.substring(access.url().prefix().length() + 1);
    }

    Exchange get(String path) {
        return signed(Exchange.get(access.target(), path));
    }

    Exchange put(String path, String body) {
        return get(path).sending("PUT", body);
    }

    /** Asks until there is an answer, which may be 404. */
    Reply.Answer ask(Exchange exchange) {
        return allowed(
                exchange, patience.ask(() -> once(exchange, DEADLINE), last -> KvProblems.unreachable(place(), last)));
    }

    /** Asks once. */
    Reply once(Exchange exchange, Duration deadline) {
        Reply reply = new Probe(deadline).readingUpTo(LARGEST).ask(exchange);
        patience.note(reply);
        return reply;
    }

    /** The same answer to that question, if it is not one that refuses us or it. */
    Reply.Answer allowed(Exchange asked, Reply.Answer answer) {
        if (answer.status() == 401 || answer.status() == 403) {
            throw denied(asked, answer.body());
        }
        if (!answer.isGood() && answer.status() != 404 && answer.status() != 409) {
            throw KvProblems.odd(place(), answer);
        }
        return answer;
    }

    /** What the answer says, as JSON. */
    Json json(Reply.Answer answer) {
        try {
            return JsonText.read(answer.body());
        } catch (JsonException e) {
            throw KvProblems.odd(place(), answer).causedBy(e);
        }
    }

    Failure denied(Exchange asked, String said) {
        String prefix = access.url().prefix();
        return ConsulProblems.denied(
                access,
                place(),
                said.strip() + " (asked for " + permission(asked) + ")",
                "give " + ConsulProblems.who(access) + " a policy with: key_prefix \"" + prefix
                        + "/\" { policy = \"write\" } and " + "session_prefix \"\" { policy = \"write\" }");
    }

    /** What Consul's documentation calls the permission that a question about keys or sessions needs. */
    private static String permission(Exchange asked) {
        if (asked.path().startsWith("/v1/session/")) {
            return "session:write";
        }
        return asked.method().equals("GET") ? "key:read" : "key:write";
    }

    private Exchange signed(Exchange exchange) {
        return access.token().isPresent()
                ? exchange.with("X-Consul-Token", access.token().get())
                : exchange;
    }
}

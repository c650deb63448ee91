package dev.cdctl.adapter.etcd;

import dev.cdctl.http.Probe;
import dev.cdctl.http.Reply;
import dev.cdctl.json.Json;
import dev.cdctl.json.JsonText;
import dev.cdctl.state.Changes;
import dev.cdctl.state.RecordKey;
import java.time.Duration;

/**
 * Waits for changes by a watch that begins after the revision that was seen, so that nothing is missed in between. A
 * mark is the revision of the whole store.
 */
public final class EtcdChanges implements Changes {
    private final Etcd etcd;

    EtcdChanges(Etcd etcd) {
        this.etcd = etcd;
    }

    @Override
    public String await(String prefix, String seen, Duration limit) {
        String start = RecordKey.below(prefix);
        if (!seen.matches("[0-9]{1,18}")) {
            return now(start);
        }
        Json.Obj watch = Json.object()
                .put("key", etcd.key(start))
                .put("range_end", etcd.after(start))
                .put("start_revision", Long.toString(Long.parseLong(seen) + 1))
                .build();
        Duration deadline = limit.isZero() ? Duration.ofMillis(1) : limit;
        Probe probe = new Probe(deadline).readingUntil(lines -> isOver(lines) || isLate(lines, seen));
        Reply reply = etcd.once(
                "/v3/watch", Json.object().put("create_request", watch).build(), probe);
        boolean quiet = reply instanceof Reply.NoAnswer none && none.reason().startsWith("the answer did not end");
        return quiet ? seen : now(start);
    }

    /** Whether a change has come, or none will. */
    private static boolean isOver(String lines) {
        return lines.contains("\"events\":[") || lines.contains("\"canceled\":true") || lines.contains("\"error\":");
    }

    /**
     * Whether the first line, which tells that the watch stands, is of a later revision than the one seen. What a watch
     * has to catch up with is told only every 100 ms (etcd's syncWatchersLoop), so it is better asked for.
     */
    private static boolean isLate(String lines, String seen) {
        int end = lines.indexOf('\n');
        return end > 0
                && JsonText.readObject(lines.substring(0, end))
                        .object("result")
                        .filter(result -> EtcdKeys.revision(result) > Long.parseLong(seen))
                        .isPresent();
    }

    private String now(String start) {
        Json.Obj range = Json.object()
                .put("key", etcd.key(start))
                .put("range_end", etcd.after(start))
                .put("count_only", true)
                .build();
        return Long.toString(EtcdKeys.revision(etcd.ask("/v3/kv/range", range)));
    }
}

package dev.cdctl.adapter.etcd;

import dev.cdctl.http.Reply;
import dev.cdctl.json.Json;
import dev.cdctl.json.JsonException;
import dev.cdctl.state.kv.KeyValues;
import dev.cdctl.state.kv.KvProblems;
import dev.cdctl.state.kv.Patience;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Keys and values of etcd, by https://etcd.io/docs/v3.4/dev-guide/api_grpc_gateway/. Every read is linearizable. A
 * revision is the one of the last change of a key.
 */
public final class EtcdKeys implements KeyValues {
    /** Less than the 128 parts and 1.5 MiB that etcd takes unless it is told otherwise. */
    public static final Limits LIMITS = new Limits(120, 1_000_000);

    private static final String RANGE = "/v3/kv/range";
    private static final String TXN = "/v3/kv/txn";

    private final Etcd etcd;

    /** The keys below the prefix of that access. */
    public EtcdKeys(EtcdAccess access) {
        this(new Etcd(access, new Patience(access.targets().size(), Patience.USUAL)));
    }

    EtcdKeys(Etcd etcd) {
        this.etcd = etcd;
    }

    /** Sessions with the same servers. */
    public EtcdSessions sessions() {
        return new EtcdSessions(etcd);
    }

    /** Tells when these keys change. */
    public EtcdChanges changes() {
        return new EtcdChanges(etcd);
    }

    @Override
    public Optional<Entry> get(String key) {
        return entries(Json.object().put("key", etcd.key(key))).stream().findFirst();
    }

    @Override
    public List<Entry> below(String start) {
        return entries(Json.object().put("key", etcd.key(start)).put("range_end", etcd.after(start)));
    }

    @Override
    public List<String> keys(String start) {
        Json.Builder range = Json.object().put("key", etcd.key(start)).put("range_end", etcd.after(start));
        return entries(range.put("keys_only", true)).stream().map(Entry::key).toList();
    }

    @Override
    public Attempt attempt(List<Write> writes) {
        List<Json> compared = new ArrayList<>();
        List<Json> done = new ArrayList<>();
        for (Write write : writes) {
            compared(write).ifPresent(compared::add);
            done(write).ifPresent(done::add);
        }
        Json.Obj transaction = Json.object()
                .put("compare", Json.of(compared))
                .put("success", Json.of(done))
                .build();
        Reply reply = etcd.once(TXN, transaction, Etcd.DEADLINE);
        if (reply instanceof Reply.Answer answer && Patience.isAnswer(reply)) {
            Json.Obj json = etcd.json(etcd.allowed(answer));
            return json.flag("succeeded") ? new Attempt.Done(revision(json)) : new Attempt.Refused();
        }
        return Attempt.unanswered(place(), reply, "etcdserver: no leader");
    }

    @Override
    public Limits limits() {
        return LIMITS;
    }

    @Override
    public Patience patience() {
        return etcd.patience();
    }

    @Override
    public String place() {
        return etcd.place();
    }

    static long revision(Json.Obj answer) {
        return answer.object("header")
                .map(header -> Etcd.number(header, "revision"))
                .orElse(0L);
    }

    private Optional<Json> compared(Write write) {
        Json.Builder json = Json.object().put("key", etcd.key(write.key()));
        if (write instanceof Write.DeleteBelow) {
            return Optional.empty();
        }
        if (write instanceof Write.Shown) {
            return Optional.of(json.put("target", "VERSION")
                    .put("result", "GREATER")
                    .put("version", "0")
                    .build());
        }
        return Optional.of(json.put("target", "MOD")
                .put("result", "EQUAL")
                .put("mod_revision", Long.toString(expected(write)))
                .build());
    }

    private static long expected(Write write) {
        if (write instanceof Write.Put put) {
            return put.revision();
        }
        return write instanceof Write.Delete delete ? delete.revision() : ((Write.Check) write).revision();
    }

    private Optional<Json> done(Write write) {
        Json.Builder json = Json.object().put("key", etcd.key(write.key()));
        if (write instanceof Write.Put put) {
            json.put("value", Etcd.encoded(put.value()));
            return Optional.of(Json.object().put("request_put", json.build()).build());
        }
        if (write instanceof Write.DeleteBelow below) {
            json.put("range_end", etcd.after(below.key()));
        }
        return write instanceof Write.DeleteBelow || write instanceof Write.Delete
                ? Optional.of(
                        Json.object().put("request_delete_range", json.build()).build())
                : Optional.empty();
    }

    /** By a transaction that only reads. */
    @Override
    public List<Entry> get(List<String> keys) {
        List<Json> ranges = new ArrayList<>();
        for (String key : keys) {
            Json.Obj range = Json.object().put("key", etcd.key(key)).build();
            ranges.add(Json.object().put("request_range", range).build());
        }
        Json.Obj question = Json.object().put("success", Json.of(ranges)).build();
        List<Entry> entries = new ArrayList<>();
        for (Json response : etcd.ask(TXN, question).items("responses")) {
            ((Json.Obj) response).object("response_range").map(this::entries).ifPresent(entries::addAll);
        }
        return entries;
    }

    private List<Entry> entries(Json.Builder range) {
        return entries(etcd.ask(RANGE, range.build()));
    }

    private List<Entry> entries(Json.Obj answer) {
        List<Entry> entries = new ArrayList<>();
        try {
            for (Json each : answer.items("kvs")) {
                Json.Obj json = (Json.Obj) each;
                String value = Etcd.decoded(json.text("value").orElse(""));
                entries.add(new Entry(etcd.ours(json.need("key")), value, Etcd.number(json, "mod_revision")));
            }
        } catch (JsonException | ClassCastException | IllegalArgumentException e) {
            throw KvProblems.odd(place(), new Reply.NoAnswer(String.valueOf(e.getMessage())))
                    .causedBy(e);
        }
        return entries;
    }
}

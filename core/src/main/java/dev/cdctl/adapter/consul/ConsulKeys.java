package dev.cdctl.adapter.consul;

import dev.cdctl.http.Exchange;
import dev.cdctl.http.Reply;
import dev.cdctl.json.Json;
import dev.cdctl.json.JsonException;
import dev.cdctl.json.JsonText;
import dev.cdctl.state.kv.KeyValues;
import dev.cdctl.state.kv.KvProblems;
import dev.cdctl.state.kv.Patience;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Keys and values of Consul, by https://developer.hashicorp.com/consul/api-docs/kv and /txn. Every read is consistent:
 * the leader makes sure that it still is one, so a deposed leader gives no old answer.
 */
public final class ConsulKeys implements KeyValues {
    /** 64 is what Consul takes; 512 KiB is its request, in which values are a third longer. */
    public static final Limits LIMITS = new Limits(64, 370_000);

    private final Consul consul;

    /** The keys below the prefix of that access. */
    public ConsulKeys(ConsulAccess access) {
        this(new Consul(access, new Patience(1, Patience.USUAL)));
    }

    ConsulKeys(Consul consul) {
        this.consul = consul;
    }

    /** Sessions with the same agent. */
    public ConsulSessions sessions() {
        return new ConsulSessions(consul);
    }

    /** Tells when these keys change. */
    public ConsulChanges changes() {
        return new ConsulChanges(consul);
    }

    @Override
    public Optional<Entry> get(String key) {
        return entries(consul.ask(consul.get(consul.path(key) + "?consistent"))).stream()
                .findFirst();
    }

    /**
     * By a transaction that only reads. One that asks for a key that is missing is refused, so it asks for what begins
     * like each key.
     */
    @Override
    public List<Entry> get(List<String> keys) {
        List<Json> operations = new ArrayList<>();
        keys.forEach(key -> operations.add(reading(key)));
        Exchange exchange = consul.put("/v1/txn?consistent", JsonText.line(Json.of(operations)));
        Reply.Answer answer = consul.ask(exchange);
        if (!answer.isGood() || !(consul.json(answer) instanceof Json.Obj results)) {
            throw ConsulProblems.isRefusal(answer.body())
                    ? consul.denied(exchange, answer.body())
                    : KvProblems.odd(place(), answer);
        }
        Set<String> asked = Set.copyOf(keys);
        return results.items("Results").stream()
                .map(result -> entry(((Json.Obj) result).object("KV").orElseThrow()))
                .filter(entry -> asked.contains(entry.key()))
                .distinct()
                .toList();
    }

    private Json reading(String key) {
        Json.Obj operation = Json.object()
                .put("Verb", "get-tree")
                .put("Key", consul.key(key))
                .build();
        return Json.object().put("KV", operation).build();
    }

    @Override
    public List<Entry> below(String start) {
        return entries(listed(start, "?recurse&consistent"));
    }

    @Override
    public List<String> keys(String start) {
        Reply.Answer answer = listed(start, "?keys&consistent");
        if (answer.status() == 404) {
            return List.of();
        }
        List<String> keys = new ArrayList<>();
        for (Json key : items(answer)) {
            keys.add(consul.ours(((Json.Str) key).value()));
        }
        keys.sort(null);
        return keys;
    }

    @Override
    public Attempt attempt(List<Write> writes) {
        List<Json> operations = new ArrayList<>();
        for (Write write : writes) {
            operations.add(Json.object().put("KV", operation(write)).build());
        }
        Exchange exchange = consul.put("/v1/txn", JsonText.line(Json.of(operations)));
        Reply reply = consul.once(exchange, Consul.DEADLINE);
        if (reply instanceof Reply.Answer answer && Patience.isAnswer(reply)) {
            return done(exchange, consul.allowed(exchange, answer));
        }
        return Attempt.unanswered(place(), reply, "No cluster leader");
    }

    @Override
    public Limits limits() {
        return LIMITS;
    }

    @Override
    public Patience patience() {
        return consul.patience();
    }

    @Override
    public String place() {
        return consul.place();
    }

    private Attempt done(Exchange asked, Reply.Answer answer) {
        if (answer.status() == 409) {
            String said = answer.body();
            if (ConsulProblems.isRefusal(said)) {
                throw consul.denied(asked, said);
            }
            return new Attempt.Refused();
        }
        long revision = 0;
        if (answer.isGood() && consul.json(answer) instanceof Json.Obj results) {
            for (Json result : results.items("Results")) {
                Json.Obj entry = ((Json.Obj) result).object("KV").orElseThrow();
                revision = Math.max(revision, entry.number("ModifyIndex").orElse(0L));
            }
            return new Attempt.Done(revision);
        }
        throw KvProblems.odd(place(), answer);
    }

    private Json.Obj operation(Write write) {
        Json.Builder json = Json.object().put("Key", consul.key(write.key()));
        if (write instanceof Write.Put put) {
            json.put("Verb", "cas").put("Index", put.revision()).put("Value", encoded(put.value()));
        } else if (write instanceof Write.Delete delete) {
            json.put("Verb", "delete-cas").put("Index", delete.revision());
        } else if (write instanceof Write.Check check && check.revision() > 0) {
            json.put("Verb", "check-index").put("Index", check.revision());
        } else if (write instanceof Write.Check) {
            json.put("Verb", "check-not-exists");
        } else if (write instanceof Write.Shown shown) {
            json.put("Verb", "check-session").put("Session", shown.session());
        } else {
            json.put("Verb", "delete-tree");
        }
        return json.build();
    }

    /** Consul leaves keys out of lists that one may not see; only a question for one key is refused. */
    private Reply.Answer listed(String start, String how) {
        Reply.Answer answer = consul.ask(consul.get(consul.path(start) + how));
        if (answer.status() == 404) {
            consul.ask(consul.get(consul.path(start) + "?consistent"));
        }
        return answer;
    }

    private List<Entry> entries(Reply.Answer answer) {
        if (answer.status() == 404) {
            return List.of();
        }
        List<Entry> entries = new ArrayList<>();
        try {
            for (Json item : items(answer)) {
                entries.add(entry((Json.Obj) item));
            }
        } catch (JsonException | ClassCastException | IllegalArgumentException e) {
            throw KvProblems.odd(place(), answer).causedBy(e);
        }
        return entries;
    }

    private Entry entry(Json.Obj json) {
        byte[] value = Base64.getDecoder().decode(json.text("Value").orElse(""));
        return new Entry(
                consul.ours(json.need("Key")),
                new String(value, StandardCharsets.UTF_8),
                json.needNumber("ModifyIndex"));
    }

    private List<Json> items(Reply.Answer answer) {
        if (consul.json(answer) instanceof Json.Arr array) {
            return array.items();
        }
        throw KvProblems.odd(place(), answer);
    }

    private static String encoded(String value) {
        return Base64.getEncoder().encodeToString(value.getBytes(StandardCharsets.UTF_8));
    }
}

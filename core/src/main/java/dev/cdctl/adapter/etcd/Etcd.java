package dev.cdctl.adapter.etcd;

import dev.cdctl.http.Exchange;
import dev.cdctl.http.Probe;
import dev.cdctl.http.Reply;
import dev.cdctl.http.Target;
import dev.cdctl.json.Json;
import dev.cdctl.json.JsonException;
import dev.cdctl.json.JsonText;
import dev.cdctl.state.kv.KvProblems;
import dev.cdctl.state.kv.Patience;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Questions to a server of etcd, and to the next one when it does not answer. Each is a POST of JSON, where keys and
 * values are in base64 and whole numbers are strings. Thread-safe.
 */
final class Etcd {
    static final Duration DEADLINE = Duration.ofSeconds(5);
    /** Of a question that nobody should wait for. */
    static final Duration SHORT = Duration.ofSeconds(2);

    private static final int LARGEST = 64 * 1024 * 1024;
    private static final String AUTHENTICATE = "/v3/auth/authenticate";

    private final EtcdAccess access;
    private final Patience patience;
    private final String place;
    private final AtomicInteger turn = new AtomicInteger();
    private final AtomicReference<Optional<String>> token = new AtomicReference<>(Optional.empty());

    Etcd(EtcdAccess access, Patience patience) {
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

    /** Asks until there is an answer. */
    Json.Obj ask(String path, Json.Obj question) {
        Reply.Answer answer =
                patience.ask(() -> once(path, question, DEADLINE), last -> KvProblems.unreachable(place(), last));
        return json(allowed(answer));
    }

    /** Asks one server once. */
    Reply once(String path, Json.Obj question, Duration deadline) {
        return once(path, question, new Probe(deadline).readingUpTo(LARGEST));
    }

    /** The same; signs in first where that is needed, once more when the server has forgotten it. */
    Reply once(String path, Json.Obj question, Probe probe) {
        if (access.user().isEmpty()) {
            return plain(path, question, probe);
        }
        Optional<Reply> failed = signIn(probe);
        if (failed.isPresent()) {
            return failed.get();
        }
        Reply reply = plain(path, question, probe);
        if (reply instanceof Reply.Answer answer && answer.status() == 401) {
            token.set(Optional.empty());
            return signIn(probe).orElseGet(() -> plain(path, question, probe));
        }
        return reply;
    }

    /** The same answer, if it is not one that refuses us or our question. */
    Reply.Answer allowed(Reply.Answer answer) {
        if (answer.isGood()) {
            return answer;
        }
        String said = answer.body();
        if (answer.status() == 401
                || answer.status() == 403
                || said.contains("user name is empty")
                || said.contains("authentication failed")
                || said.contains("permission denied")) {
            throw KvProblems.denied(place(), said, remedy(said));
        }
        throw KvProblems.odd(place(), answer);
    }

    /** What the answer says. */
    Json.Obj json(Reply.Answer answer) {
        try {
            return JsonText.readObject(answer.body());
        } catch (JsonException e) {
            throw KvProblems.odd(place(), answer).causedBy(e);
        }
    }

    /** A key as etcd knows it, encoded. */
    String key(String key) {
        return encoded("/" + access.url().prefix() + "/" + key);
    }

    /** The key after all those that begin like that, encoded. */
    String after(String start) {
        byte[] key = ("/" + access.url().prefix() + "/" + start).getBytes(StandardCharsets.UTF_8);
        key[key.length - 1]++;
        return Base64.getEncoder().encodeToString(key);
    }

    /** The key as others say it. */
    String ours(String encoded) {
        return decoded(encoded).substring(access.url().prefix().length() + 2);
    }

    static String encoded(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    static String decoded(String encoded) {
        return new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8);
    }

    /** A whole number, which is a string and left out when it is 0. */
    static long number(Json.Obj json, String name) {
        return json.text(name).map(Long::parseLong).orElse(0L);
    }

    private Reply plain(String path, Json.Obj question, Probe probe) {
        List<Target> targets = access.targets();
        int at = turn.get();
        Exchange exchange = Exchange.get(targets.get(Math.floorMod(at, targets.size())), path)
                .sending("POST", JsonText.line(question));
        Optional<String> signed = Objects.requireNonNull(token.get());
        Reply reply = probe.ask(signed.isPresent() ? exchange.with("Authorization", signed.get()) : exchange);
        patience.note(reply);
        if (!Patience.isAnswer(reply)) {
            turn.compareAndSet(at, at + 1);
        }
        return reply;
    }

    /** What came instead of being signed in. */
    private Optional<Reply> signIn(Probe probe) {
        if (Objects.requireNonNull(token.get()).isPresent()) {
            return Optional.empty();
        }
        EtcdAccess.User user = access.user().orElseThrow();
        Json.Obj question = Json.object()
                .put("name", user.name())
                .put("password", user.password())
                .build();
        Reply reply = plain(AUTHENTICATE, question, probe);
        if (reply instanceof Reply.Answer answer && answer.isGood()) {
            token.set(json(answer).text("token"));
            return Optional.empty();
        }
        return Optional.of(reply);
    }

    private String remedy(String said) {
        String prefix = "/" + access.url().prefix() + "/";
        if (said.contains("permission denied")) {
            return "give a role of " + access.user().map(EtcdAccess.User::name).orElse("the user")
                    + " the permission: etcdctl role grant-permission ROLE readwrite --prefix=true " + prefix;
        }
        return "set ETCDCTL_USER and ETCDCTL_PASSWORD_FILE or ETCDCTL_PASSWORD to a user who may read and write below "
                + prefix;
    }
}

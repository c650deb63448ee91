package dev.cdctl.adapter.etcd;

import dev.cdctl.http.Reply;
import dev.cdctl.json.Json;
import dev.cdctl.state.kv.KvProblems;
import dev.cdctl.state.kv.Patience;
import dev.cdctl.state.kv.Sessions;
import java.time.Duration;

/** Leases of etcd as sessions. */
public final class EtcdSessions implements Sessions {
    private static final String GONE = "requested lease not found";

    private final Etcd etcd;

    EtcdSessions(Etcd etcd) {
        this.etcd = etcd;
    }

    @Override
    public String open(Duration ttl) {
        Json.Obj wanted =
                Json.object().put("TTL", Long.toString(ttl.toSeconds())).build();
        Json.Obj answer = etcd.ask("/v3/lease/grant", wanted);
        return answer.text("ID")
                .orElseThrow(() -> KvProblems.odd(etcd.place(), new Reply.NoAnswer("a lease without an ID")));
    }

    @Override
    public boolean renew(String session) {
        Reply.Answer answer = asked("/v3/lease/keepalive", lease(session));
        try {
            Json.Obj result = etcd.json(etcd.allowed(answer))
                    .object("result")
                    .orElse(Json.object().build());
            return Etcd.number(result, "TTL") > 0;
        } catch (NumberFormatException e) {
            throw KvProblems.odd(etcd.place(), answer).causedBy(e);
        }
    }

    @Override
    public boolean show(String key, String value, String session) {
        Json.Obj put = Json.object()
                .put("key", etcd.key(key))
                .put("value", Etcd.encoded(value))
                .put("lease", session)
                .build();
        Reply.Answer answer = asked("/v3/kv/put", put);
        return !answer.body().contains(GONE) && etcd.allowed(answer).isGood();
    }

    @Override
    public void end(String session) {
        etcd.once("/v3/lease/revoke", lease(session), Etcd.SHORT);
    }

    private Reply.Answer asked(String path, Json.Obj question) {
        Reply reply = etcd.once(path, question, Etcd.SHORT);
        if (reply instanceof Reply.Answer answer && Patience.isAnswer(reply)) {
            return answer;
        }
        throw KvProblems.unreachable(etcd.place(), reply);
    }

    private static Json.Obj lease(String session) {
        return Json.object().put("ID", session).build();
    }
}

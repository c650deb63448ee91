package dev.cdctl.adapter.consul;

import dev.cdctl.http.Exchange;
import dev.cdctl.http.Reply;
import dev.cdctl.json.Json;
import dev.cdctl.json.JsonException;
import dev.cdctl.json.JsonText;
import dev.cdctl.state.kv.KvProblems;
import dev.cdctl.state.kv.Patience;
import dev.cdctl.state.kv.Sessions;
import java.time.Duration;
import java.util.List;

/**
 * Sessions of Consul, by https://developer.hashicorp.com/consul/api-docs/session. They have no health check: one that
 * fails for a moment would end them, and the time to live says the same. Consul ends a session at twice its time.
 */
public final class ConsulSessions implements Sessions {
    private final Consul consul;

    ConsulSessions(Consul consul) {
        this.consul = consul;
    }

    @Override
    public String open(Duration ttl) {
        Json.Obj wanted = Json.object()
                .put("Name", "cdctl")
                .put("TTL", ttl.toSeconds() + "s")
                .put("LockDelay", "1s")
                .put("Behavior", "delete")
                .put("NodeChecks", Json.of(List.of()))
                .build();
        Reply.Answer answer = consul.ask(consul.put("/v1/session/create", JsonText.line(wanted)));
        try {
            return ((Json.Obj) consul.json(answer)).need("ID");
        } catch (JsonException | ClassCastException e) {
            throw KvProblems.odd(consul.place(), answer).causedBy(e);
        }
    }

    @Override
    public boolean renew(String session) {
        Exchange exchange = consul.put("/v1/session/renew/" + session, "");
        return isThere(exchange, consul.once(exchange, Consul.SHORT));
    }

    @Override
    public boolean show(String key, String value, String session) {
        Exchange exchange = consul.put(consul.path(key) + "?acquire=" + session, value);
        Reply reply = consul.once(exchange, Consul.SHORT);
        boolean ended = reply instanceof Reply.Answer answer && answer.body().contains("invalid session");
        return !ended
                && isThere(exchange, reply)
                && ((Reply.Answer) reply).body().strip().equals("true");
    }

    @Override
    public void end(String session) {
        consul.once(consul.put("/v1/session/destroy/" + session, ""), Consul.SHORT);
    }

    private boolean isThere(Exchange asked, Reply reply) {
        if (reply instanceof Reply.Answer answer && Patience.isAnswer(reply)) {
            return consul.allowed(asked, answer).isGood();
        }
        throw KvProblems.unreachable(consul.place(), reply);
    }
}

package dev.cdctl.adapter.consul;

import dev.cdctl.deploy.register.Entry;
import dev.cdctl.deploy.register.Registration;
import dev.cdctl.deploy.register.ServiceRegistry;
import dev.cdctl.deploy.register.Standing;
import dev.cdctl.http.Exchange;
import dev.cdctl.http.Reply;
import dev.cdctl.json.Json;
import dev.cdctl.json.JsonException;
import dev.cdctl.json.JsonText;
import dev.cdctl.model.Failure;
import dev.cdctl.state.kv.KvProblems;
import dev.cdctl.state.kv.Patience;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The catalogue of services of Consul, by https://developer.hashicorp.com/consul/api-docs/agent/service, /health and
 * /catalog. Entries are made by agents, since an agent runs the checks of what it holds, and puts back what somebody
 * else takes out of the catalogue; so each is taken out by the agent that holds it, as long as that can be asked.
 */
public final class ConsulRegistry implements ServiceRegistry {
    /** How long an agent may take to tell the catalogue what it holds no more. */
    private static final Duration GONE = Duration.ofSeconds(1);

    /** Asked again, an agent tells once more what the servers could not take while their leader changed. */
    private static final int ASKS = 3;

    private static final Duration PAUSE = Duration.ofMillis(20);

    private final Consul consul;
    private final Function<String, ConsulAccess> access;
    private final Map<String, Consul> agents = new ConcurrentHashMap<>();
    private final AtomicBoolean seesNodes = new AtomicBoolean();

    /**
     * The catalogue that the agent of that access knows.
     *
     * @param others how another agent is asked, by its {@code host:port}
     */
    public ConsulRegistry(ConsulAccess usual, Function<String, ConsulAccess> others) {
        this.consul = new Consul(usual, Patience.ofOneThatAnswers(Patience.USUAL));
        this.access = others;
    }

    @Override
    public List<Entry> entries(String service) {
        Reply.Answer answer = consul.ask(consul.get("/v1/health/service/" + service + "?consistent"));
        List<Entry> entries = new ArrayList<>();
        try {
            for (Json item : ((Json.Arr) consul.json(answer)).items()) {
                entries.add(EntryJson.read((Json.Obj) item));
            }
        } catch (JsonException | ClassCastException e) {
            throw KvProblems.odd(consul.place(), answer).causedBy(e);
        }
        return entries;
    }

    /** By the checks of the whole catalogue, of which the server gives only those that are asked for. */
    @Override
    public List<Standing> standing(String start) {
        String filter = "\"" + start + "\" in ServiceID or CheckID == \"serfHealth\" and Status != \"passing\"";
        Exchange exchange =
                consul.get("/v1/health/state/any?filter=" + URLEncoder.encode(filter, StandardCharsets.UTF_8));
        Reply reply = consul.once(exchange, Consul.SHORT);
        if (!(reply instanceof Reply.Answer answer) || !Patience.isAnswer(reply)) {
            throw KvProblems.unreachable(consul.place(), reply);
        }
        try {
            return EntryJson.standing(((Json.Arr) consul.json(consul.allowed(exchange, answer))).items(), start);
        } catch (JsonException | ClassCastException e) {
            throw KvProblems.odd(consul.place(), answer).causedBy(e);
        }
    }

    /** Consul leaves out what one may not see, so the entry would never be found again; some node there always is. */
    private void requireNodes(String service) {
        if (!seesNodes.get()) {
            Reply.Answer answer = consul.ask(consul.get("/v1/catalog/nodes?consistent"));
            if (consul.json(answer) instanceof Json.Arr nodes && nodes.items().isEmpty()) {
                throw ConsulProblems.mayNotRegister(
                        consul.access(), consul.place(), "it shows none of its nodes (node:read is missing)", service);
            }
            seesNodes.set(true);
        }
    }

    @Override
    public List<String> services() {
        Reply.Answer answer = consul.ask(consul.get("/v1/catalog/services?consistent"));
        if (consul.json(answer) instanceof Json.Obj names) {
            return List.copyOf(names.members().keySet());
        }
        throw KvProblems.odd(consul.place(), answer);
    }

    @Override
    public void register(Registration registration) {
        requireNodes(registration.service());
        Consul agent = agent(registration.agent());
        Exchange exchange = agent.put(
                "/v1/agent/service/register?replace-existing-checks=true", JsonText.line(EntryJson.of(registration)));
        Reply reply = answer(agent, exchange);
        requireGood(reply, registration.agent(), registration.service());
    }

    @Override
    public boolean deregister(Entry entry) {
        for (String way : ways(entry)) {
            if (isOutBy(way, entry)) {
                return true;
            }
        }
        Json.Obj body = Json.object()
                .put("Node", entry.node())
                .put("ServiceID", entry.id())
                .build();
        Reply.Answer answer = consul.ask(consul.put("/v1/catalog/deregister", JsonText.line(body)));
        requireGood(answer, consul.place(), entry.service());
        return false;
    }

    @Override
    public String place() {
        return "consul://" + consul.access().url().servers().get(0);
    }

    /** The agent that took it; when that name means another computer here, the agent of its node. */
    private static List<String> ways(Entry entry) {
        String taken = entry.meta(Entry.AGENT);
        String port = taken.substring(taken.lastIndexOf(':') + 1);
        return Stream.of(taken, entry.nodeAddress() + ":" + port)
                .filter(way -> way.matches(".+:[0-9]{1,5}"))
                .distinct()
                .toList();
    }

    /** An agent that does not know the entry says so, or that all is well. */
    private boolean isOutBy(String way, Entry entry) {
        Consul agent = agent(way);
        for (int i = 0; i < ASKS; i++) {
            Reply reply = answer(agent, agent.put("/v1/agent/service/deregister/" + entry.id(), ""));
            if (!(reply instanceof Reply.Answer answer)) {
                return false;
            }
            if (answer.status() == 403) {
                throw denied(way, answer, entry.service());
            }
            if (!answer.isGood()) {
                return !isThere(entry);
            }
            if (isGone(entry)) {
                return true;
            }
        }
        return false;
    }

    /** The agent that keeps the state is waited for, as it is with all other questions; others are asked once. */
    private Reply answer(Consul agent, Exchange exchange) {
        boolean usual = agent == consul;
        long end = System.nanoTime() + (usual ? Patience.USUAL.toNanos() : 0);
        Reply reply = agent.once(exchange, usual ? Consul.DEADLINE : Consul.SHORT);
        while (reply instanceof Reply.NoAnswer && System.nanoTime() < end) {
            LockSupport.parkNanos(PAUSE.toNanos());
            reply = agent.once(exchange, Consul.DEADLINE);
        }
        return reply;
    }

    private boolean isGone(Entry entry) {
        long end = System.nanoTime() + GONE.toNanos();
        while (isThere(entry)) {
            if (System.nanoTime() >= end) {
                return false;
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        }
        return true;
    }

    private boolean isThere(Entry entry) {
        return entries(entry.service()).stream()
                .anyMatch(now -> now.id().equals(entry.id()) && now.node().equals(entry.node()));
    }

    private void requireGood(Reply reply, String place, String service) {
        if (reply instanceof Reply.Answer answer && answer.status() == 403) {
            throw denied(place, answer, service);
        }
        if (!(reply instanceof Reply.Answer answer) || !answer.isGood()) {
            throw ConsulProblems.refused(place, reply);
        }
    }

    private Failure denied(String place, Reply.Answer answer, String service) {
        return ConsulProblems.mayNotRegister(consul.access(), place, answer.body(), service);
    }

    private Consul agent(String address) {
        return consul.access().url().servers().get(0).toString().equals(address)
                ? consul
                : agents.computeIfAbsent(
                        address, key -> new Consul(access.apply(key), new Patience(1, Patience.USUAL)));
    }
}

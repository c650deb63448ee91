package dev.cdctl.deploy.register;

import dev.cdctl.http.Exchange;
import dev.cdctl.http.Probe;
import dev.cdctl.http.Reply;
import dev.cdctl.http.Target;
import dev.cdctl.model.Failure;
import dev.cdctl.model.Problem;
import dev.cdctl.traffic.Address;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** A catalogue of services in memory, whose agents are there or away; instances are really asked. */
public final class MemoryRegistry implements ServiceRegistry {
    private final Map<String, Entry> entries = new LinkedHashMap<>();
    private final Map<String, String> checks = new LinkedHashMap<>();
    /** The node of each agent. */
    private final Map<String, String> nodes = new LinkedHashMap<>();

    private final List<String> told = new ArrayList<>();
    private Consumer<String> leaving = id -> {};
    private boolean away;

    /** One with these agents, each on a node that is called like it. */
    public MemoryRegistry(String... agents) {
        for (String agent : agents) {
            nodes.put(agent, "node-of-" + agent);
        }
    }

    @Override
    public synchronized List<Entry> entries(String service) {
        return entries.values().stream()
                .filter(entry -> entry.service().equals(service))
                .map(this::now)
                .toList();
    }

    @Override
    public synchronized List<Standing> standing(String start) {
        if (away) {
            throw Failure.unreachable(Problem.of("CD-704", "the catalogue does not answer"));
        }
        return entries.values().stream()
                .filter(entry -> entry.id().startsWith(start))
                .map(this::now)
                .map(entry -> new Standing(entry.id(), entry.node(), entry.passing(), entry.said()))
                .toList();
    }

    /** From now on nobody is told how entries stand. */
    public synchronized void goAway() {
        away = true;
    }

    @Override
    public synchronized List<String> services() {
        return entries.values().stream().map(Entry::service).distinct().toList();
    }

    @Override
    public synchronized void register(Registration one) {
        String node = Optional.ofNullable(nodes.get(one.agent()))
                .orElseThrow(() -> Failure.unreachable(Problem.of("CD-869", "no agent at " + one.agent())));
        told.add("register " + one.id());
        put(new Entry(
                one.id(),
                one.service(),
                node,
                "127.0.0.1",
                one.address(),
                one.tags(),
                one.meta(),
                false,
                "it was not run yet"));
        checks.put(one.id(), one.check().http().orElse("/"));
    }

    @Override
    public synchronized boolean deregister(Entry entry) {
        told.add("deregister " + entry.id());
        leaving.accept(entry.id());
        entries.remove(entry.node() + " " + entry.id());
        return nodes.containsKey(entry.meta(Entry.AGENT));
    }

    @Override
    public String place() {
        return "memory";
    }

    /** Has somebody else register that. */
    public synchronized void foreign(String id, String service) {
        put(new Entry(
                id, service, "elsewhere", "127.0.0.1", new Address("127.0.0.1", 1), List.of(), Map.of(), true, ""));
    }

    /** Tells the ID of each entry when it is taken out. */
    public synchronized void leaving(Consumer<String> whoever) {
        leaving = whoever;
    }

    /** Has the catalogue lose all that agents hold. */
    public synchronized void lose() {
        entries.clear();
    }

    /** Everything that was registered and taken out, in order. */
    public synchronized List<String> told() {
        return List.copyOf(told);
    }

    /** What it has: {@code ID release}, with {@code failing} where checks do not pass; sorted. */
    public synchronized List<String> has() {
        return entries.values().stream()
                .map(this::now)
                .map(entry -> entry.id() + " " + entry.meta("release") + (entry.passing() ? "" : " failing"))
                .sorted()
                .toList();
    }

    private void put(Entry entry) {
        entries.put(entry.node() + " " + entry.id(), entry);
    }

    private Entry now(Entry entry) {
        if (!checks.containsKey(entry.id())) {
            return entry;
        }
        Exchange exchange =
                Exchange.get(Target.of(entry.address().host(), entry.address().port()), checks.get(entry.id()));
        Reply reply = new Probe(Duration.ofSeconds(2)).ask(exchange);
        boolean passing = reply instanceof Reply.Answer answer && answer.isGood();
        return new Entry(
                entry.id(),
                entry.service(),
                entry.node(),
                entry.nodeAddress(),
                entry.address(),
                entry.tags(),
                entry.meta(),
                passing,
                passing ? "" : exchange.url() + ": " + reply.describe());
    }
}

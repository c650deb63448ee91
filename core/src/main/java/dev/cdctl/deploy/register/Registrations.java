package dev.cdctl.deploy.register;

import dev.cdctl.deploy.machine.Instance;
import dev.cdctl.deploy.spec.RegisterSpec;
import dev.cdctl.deploy.spec.RoleSpec;
import dev.cdctl.engine.Cancel;
import dev.cdctl.host.Host;
import dev.cdctl.model.Failure;
import dev.cdctl.model.Name;
import dev.cdctl.model.Problem;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The entries of one environment in a catalogue of services. What is registered is asked of the catalogue each time,
 * never remembered; entries of others are neither changed nor taken for ours.
 */
public final class Registrations {
    private static final Duration PAUSE = Duration.ofMillis(50);
    /** An agent runs a check once in a second at most. */
    private static final Duration CHECK = Duration.ofMillis(200);
    /** An agent is asked again when the catalogue does not have what it took: the leader may have changed. */
    private static final int ASKS = 10;

    private static final int LOOKS = 20;

    private final Name service;
    private final Name environment;
    private final ServiceRegistry registry;
    private final Forms forms;
    private final Consumer<Problem> warnings;

    /**
     * How they are made.
     *
     * @param agent the one that is asked where the environment names none
     * @param warnings takes what did not go well, but is no reason to stop
     */
    public record Terms(RegisterSpec spec, String agent, Consumer<Problem> warnings) {}

    public Registrations(Name service, Name environment, ServiceRegistry registry, Terms terms) {
        this.service = service;
        this.environment = environment;
        this.registry = registry;
        this.forms = new Forms(terms.spec(), terms.agent());
        this.warnings = terms.warnings();
    }

    /** What would be registered of these instances, by the roles with which they were started: those that listen. */
    public List<Registration> of(List<Instance> instances, List<RoleSpec> roles) {
        return instances.stream()
                .filter(instance -> instance.address().isPresent())
                .flatMap(instance -> roles.stream()
                        .filter(role -> role.kind() == RoleSpec.Kind.WEB)
                        .filter(role -> role.name().equals(instance.slot().role()))
                        .map(role -> forms.of(instance, role.health())))
                .toList();
    }

    /** Those of them that the catalogue does not have, or has otherwise. */
    public List<Registration> missing(List<Registration> wanted) {
        return missing(wanted, entries(names(wanted)));
    }

    private static List<Registration> missing(List<Registration> wanted, List<Entry> entries) {
        return wanted.stream()
                .filter(one -> entries.stream().noneMatch(one::isIn))
                .toList();
    }

    /**
     * Makes what is missing of them, and returns when the catalogue has all. Entries of ours with the same IDs that say
     * something else, on other nodes, are taken out.
     *
     * @param stale which other entries of ours are taken out, of the same service names
     * @return what was made
     */
    public List<Registration> make(List<Registration> wanted, Predicate<Entry> stale) {
        List<Entry> found = entries(names(wanted));
        List<Registration> missing = missing(wanted, found);
        for (Entry entry : seen(wanted, found)) {
            Optional<Registration> same =
                    wanted.stream().filter(one -> one.id().equals(entry.id())).findFirst();
            if (same.isPresent() ? !same.get().isIn(entry) : stale.test(entry)) {
                takeOut(entry);
            }
        }
        return missing;
    }

    /** Takes out an instance that is going to end; of one that is not registered nothing is done. */
    public void withdraw(Instance instance) {
        if (instance.address().isPresent()) {
            String id = Forms.id(instance.slot());
            entries(List.of(Forms.service(instance.slot()))).stream()
                    .filter(entry -> entry.id().equals(id))
                    .filter(of(instance.deployment()))
                    .forEach(this::takeOut);
        }
    }

    /**
     * Takes out those of our entries, under whatever service name.
     *
     * @return their IDs
     */
    public List<String> withdraw(Predicate<Entry> which) {
        List<Entry> out = all().stream().filter(which).toList();
        out.forEach(this::takeOut);
        return out.stream().map(Entry::id).toList();
    }

    /** The entries on these hosts of which no instance runs. */
    public List<Entry> gone(List<Instance> running, List<Host> hosts) {
        List<String> places = running.stream()
                .map(instance -> Forms.id(instance.slot()) + instance.deployment())
                .toList();
        return all().stream()
                .filter(entry -> hosts.stream().anyMatch(host -> host.id().equals(entry.meta(Entry.HOST))))
                .filter(entry -> !places.contains(entry.id() + entry.meta(Entry.DEPLOYMENT)))
                .toList();
    }

    /** Takes these out. */
    public void takeOut(List<Entry> entries) {
        entries.forEach(this::takeOut);
    }

    /** All entries of this environment, under whatever service name. */
    public List<Entry> all() {
        return entries(registry.services().stream()
                .filter(name -> Forms.mayBeOf(service.text(), name))
                .toList());
    }

    /**
     * How the entries of this environment stand, by one question; that it is not answered is no failure.
     *
     * @param running what is known to run
     * @param allSeen whether nothing else can run
     */
    public Registered look(List<Instance> running, List<RoleSpec> roles, boolean allSeen) {
        Set<String> wanted = of(running, roles).stream().map(Registration::id).collect(Collectors.toSet());
        try {
            List<Standing> entries = registry.standing(Entry.OURS + service + "." + environment + ".");
            return Registered.of(registry.place(), entries, wanted, allSeen);
        } catch (Failure e) {
            if (e.kind() == Failure.Kind.INTERRUPTED) {
                throw e;
            }
            return Registered.unknown(registry.place(), e);
        }
    }

    /**
     * Waits until these pass their checks.
     *
     * @param within how long they may take once an agent has run them, which it does after a pause
     */
    public void awaitPassing(List<Registration> registered, Duration within, Cancel cancel, Consumer<String> progress) {
        long end = System.nanoTime() + within.plus(forms.every()).toNanos();
        List<String> waiting = notPassing(registered);
        while (!waiting.isEmpty()) {
            progress.accept(waiting.get(0));
            if (System.nanoTime() >= end) {
                throw RegisterProblems.notPassing(registry.place(), waiting);
            }
            if (!cancel.sleep(CHECK)) {
                throw RegisterProblems.stopped(waiting.get(0));
            }
            waiting = notPassing(registered);
        }
    }

    /** A few words on each of them that does not pass its checks. */
    private List<String> notPassing(List<Registration> registered) {
        List<Entry> entries = entries(names(registered));
        List<String> waiting = new ArrayList<>();
        for (Registration one : registered) {
            Optional<Entry> entry = entries.stream().filter(one::isIn).findFirst();
            if (entry.isEmpty()) {
                waiting.add(one.id() + ": it is not in the catalogue");
            } else if (!entry.get().passing()) {
                waiting.add(entry.get().brief() + ": " + entry.get().said());
            }
        }
        return waiting;
    }

    /** Has agents register what is missing, and gives the entries as soon as all are among them. */
    private List<Entry> seen(List<Registration> wanted, List<Entry> before) {
        List<Entry> entries = before;
        for (int asks = 0; asks < ASKS && !missing(wanted, entries).isEmpty(); asks++) {
            missing(wanted, entries).forEach(registry::register);
            entries = entries(names(wanted));
            for (int looks = 0; looks < LOOKS && !missing(wanted, entries).isEmpty(); looks++) {
                LockSupport.parkNanos(PAUSE.toNanos());
                entries = entries(names(wanted));
            }
        }
        missing(wanted, entries).stream().findFirst().ifPresent(one -> {
            throw RegisterProblems.unseen(registry.place(), one);
        });
        return entries;
    }

    private void takeOut(Entry entry) {
        if (!registry.deregister(entry)) {
            warnings.accept(RegisterProblems.mayComeBack(entry));
        }
    }

    private List<Entry> entries(Iterable<String> names) {
        List<Entry> ours = new ArrayList<>();
        for (String name : names) {
            registry.entries(name).stream()
                    .filter(entry -> entry.isOf(service, environment))
                    .forEach(ours::add);
        }
        ours.stream().filter(Entry::isNewer).findFirst().ifPresent(entry -> {
            throw RegisterProblems.newer(entry);
        });
        return ours;
    }

    private static TreeSet<String> names(List<Registration> registrations) {
        TreeSet<String> names = new TreeSet<>();
        registrations.forEach(one -> names.add(one.service()));
        return names;
    }

    /** Whether an entry is of one of these colours and hosts, given as the words that it says of them. */
    public static Predicate<Entry> in(Stream<String> colours, Stream<String> hosts) {
        List<String> words = colours.toList();
        List<String> computers = hosts.toList();
        return entry -> words.contains(entry.meta(Entry.COLOUR)) && computers.contains(entry.meta(Entry.HOST));
    }

    /** Whether an entry is of that deployment. */
    public static Predicate<Entry> of(String deployment) {
        return entry -> entry.meta(Entry.DEPLOYMENT).equals(deployment);
    }
}

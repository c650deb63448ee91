package dev.cdctl.operate.look;

import dev.cdctl.deploy.Environment;
import dev.cdctl.deploy.machine.HostNotes.Noticed;
import dev.cdctl.deploy.machine.Instance;
import dev.cdctl.deploy.machine.Machines.Observed;
import dev.cdctl.engine.Event;
import dev.cdctl.history.Deployment;
import dev.cdctl.host.Host;
import dev.cdctl.model.Failure;
import dev.cdctl.model.Problem;
import dev.cdctl.operate.Means;
import dev.cdctl.traffic.Decision;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/** Tells how each host of an environment stands when a command that changes it has come to its end. */
public final class HostTable {
    private static final Duration PATIENCE = Duration.ofSeconds(15);
    /** Leaves time for the rest within the 8 s that a CI server gives. */
    private static final Duration HURRIED = Duration.ofSeconds(2);

    private final Means means;
    private final Environment environment;
    private final Instant since = Instant.now();

    private HostTable(Means means) {
        this.means = means;
        this.environment = means.environment();
    }

    /** Does the work, and tells then how the hosts stand, however it ended; of no host that was not asked anything. */
    public static <T> T around(Means means, Supplier<T> work) {
        if (means.environment().hosts().equals(List.of(Host.LOCAL))) {
            return work.get();
        }
        HostTable table = new HostTable(means);
        means.environment().machine().begin();
        try {
            T result = work.get();
            table.tell(Optional.empty());
            return result;
        } catch (Failure e) {
            table.tell(Optional.of(e));
            throw e;
        }
    }

    /** A table that cannot be made changes nothing about how the work ended. */
    private void tell(Optional<Failure> failure) {
        try {
            Map<Host, Noticed> noticed = new LinkedHashMap<>();
            environment
                    .hosts()
                    .forEach(host -> noticed.put(host, environment.machine().noticed(host)));
            if (noticed.values().stream().noneMatch(Noticed::asked)) {
                return;
            }
            Optional<Observed> now = observed(noticed);
            Live live = live();
            List<Event.HostRow> rows = environment.hosts().stream()
                    .map(host -> new Row(host, Objects.requireNonNull(noticed.get(host)), now, live, failure).event())
                    .toList();
            means.terms().listener().on(new Event.Hosts(environment.describe(), rows));
        } catch (Failure e) {
            means.terms().listener().on(new Event.Warning(e.problems().get(0)));
        }
    }

    /** What was live when the work began, and what is live now. */
    private record Live(Optional<String> before, Optional<Deployment> now) {}

    private Live live() {
        Optional<Deployment> now = environment
                .decisions()
                .read()
                .flatMap(Decision::live)
                .flatMap(placed -> environment.history().find(placed.deployment()));
        Optional<Deployment> ours = environment.history().latest(1).stream()
                .filter(entry -> !entry.started().isBefore(since)
                        || entry.ended().filter(end -> !end.isBefore(since)).isPresent())
                .findFirst();
        Optional<String> before = ours.isPresent() ? ours.get().previous() : now.map(Deployment::placed);
        return new Live(before, now);
    }

    /** Waits no longer than is good for the command's end; a host that did not answer last is not asked again. */
    private Optional<Observed> observed(Map<Host, Noticed> noticed) {
        Duration limit = environment.cancel().requested() ? HURRIED : PATIENCE;
        CompletableFuture<Observed> asked = new CompletableFuture<>();
        List<Host> reached = noticed.entrySet().stream()
                .filter(each -> !each.getValue().cutOff())
                .map(Map.Entry::getKey)
                .toList();
        Thread asking = new Thread(() -> ask(reached, asked), "hosts");
        asking.setDaemon(true);
        asking.start();
        try {
            return Optional.of(asked.get(limit.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        } catch (TimeoutException | ExecutionException e) {
            return Optional.empty();
        }
    }

    private void ask(List<Host> reached, CompletableFuture<Observed> answer) {
        try {
            answer.complete(environment
                    .machine()
                    .observed(reached, environment.service(), environment.spec().name()));
        } catch (RuntimeException e) {
            answer.completeExceptionally(e);
        }
    }

    /**
     * What there is to say of one host.
     *
     * @param now what was seen on the hosts that could be asked in time
     * @param failure how the work ended, when it did not end well
     */
    private record Row(Host host, Noticed noticed, Optional<Observed> now, Live live, Optional<Failure> failure) {
        Event.HostRow event() {
            boolean failed = failure.isPresent()
                    && (isCutOff() || noticed.hasFailed() || problem().isPresent());
            return new Event.HostRow(
                    host.id(),
                    live.before().flatMap(id -> version(noticed.before().orElse(List.of()), id)),
                    live.now().flatMap(entry -> version(instances(), entry.placed())),
                    isCutOff() ? "cannot be reached" : failed ? "failed" : state(),
                    noticed.took(),
                    failed ? problem().or(noticed::trouble).orElse("") : unseen().orElse(""),
                    failed ? noticed.lines() : List.of());
        }

        private boolean isCutOff() {
            return noticed.cutOff() || unseen().isPresent();
        }

        private Optional<String> unseen() {
            return now.flatMap(seen -> Optional.ofNullable(seen.unseen().get(host.id())));
        }

        private List<Instance> instances() {
            return now.map(Observed::instances).orElse(List.of()).stream()
                    .filter(one -> one.slot().host().equals(host))
                    .toList();
        }

        private String state() {
            if (now.isEmpty()) {
                return "did not answer";
            }
            long running = live.now().stream()
                    .flatMap(entry -> Running.of(instances(), entry).stream())
                    .count();
            int all = live.now().map(Running::replicas).orElse(0);
            if (running == 0) {
                return "nothing live";
            }
            return running >= all ? "live" : running + " of " + all + " live";
        }

        private static Optional<String> version(List<Instance> instances, String deployment) {
            return instances.stream()
                    .filter(one -> one.pid() != 0 && one.deployment().equals(deployment))
                    .map(one -> one.version().text())
                    .findFirst();
        }

        /** The problem that names this host. */
        private Optional<String> problem() {
            Pattern name = Pattern.compile("\\b(on|host) " + Pattern.quote(host.id()) + "(?![A-Za-z0-9-])");
            return failure.stream()
                    .flatMap(one -> one.problems().stream())
                    .map(Problem::what)
                    .filter(what -> name.matcher(what).find())
                    .findFirst();
        }
    }
}

package dev.cdctl.operate.change;

import dev.cdctl.deploy.Environment;
import dev.cdctl.deploy.machine.Instance;
import dev.cdctl.deploy.machine.Instance.Slot;
import dev.cdctl.deploy.machine.Machines;
import dev.cdctl.deploy.register.Entry;
import dev.cdctl.deploy.register.Registration;
import dev.cdctl.deploy.register.Registrations;
import dev.cdctl.deploy.spec.RoleSpec;
import dev.cdctl.deploy.spec.RunBlock;
import dev.cdctl.history.Deployment;
import dev.cdctl.host.Host;
import dev.cdctl.operate.Exclusive;
import dev.cdctl.operate.Means;
import dev.cdctl.operate.Openings;
import dev.cdctl.operate.look.Drift;
import dev.cdctl.operate.look.HostTable;
import dev.cdctl.operate.look.LinkedHost;
import dev.cdctl.traffic.Decision;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Mends what went away by itself: instances of the live release that do not run are started again, and the catalogue of
 * services gets what it misses and loses what is gone. It decides nothing, so it never flips.
 */
public final class Repair {
    /**
     * What was found, and mended as far as every host could be asked.
     *
     * @param started the instances that were missing: {@code web-0 (green)}; none when not every host could be asked
     * @param registered the IDs of entries that were made
     * @param takenOut the IDs of entries of instances that are gone
     * @param unseen why hosts could not be asked, by their names
     */
    public record Report(
            List<String> started, List<String> registered, List<String> takenOut, Map<String, String> unseen) {
        /** Whether there was nothing to do. */
        public boolean isWell() {
            return started.isEmpty() && registered.isEmpty() && takenOut.isEmpty() && unseen.isEmpty();
        }
    }

    private final Means means;

    /** Repairs with these means. */
    public Repair(Means means) {
        this.means = means;
    }

    /** Looks, and mends what it finds, while the lock is held. */
    public Report run() {
        return HostTable.around(means, () -> {
            try (Exclusive exclusive = means.hold()) {
                return mended(exclusive);
            }
        });
    }

    /** What would be mended, without the lock and without a change; also when an earlier command was stopped half-way. */
    public boolean isNeeded() {
        return Openings.of(means.terms().journal()).isPresent()
                || !look().report().isWell();
    }

    /**
     * What is so.
     *
     * @param report as if all of it had been mended
     * @param wanted what should be registered of what runs
     * @param gone the entries of which nothing runs
     */
    private record Found(Report report, List<Registration> wanted, List<Entry> gone, Optional<Deployment> live) {}

    private Report mended(Exclusive exclusive) {
        Found found = look();
        Report report = found.report();
        environment().registered().ifPresent(on -> {
            on.takeOut(found.gone());
            if (!report.registered().isEmpty()) {
                on.make(found.wanted(), other -> false);
            }
        });
        if (!report.started().isEmpty()) {
            Drift.refuse(environment(), environment().decisions().read());
            new LinkedHost(environment()).requireInPlace();
            new Power(means).raise(exclusive, found.live().orElseThrow().placed());
        }
        return report;
    }

    private Found look() {
        Machines.Observed seen = environment()
                .machine()
                .observed(environment().service(), environment().spec().name());
        List<Instance> running = seen.instances().stream()
                .filter(instance -> instance.pid() != 0)
                .toList();
        List<Host> hosts = environment().hosts().stream()
                .filter(host -> !seen.unseen().containsKey(host.id()))
                .toList();
        Optional<Deployment> live = live();
        List<String> missing = live.stream()
                .flatMap(deployment -> missing(deployment, running, hosts))
                .toList();
        List<Registration> wanted =
                environment().registered().map(on -> wanted(on, running)).orElse(List.of());
        List<Entry> gone =
                environment().registered().map(on -> on.gone(running, hosts)).orElse(List.of());
        Report report = new Report(
                seen.unseen().isEmpty() ? missing : List.of(),
                unregistered(wanted),
                gone.stream().map(Entry::id).toList(),
                seen.unseen());
        return new Found(report, wanted, gone, live);
    }

    /** What should run; nothing of an environment that was stopped on purpose. */
    private Optional<Deployment> live() {
        return environment()
                .decisions()
                .read()
                .filter(decision -> means.stopped().read().isEmpty())
                .flatMap(Decision::live)
                .flatMap(placed -> environment().history().find(placed.deployment()));
    }

    private Stream<String> missing(Deployment live, List<Instance> running, List<Host> hosts) {
        List<Slot> taken = running.stream()
                .filter(instance -> instance.deployment().equals(live.placed()))
                .map(Instance::slot)
                .toList();
        return hosts.stream()
                .flatMap(host -> roles(live).stream()
                        .filter(role -> role.kind() != RoleSpec.Kind.JOB)
                        .flatMap(role -> environment().slots(role, live.colour(), host)))
                .filter(slot -> !taken.contains(slot))
                .map(Slot::brief);
    }

    private List<Registration> wanted(Registrations on, List<Instance> running) {
        return running.stream()
                .map(Instance::deployment)
                .distinct()
                .flatMap(id -> environment().history().find(id).stream())
                .flatMap(deployment -> on
                        .of(
                                running.stream()
                                        .filter(instance ->
                                                instance.deployment().equals(deployment.id()))
                                        .toList(),
                                roles(deployment))
                        .stream())
                .toList();
    }

    private List<String> unregistered(List<Registration> wanted) {
        return environment()
                .registered()
                .filter(on -> !wanted.isEmpty())
                .map(on -> on.missing(wanted).stream().map(Registration::id).toList())
                .orElse(List.of());
    }

    private static List<RoleSpec> roles(Deployment deployment) {
        return RunBlock.from(deployment.run()).roles();
    }

    private Environment environment() {
        return means.environment();
    }
}

package dev.cdctl.doctor;

import dev.cdctl.deploy.Entrance;
import dev.cdctl.deploy.machine.Port;
import dev.cdctl.deploy.spec.EnvironmentSpec;
import dev.cdctl.deploy.spec.RoleSpec;
import dev.cdctl.host.Host;
import dev.cdctl.operate.Means;
import dev.cdctl.operate.look.Status;
import dev.cdctl.state.Locks;
import dev.cdctl.traffic.RouterSpec;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * How one environment stands, and what it will need for its next deployment.
 *
 * @param routerPorts where our own routers listen; environments may share one
 */
record EnvironmentCheck(Means means, Status status, Set<Integer> routerPorts) {
    List<Finding> look() {
        List<Finding> findings = new ArrayList<>();
        findings.add(live());
        status.holder().map(this::lock).ifPresent(findings::add);
        status.open()
                .map(id ->
                        Finding.warning(name(), "the operation " + id + " is half-done", "cdctl resume -e " + name()))
                .ifPresent(findings::add);
        status.differences()
                .forEach(difference -> findings.add(Finding.wrong(name(), difference.what(), difference.remedy())));
        means.environment().entrances().forEach(entrance -> entrance(entrance, findings));
        findings.add(hosts().orElseGet(this::ports));
        return findings;
    }

    private String name() {
        return means.environment().spec().name().text();
    }

    private Finding live() {
        return Finding.ok(
                name(),
                status.live()
                        .map(deployment -> deployment.release().brief() + " is live in "
                                + deployment.colour().word())
                        .orElse("nothing is deployed yet"));
    }

    private Finding lock(Locks.Held held) {
        String who = held.owner().who() + " on " + held.owner().host() + " (pid "
                + held.owner().pid() + ", " + held.owner().command() + ")";
        return held.alive()
                ? Finding.ok(
                        name(), "locked by " + who + " since " + held.since().truncatedTo(ChronoUnit.SECONDS))
                : Finding.warning(
                        name(), "locked by " + who + ", which is dead", "the next command takes the lock over");
    }

    private void entrance(Entrance entrance, List<Finding> findings) {
        boolean serves = status.doors().stream()
                .anyMatch(door ->
                        door.url().equals(entrance.url()) && door.served().isPresent());
        int port = entrance.listen().port();
        if (serves) {
            findings.add(Finding.ok(name(), entrance.router().describe() + " answers, and serves " + entrance.url()));
        } else if (status.decision().isEmpty()
                && isOurs(entrance)
                && !Port.isFree(port)
                && !routerPorts.contains(port)) {
            findings.add(Finding.wrong(
                    name(),
                    "port " + port + ", where users are to connect, is held by " + Port.holder(port),
                    "end that process, or choose another port under routers"));
        }
    }

    /** A router of the user's own listens already, for others. */
    private boolean isOurs(Entrance entrance) {
        List<RouterSpec> routers = means.environment().spec().doors();
        int at = means.environment().entrances().indexOf(entrance);
        return routers.isEmpty() || routers.get(at).kind().equals(RouterSpec.EMBEDDED);
    }

    /** Each is looked at by itself. */
    private Optional<Finding> hosts() {
        List<Host> hosts = means.environment().spec().hosts();
        String names = hosts.stream().map(Host::id).collect(Collectors.joining(", "));
        boolean swarm = means.environment().spec().swarm();
        return hosts.isEmpty()
                ? Optional.empty()
                : Optional.of(Finding.ok(name(), "runs on " + (swarm ? "the swarm of " : "") + names));
    }

    /** Both colours of every web role need a port each. */
    private Finding ports() {
        EnvironmentSpec.Ports range = means.environment().spec().ports();
        long needed = 2L
                * means.environment().spec().run().roles().stream()
                        .filter(role -> role.kind() == RoleSpec.Kind.WEB)
                        .mapToInt(RoleSpec::replicas)
                        .sum();
        long ours = status.seen().stream()
                .map(Status.Seen::instance)
                .filter(instance -> instance.address().isPresent())
                .count();
        long free = IntStream.rangeClosed(range.first(), range.last())
                .filter(Port::isFree)
                .limit(Math.max(0, needed - ours))
                .count();
        return free + ours >= needed
                ? Finding.ok(name(), "ports " + range.first() + "-" + range.last() + ": enough are free")
                : Finding.wrong(
                        name(),
                        "ports " + range.first() + "-" + range.last() + ": only " + (free + ours)
                                + " are free, two colours need " + needed,
                        "give the environment a wider range under ports");
    }
}

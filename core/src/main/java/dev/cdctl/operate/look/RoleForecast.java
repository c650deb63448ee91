package dev.cdctl.operate.look;

import dev.cdctl.deploy.Environment;
import dev.cdctl.deploy.spec.EnvironmentSpec;
import dev.cdctl.deploy.spec.RoleContainer;
import dev.cdctl.deploy.spec.RoleSpec;
import dev.cdctl.host.Host;
import dev.cdctl.model.Colour;
import dev.cdctl.model.Version;
import dev.cdctl.traffic.Address;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** What a deployment would do for one role: how many instances, on which hosts, at which ports. */
record RoleForecast(Environment environment, RoleSpec role, Colour idle) {
    /** One step of a plan. */
    String describe(Version version) {
        String command = role.command().isEmpty() ? "" : ": " + role.command();
        return switch (role.kind()) {
            case JOB -> "run the job " + role.name() + image() + on(hosts().subList(0, 1)) + command;
            case WORKER -> "hand the work over to " + count() + " " + role.name() + image() + where() + command;
            case SIDECAR ->
                "start " + count() + " " + role.name() + " of " + version + image() + " as " + idle.word() + where()
                        + command;
            case WEB ->
                "start " + count() + " " + role.name() + " of " + version + image() + " as " + idle.word() + where()
                        + ", " + ports() + command;
        };
    }

    /** Where roles are of several images. */
    private String image() {
        return role.container()
                .flatMap(RoleContainer::image)
                .map(image -> " (image " + image + ")")
                .orElse("");
    }

    /** Every host runs all replicas; the one that stands for a swarm runs them on its nodes. */
    private int count() {
        return hosts().size() * role.replicas();
    }

    private List<Host> hosts() {
        return environment.hosts();
    }

    private String where() {
        return hosts().size() == 1 ? on(hosts()) : ", " + role.replicas() + on(hosts(), " on each of ");
    }

    private static String on(List<Host> hosts) {
        return on(hosts, " on ");
    }

    private static String on(List<Host> hosts, String words) {
        return hosts.equals(List.of(Host.LOCAL))
                ? ""
                : words + hosts.stream().map(Host::id).collect(Collectors.joining(", "));
    }

    /** Those of each host, or once when all hosts have the same. */
    private String ports() {
        List<Optional<String>> known = hosts().stream().map(this::ports).toList();
        if (known.stream().anyMatch(Optional::isEmpty)) {
            EnvironmentSpec.Ports range = environment.spec().ports();
            boolean one = hosts().size() == 1 && slots(hosts().get(0)) == 1;
            return (one ? "a free port" : "free ports") + " of " + range.first() + "-" + range.last();
        }
        if (known.stream().distinct().count() == 1) {
            return known.get(0).orElseThrow();
        }
        return hosts().stream()
                .map(host -> ports(host).orElseThrow() + " on " + host)
                .collect(Collectors.joining(", "));
    }

    /** Empty when one of them is not chosen yet. */
    private Optional<String> ports(Host host) {
        List<Optional<Address>> found = environment
                .slots(role, idle, host)
                .map(environment.addresses()::find)
                .distinct()
                .toList();
        String numbers = found.stream()
                .flatMap(Optional::stream)
                .map(address -> String.valueOf(address.port()))
                .collect(Collectors.joining(", "));
        return found.contains(Optional.empty())
                ? Optional.empty()
                : Optional.of((found.size() == 1 ? "port " : "ports ") + numbers);
    }

    /** In a swarm the copies of a role share one port. */
    private int slots(Host host) {
        return environment.spec().swarm()
                ? 1
                : Math.toIntExact(environment.slots(role, idle, host).count());
    }
}

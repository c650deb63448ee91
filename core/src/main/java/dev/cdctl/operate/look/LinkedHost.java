package dev.cdctl.operate.look;

import dev.cdctl.deploy.Environment;
import dev.cdctl.deploy.spec.ContainerSpec;
import dev.cdctl.deploy.spec.LinkedSpec;
import dev.cdctl.host.Host;
import dev.cdctl.model.Failure;
import dev.cdctl.model.Name;
import dev.cdctl.model.Problem;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The host of the containers that belong to an environment, such as a database. Their data does not follow a change of
 * the list of hosts, so whoever changes it has to say what is to become of them.
 */
public record LinkedHost(Environment environment) {
    /**
     * Makes sure that what is linked would not be started anew, and empty, on another host than the one that has it.
     *
     * @throws Failure refused, when the first host of the list is another one
     */
    public void requireInPlace() {
        find().flatMap(this::displaced).ifPresent(problem -> {
            throw Failure.refused(problem);
        });
    }

    /**
     * Makes sure that it is not on that host.
     *
     * @throws Failure refused, when it is
     */
    public void requireNotOn(Host host) {
        if (find().filter(host::equals).isPresent()) {
            throw Failure.refused(Problem.of("CD-692", host + " has " + names() + " of " + environment.describe())
                    .at(environment.spec().origin())
                    .because("it would be ended there, and nobody would use its data any more")
                    .remedy("copy its data away, then " + forgetting(host)
                            + "; when nothing needs it any more, take it out of `linked`"));
        }
    }

    /** The same as a problem, as far as it is recorded: no engine is asked. */
    Optional<Problem> foreseen() {
        return linked().isEmpty()
                ? Optional.empty()
                : environment.roster().linked().flatMap(this::displaced);
    }

    /** Why nothing can be linked on the first host of the list, when that is not this one. */
    private Optional<Problem> displaced(Host has) {
        Host first = environment.hosts().get(0);
        if (has.id().equals(first.id())) {
            return Optional.empty();
        }
        return Optional.of(Problem.of(
                        "CD-691", names() + " of " + environment.describe() + " would be started empty on " + first)
                .at(environment.spec().origin())
                .because("what is linked runs on the first of `hosts`; it is on " + has
                        + " now, and its data does not move with the list")
                .remedy("write " + has + " first in `hosts`; or, when it is gone or its data was copied away, take it"
                        + " out of `hosts` and " + forgetting(has)));
    }

    /** Whether that host is known to have what is linked; no engine is asked. */
    boolean isKnown(Host host) {
        return !linked().isEmpty()
                && environment.roster().linked().filter(host::equals).isPresent();
    }

    private String forgetting(Host host) {
        return "`cdctl remove --host " + host + " --gone -e "
                + environment.spec().name() + "`";
    }

    private Optional<Host> find() {
        return linked().isEmpty()
                ? Optional.empty()
                : environment.roster().linked().or(this::seen);
    }

    /** Where nothing is recorded, as after a loss of the state, the engines are asked. */
    private Optional<Host> seen() {
        List<Host> former = environment.roster().former(environment.hosts());
        return Stream.concat(
                        environment.hosts().stream().filter(host -> has(host, false)),
                        former.stream().filter(host -> has(host, true)))
                .findFirst();
    }

    private boolean has(Host host, boolean former) {
        try {
            return linked().stream()
                    .anyMatch(name -> (former
                                    ? environment.machine().formerly(host)
                                    : environment.machine().on(host))
                            .hasLinked(environment.service(), environment.spec().name(), name));
        } catch (Failure e) {
            if (e.kind() == Failure.Kind.UNREACHABLE) {
                return false;
            }
            throw e;
        }
    }

    private List<Name> linked() {
        if (environment.hosts().equals(List.of(Host.LOCAL))) {
            return List.of();
        }
        return environment.spec().run().container().map(ContainerSpec::linked).orElse(List.of()).stream()
                .map(LinkedSpec::name)
                .toList();
    }

    private String names() {
        return linked().stream().map(Name::text).collect(Collectors.joining(", "));
    }
}

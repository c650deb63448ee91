package dev.cdctl.operate.look;

import dev.cdctl.deploy.Environment;
import dev.cdctl.deploy.machine.Instance;
import dev.cdctl.model.Failure;
import dev.cdctl.model.Problem;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Which of the instances that run somebody means.
 *
 * @param role any, when absent
 * @param replica its number from 0 on; any, when absent
 * @param host by its name; any, when absent
 * @param colour the live one, when absent
 */
public record Choice(Optional<String> role, Optional<Integer> replica, Optional<String> host, Optional<String> colour) {
    /** All of them, in the order of the hosts and the roles in pipeline.yaml. */
    public List<Instance> of(Environment environment) {
        return of(environment, environment.instances());
    }

    /** Those among these instances. */
    public List<Instance> of(Environment environment, List<Instance> running) {
        String wanted = colour.or(() -> environment
                        .decisions()
                        .read()
                        .map(decision -> decision.baseline().word()))
                .orElse("");
        return running.stream()
                .filter(one -> one.slot().colour().word().equals(wanted) && isMeant(one.slot()))
                .sorted((a, b) -> Integer.compare(place(environment, a), place(environment, b)))
                .toList();
    }

    /**
     * The first of them.
     *
     * @throws Failure refused, when there is none
     */
    public Instance first(Environment environment) {
        List<Instance> running = environment.instances();
        return of(environment, running).stream()
                .filter(one -> one.pid() != 0)
                .findFirst()
                .orElseThrow(() -> none(environment, running));
    }

    private boolean isMeant(Instance.Slot slot) {
        return role.map(slot.role().text()::equals).orElse(true)
                && replica.map(number -> number == slot.index()).orElse(true)
                && host.map(slot.host().id()::equals).orElse(true);
    }

    /** Web roles are what is usually meant, so the order of the file decides. */
    private static int place(Environment environment, Instance instance) {
        List<String> roles = environment.spec().run().roles().stream()
                .map(role -> role.name().text())
                .toList();
        int host = environment.hosts().indexOf(instance.slot().host());
        int role = roles.indexOf(instance.slot().role().text());
        return (role * environment.hosts().size() + host) * 100
                + instance.slot().index();
    }

    private static Failure none(Environment environment, List<Instance> running) {
        String what = running.stream()
                .map(one -> one.slot().brief() + " " + one.version())
                .sorted()
                .collect(Collectors.joining(", "));
        return Failure.refused(Problem.of("CD-723", "no such instance runs in " + environment.describe())
                .because(what.isEmpty() ? "nothing runs there" : "what runs: " + what)
                .remedy("see `cdctl status -e " + environment.spec().name() + "`"));
    }
}

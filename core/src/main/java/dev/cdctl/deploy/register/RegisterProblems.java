package dev.cdctl.deploy.register;

import dev.cdctl.model.Failure;
import dev.cdctl.model.Problem;
import java.util.List;

/** What people are told when entries of a catalogue are not as they should be. */
final class RegisterProblems {
    private RegisterProblems() {}

    static Failure unseen(String place, Registration one) {
        return Failure.unreachable(
                Problem.of("CD-865", one.id() + " was registered, and is not in the catalogue of " + place)
                        .because("the agent at " + one.agent() + " took it, and did not pass it on, or the token may"
                                + " not read it")
                        .remedy("give the token a policy with: service_prefix \"" + one.service()
                                + "\" { policy = \"write\" } and node_prefix \"\" { policy = \"read\" }; and see that"
                                + " the agent belongs to the same cluster"));
    }

    static Failure notPassing(String place, List<String> waiting) {
        return Failure.failed(Problem.of("CD-866", "what was started does not pass its checks in " + place)
                .because(String.join("\n", waiting))
                .remedy("the check is run by the agent of that node: it must reach the address of the instance; name"
                        + " one that does with `register: {agent: ...}`"));
    }

    static Failure stopped(String waiting) {
        return Failure.of(
                Failure.Kind.INTERRUPTED,
                Problem.of("CD-517", "stopped while an instance did not pass its checks yet")
                        .because(waiting)
                        .remedy("run the same command again"));
    }

    static Failure newer(Entry entry) {
        return Failure.refused(Problem.of("CD-867", "the entry " + entry.brief() + " needs a newer cdctl")
                .because("it has format " + entry.meta(Entry.FORMAT) + ", and this cdctl knows formats up to "
                        + Entry.KNOWN_FORMAT)
                .remedy("update cdctl on this machine"));
    }

    static Problem mayComeBack(Entry entry) {
        return Problem.of("CD-868", "the agent that holds " + entry.brief() + " cannot be asked to take it out")
                .because("it was asked at " + entry.meta(Entry.AGENT) + "; the entry was taken out of the catalogue"
                        + " alone, and the agent may bring it back, with a check that fails")
                .remedy("name an agent that all operators reach: `register: {agent: ...}`; or run `consul services"
                        + " deregister -id=" + entry.id() + "` on that node");
    }
}

package dev.cdctl.adapter.haproxy;

import dev.cdctl.host.HostShell;
import dev.cdctl.model.Failure;
import dev.cdctl.model.Problem;
import java.util.Set;

/**
 * What can be wrong with an HAProxy, in words and codes.
 *
 * @param where its computer, for people
 */
record HaproxyProblems(HaproxyRouterSpec.Site site, String where) {
    /** CD-661. */
    Failure noFolder(String why) {
        return Failure.unreachable(
                Problem.of("CD-661", "the folder " + site.folder() + " on " + where + " cannot be used")
                        .because(why.isBlank() ? "it does not exist, or cannot be written" : why)
                        .remedy("`cdctl router init haproxy` says how to make it"));
    }

    /** CD-662. */
    Failure newerServed(long asked, long served) {
        return Failure.refused(Problem.of("CD-662", "HAProxy on " + where + " follows a newer decision")
                .because("it follows generation " + served + " and was asked for generation " + asked)
                .remedy("cdctl status"));
    }

    /** CD-663. */
    Failure sameGeneration(long generation) {
        return Failure.refused(
                Problem.of("CD-663", "HAProxy on " + where + " follows another decision of the same generation")
                        .because("generation " + generation + " is there with other content")
                        .remedy("cdctl status"));
    }

    /** CD-664. */
    Failure notRunning() {
        return Failure.unreachable(Problem.of("CD-664", "HAProxy on " + where + " does not answer on " + site.socket())
                .because("it does not run, or its socket is another one or may not be used by this user")
                .remedy("start it, or set routers: haproxy: socket; its line is `stats socket " + site.socket()
                        + " level admin`"));
    }

    /** Whether it is CD-664. */
    static boolean isNotRunning(Failure failure) {
        return failure.problems().get(0).code().equals("CD-664");
    }

    /** CD-665. */
    Failure invalid(String said) {
        return Failure.failed(Problem.of("CD-665", "HAProxy on " + where + " refuses the configuration")
                .because(brief(said))
                .remedy("mend what is named, in " + site.config()
                        + " or in the keys of the router; nothing was changed"));
    }

    /** CD-666. */
    Failure putBack(String said) {
        return Failure.failed(
                Problem.of("CD-666", "the reload did not bring the new configuration into HAProxy on " + where)
                        .because(
                                said.isBlank()
                                        ? "the process did not have it within 10 s: it may not be started with `-f "
                                                + site.folder() + "`, or an address may be taken"
                                        : brief(said))
                        .remedy("what was before is back; read HAProxy's log, and see `cdctl router init haproxy`"));
    }

    /** Whether it is CD-665 or CD-666, which a single environment may be the cause of. */
    static boolean isRefusal(Failure failure) {
        return Set.of("CD-665", "CD-666").contains(failure.problems().get(0).code());
    }

    /** CD-667. */
    Failure stuck(String said) {
        return Failure.of(
                Failure.Kind.NEEDS_PERSON,
                Problem.of("CD-667", "HAProxy on " + where + " was reloaded twice, and follows neither configuration")
                        .because(brief(said))
                        .remedy("the files in " + site.folder() + " are as before: read HAProxy's log and restart it"));
    }

    /** CD-668. */
    Failure busy() {
        return Failure.unreachable(Problem.of("CD-668", "another change to HAProxy on " + where + " does not end")
                .because(site.folder() + "/.lock was held for 15 s, or the folder changed again and again")
                .remedy("try again"));
    }

    /** CD-669. */
    Failure noTool() {
        return Failure.unreachable(Problem.of("CD-669", "nothing on " + where + " can speak to " + site.socket())
                .because("neither socat nor perl nor python3 is there")
                .remedy("install socat"));
    }

    /** CD-670. */
    Failure damaged(String file, String why) {
        return Failure.of(
                Failure.Kind.NEEDS_PERSON,
                Problem.of("CD-670", site.folder() + "/" + file + " on " + where + " is damaged")
                        .because(why)
                        .remedy("bring it back from a copy; or delete it, and `cdctl resume` or deploy again"));
    }

    /** CD-671. */
    Failure newer(String file) {
        return Failure.refused(
                Problem.of("CD-671", site.folder() + "/" + file + " on " + where + " was written by a newer cdctl")
                        .remedy("use the newer cdctl"));
    }

    /** CD-672. */
    Failure sameRoute(String other) {
        return Failure.refused(
                Problem.of("CD-672", "another environment has the same address, host and path on " + where)
                        .because(other + " has it")
                        .remedy("give one of them another host, path or port"));
    }

    /** CD-673. */
    Failure mixedTls(String listen) {
        return Failure.refused(Problem.of("CD-673", listen + " cannot be with TLS and without it")
                .because("another environment uses it the other way")
                .remedy("give one of them another port"));
    }

    /** CD-674. */
    Failure notFollowed(String why) {
        return Failure.failed(Problem.of("CD-674", "HAProxy on " + where + " did not take the decision")
                .because(why)
                .remedy("cdctl status"));
    }

    /** CD-676. */
    Failure failed(HostShell.Ran ran) {
        return Failure.unreachable(
                Problem.of("CD-676", "a command for HAProxy failed on " + where + " with exit status " + ran.exit())
                        .because(brief(ran.errors())));
    }

    private static String brief(String said) {
        return String.join(
                "; ",
                said.lines()
                        .filter(line -> line.contains("[ALERT]") || !line.startsWith("["))
                        .map(String::strip)
                        .filter(line -> !line.isEmpty())
                        .limit(4)
                        .toList());
    }
}

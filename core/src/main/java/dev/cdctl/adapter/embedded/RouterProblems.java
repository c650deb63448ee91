package dev.cdctl.adapter.embedded;

import dev.cdctl.json.Json;
import dev.cdctl.model.Problem;
import java.nio.file.Path;

/** What can be wrong with the embedded router, in words and codes; the process and its clients share them. */
public final class RouterProblems {
    private RouterProblems() {}

    /** CD-600. */
    public static Problem unreachable(String why) {
        return Problem.of("CD-600", "the embedded router cannot be reached")
                .because(why)
                .remedy("cdctl router status");
    }

    /** CD-601. */
    public static Problem notStarted(Path log, String why) {
        return Problem.of("CD-601", "the embedded router did not start")
                .because(why)
                .remedy("read " + log);
    }

    /** CD-616. */
    static Problem notStopped(long pid, Path log) {
        return Problem.of("CD-616", "the embedded router was asked to stop, but its process " + pid + " lives on")
                .remedy("read " + log + "; then kill " + pid);
    }

    /** CD-602. */
    public static Problem notRunning() {
        return Problem.of("CD-602", "no embedded router runs for this state folder")
                .remedy("cdctl router serve");
    }

    /** CD-603. */
    public static Problem newerServed(long asked, long served) {
        return Problem.of("CD-603", "the router follows a newer decision")
                .because("it serves generation " + served + " and was asked for generation " + asked)
                .remedy("cdctl status");
    }

    /** CD-604. */
    public static Problem portTaken(String listen, String why) {
        return Problem.of("CD-604", "the router cannot listen on " + listen)
                .because(why)
                .remedy("free the port, or set another one under routers: embedded: port");
    }

    /** CD-605. */
    public static Problem badCertificate(String why) {
        return Problem.of("CD-605", "the certificate cannot be used")
                .because(why)
                .remedy("mend the PEM files");
    }

    /** CD-606. */
    public static Problem sameRoute(String other) {
        return Problem.of("CD-606", "another environment has the same address, host and path")
                .because(other + " has it")
                .remedy("give one of them another host, path or port");
    }

    /** CD-607. */
    public static Problem mixedTls(String listen) {
        return Problem.of("CD-607", listen + " cannot speak both TLS and plain HTTP")
                .because("another environment uses it the other way")
                .remedy("give one of them another port");
    }

    /** CD-608. */
    public static Problem alreadyRuns(String holder) {
        return Problem.of("CD-608", "a router already runs for this state folder")
                .because("it is held by " + holder)
                .remedy("cdctl router stop");
    }

    /** CD-609. */
    public static Problem newerFormat(Path file, long format) {
        return Problem.of("CD-609", file + " was written by a newer cdctl")
                .because("its format is " + format + ", and this one knows formats up to 1")
                .remedy("use the newer cdctl");
    }

    /** CD-610. */
    public static Problem damagedState(Path file, String why) {
        return Problem.of("CD-610", file + " is damaged").because(why).remedy("deploy again what is missing");
    }

    /** CD-611. */
    public static Problem badRoute(String why) {
        return Problem.of("CD-611", "the router cannot serve this route").because(why);
    }

    /** CD-612. */
    public static Problem notKept(Path file, String why) {
        return Problem.of("CD-612", "the router cannot write its state")
                .because(file + ": " + why)
                .remedy("make room, or mend the permissions");
    }

    /** CD-613. */
    public static Problem oddAnswer(String why) {
        return Problem.of("CD-613", "the router's answer was not understood")
                .because(why)
                .remedy("restart the router with this version: cdctl router stop");
    }

    /** CD-614. */
    public static Problem sameGeneration(long generation) {
        return Problem.of("CD-614", "the router serves another decision of the same generation")
                .because("generation " + generation + " is served with other content")
                .remedy("cdctl status");
    }

    /** CD-615. */
    public static Problem refusedToken() {
        return Problem.of("CD-615", "the router refused the token")
                .because("the token file belongs to another router")
                .remedy("cdctl router status");
    }

    /** The problem as the administration sends it. */
    public static Json.Obj write(Problem problem) {
        return Json.object()
                .put("code", problem.code())
                .put("what", problem.what())
                .put("why", problem.why())
                .put("remedy", problem.remedy())
                .build();
    }

    /** Reads what {@link #write} wrote. */
    public static Problem read(Json.Obj json) {
        return Problem.of(json.need("code"), json.need("what"))
                .because(json.text("why").orElse(""))
                .remedy(json.text("remedy").orElse(""));
    }
}

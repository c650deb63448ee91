package dev.cdctl.adapter.nginx;

import dev.cdctl.host.HostShell.Ran;
import dev.cdctl.model.Failure;
import dev.cdctl.model.Problem;
import java.util.Optional;
import java.util.Set;

/**
 * What a script said at its end: lines that begin with a word, or an exit status that says what went wrong.
 *
 * @param where the computer, for people
 */
record Answers(Place place, String where, Ran ran) {
    /** Whether it is what a single environment may be the cause of: it was refused as it was tried, or not taken over. */
    static boolean isRefusal(Failure failure) {
        return Set.of("CD-644", "CD-649").contains(failure.problems().get(0).code());
    }

    /** Everything after that word in the line that begins with it. */
    Optional<String> line(String word) {
        return ran.output()
                .lines()
                .filter(line -> line.startsWith(word + " "))
                .map(line -> line.substring(word.length() + 1))
                .findFirst();
    }

    /** Whether a line is that word. */
    boolean says(String word) {
        return ran.output().lines().anyMatch(word::equals);
    }

    /**
     * What a reload that is going to be needed may lose, by the answers of a check; empty when none is needed, or when
     * workers that end wait for the requests of connections that clients keep.
     *
     * @param why it is needed
     * @see <a href="https://nginx.org/en/docs/http/ngx_http_core_module.html#keepalive_min_timeout">since 1.27.4</a>
     */
    Optional<Problem> loss(String why) {
        return says("reloads") && !says("keeps")
                ? Optional.of(Problem.of(
                                "CD-659",
                                "a reload of nginx " + line("version").orElse("") + " on " + where
                                        + " may lose requests")
                        .because(
                                why + "; it closes the connections that clients of all its services keep, and a request"
                                        + " may be on its way on one: clients that ask again lose nothing, but few ask a POST"
                                        + " again")
                        .remedy("with nginx 1.27.4 or newer, `keepalive_min_timeout 10s;` in its http block; `flags`"
                                + " needs a reload only when addresses or keys change"))
                : Optional.empty();
    }

    /**
     * The same, when it went well.
     *
     * @throws Failure by the exit status; the numbers are those of the scripts
     */
    Answers orThrow() {
        if (ran.isGood()) {
            return this;
        }
        throw switch (ran.exit()) {
            case 20 ->
                Failure.refused(problem("CD-653", "another command is at work on nginx on " + where)
                        .remedy("wait for it, or look at what holds the lock: `fuser " + place.folder()
                                + "/.cdctl.lock`"));
            case 21 ->
                Failure.refused(problem("CD-651", "nginx on " + where + " follows a newer decision for " + place));
            case 22 ->
                Failure.refused(
                        problem("CD-652", "nginx on " + where + " follows another decision of the same generation"));
            case 23, 24, 25, 26, 27, 28 -> configuration();
            case 29, 30, 31, 32, 33 -> files();
            default ->
                Failure.unreachable(problem(
                                "CD-654", "nginx on " + where + " could not be set up: exit status " + ran.exit())
                        .because((ran.output().strip() + " " + ran.errors().strip()).strip()));
        };
    }

    private Failure configuration() {
        return switch (ran.exit()) {
            case 23 ->
                Failure.refused(problem("CD-643", "the configuration of nginx on " + where + " is broken already")
                        .remedy("mend what `nginx -t` says there; nothing was changed"));
            case 24 ->
                Failure.failed(problem("CD-644", "nginx on " + where + " refuses the configuration for " + place)
                        .remedy("nothing was changed; mend the place that is named, or the keys of the router"));
            case 25 ->
                Failure.failed(problem("CD-649", "nginx on " + where + " did not take over the configuration")
                        .remedy("the former configuration is in place and in force; look at nginx's error log"));
            case 26 ->
                Failure.of(
                        Failure.Kind.NEEDS_PERSON,
                        problem(
                                        "CD-650",
                                        "the former configuration of nginx on " + where + " could not be brought back")
                                .remedy("run `nginx -t` there, mend what it says, then `nginx -s reload`"));
            case 27 ->
                Failure.unreachable(
                        problem("CD-642", "nginx on " + where + " does not run").remedy("start it there"));
            default ->
                Failure.unreachable(problem("CD-641", "nginx on " + where + " cannot be asked")
                        .remedy("see that nginx and flock are installed there, or give another `command`"));
        };
    }

    private Failure files() {
        return switch (ran.exit()) {
            case 29 ->
                Failure.refused(problem("CD-646", "files of nginx on " + where + " cannot be written")
                        .remedy("let the user that cdctl works as write to " + place.folder()));
            case 30 ->
                Failure.refused(Problem.of(
                                "CD-645", "nginx on " + where + " does not include " + place.folder() + "/*.conf")
                        .remedy("let nginx.conf include it: `cdctl router init nginx -e " + place.environment() + "`"));
            case 31 ->
                Failure.refused(problem("CD-647", "nginx on " + where + " cannot look at its flags")
                        .remedy("let that user into each folder of the path: chmod o+x; or choose another folder"));
            case 32 ->
                Failure.refused(problem("CD-648", "the port of " + place + " is held by another program on " + where)
                        .remedy("end that program, or choose another port for `listen`"));
            default ->
                Failure.refused(
                        problem("CD-655", "another environment has the same address and host on nginx on " + where)
                                .remedy("give each a host or port of its own, or set `own-server`"));
        };
    }

    private Problem problem(String code, String what) {
        String reason = ran.output().strip();
        return Problem.of(code, what).because(reason.isEmpty() ? ran.errors().strip() : reason);
    }
}

package dev.cdctl.adapter.shell;

import dev.cdctl.model.Failure;
import dev.cdctl.model.Problem;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/** What can be wrong with a computer that is reached by ssh, told from what ssh says. */
final class SshProblems {
    private static final List<String> KEY_OF_HOST =
            List.of("Host key verification failed", "REMOTE HOST IDENTIFICATION HAS CHANGED", "host key is known");
    private static final List<String> REFUSED = List.of("Permission denied", "Too many authentication failures");
    private static final int LINES = 3;

    private SshProblems() {}

    /** Why ssh ended with its own exit status, 255. */
    static Failure of(String host, String errors) {
        if (has(errors, KEY_OF_HOST)) {
            return Failure.unreachable(Problem.of("CD-623", host + " is not known to be the right computer")
                    .because(last(errors))
                    .remedy("compare its host key with what its owner says: log in once with `" + byHand(host)
                            + "`, or add the key to ~/.ssh/known_hosts"));
        }
        if (has(errors, REFUSED)) {
            return Failure.unreachable(Problem.of("CD-624", host + " does not let us in")
                    .because(last(errors))
                    .remedy("make `" + byHand(host) + " true` work without a question: load the key into the agent "
                            + "(ssh-add), or name it in ~/.ssh/config"));
        }
        return Failure.unreachable(Problem.of("CD-622", host + " cannot be reached")
                .because(last(errors))
                .remedy("see what `" + byHand(host) + " true` says"));
    }

    static Failure silent(String host, Duration deadline, String script) {
        return Failure.unreachable(Problem.of("CD-625", host + " did not answer within " + deadline.toSeconds() + " s")
                .because("it may be stopped or cut off, or the command hangs: " + LocalShell.firstLine(script))
                .remedy("see whether `" + byHand(host) + " true` ends, then repeat"));
    }

    static Failure lost(String host, String errors) {
        return Failure.unreachable(Problem.of("CD-626", "the connection with " + host + " has ended")
                .because(last(errors))
                .remedy("repeat the command: what was begun is resumed or taken back"));
    }

    private static boolean has(String errors, List<String> words) {
        return words.stream().anyMatch(errors::contains);
    }

    private static String byHand(String host) {
        return "ssh " + host;
    }

    /** The last lines that say something. */
    private static String last(String errors) {
        List<String> lines = errors.lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith("@"))
                .toList();
        return lines.isEmpty()
                ? "ssh gave no reason"
                : lines.subList(Math.max(0, lines.size() - LINES), lines.size()).stream()
                        .collect(Collectors.joining("; "));
    }
}

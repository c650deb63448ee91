package dev.cdctl.cli.console;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Which of the standard streams lead to a person, and what their terminal can show.
 *
 * @param stdin whether stdin is a terminal
 * @param stdout whether stdout is a terminal
 * @param stderr whether stderr is a terminal
 * @param variables the environment variables
 */
public record Terminal(boolean stdin, boolean stdout, boolean stderr, Map<String, String> variables) {
    /** Asks the system about each stream by itself. */
    public static Terminal detect(Map<String, String> variables) {
        return new Terminal(isTerminal(0), isTerminal(1), isTerminal(2), variables);
    }

    /** Whether a person can be asked something. */
    public boolean canAsk() {
        return stdin && stdout;
    }

    /** Whether one line can be drawn again and again on stderr. */
    public boolean canRedraw() {
        return stderr && !isDumb();
    }

    /**
     * Whether a stream gets colour: a non-empty NO_COLOR wins, then the wish, then FORCE_COLOR or CLICOLOR_FORCE, then
     * whether it is a terminal that can.
     *
     * @param terminal whether the stream is a terminal
     * @param wish {@code auto}, {@code always} or {@code never}
     */
    public boolean colour(boolean terminal, String wish) {
        if (isSet("NO_COLOR") || wish.equals("never")) {
            return false;
        }
        if (wish.equals("always") || isForced("FORCE_COLOR") || isForced("CLICOLOR_FORCE")) {
            return true;
        }
        return terminal && !isDumb();
    }

    /** Whether the locale's encoding is UTF-8, so that marks beyond ASCII can be shown. */
    public boolean unicode() {
        for (String name : new String[] {"LC_ALL", "LC_CTYPE", "LANG"}) {
            if (isSet(name)) {
                String locale = variable(name).toLowerCase(Locale.ROOT);
                return locale.endsWith("utf-8") || locale.endsWith("utf8");
            }
        }
        return false;
    }

    /** Whether this is a job of a CI server. */
    public boolean inJob() {
        for (String name : List.of("CI", "JENKINS_URL", "GITLAB_CI", "GITHUB_ACTIONS", "TEAMCITY_VERSION")) {
            if (isSet(name) && !variable(name).equals("false")) {
                return true;
            }
        }
        return false;
    }

    private boolean isDumb() {
        return variable("TERM").isEmpty() || variable("TERM").equals("dumb");
    }

    private boolean isSet(String name) {
        return !variable(name).isEmpty();
    }

    private boolean isForced(String name) {
        return isSet(name) && !variable(name).equals("0");
    }

    private String variable(String name) {
        return variables.getOrDefault(name, "");
    }

    /** {@link System#console} is no use here: it gives nothing as soon as either stdin or stdout is redirected. */
    private static boolean isTerminal(int descriptor) {
        Path link = Path.of("/proc/self/fd/" + descriptor);
        try {
            String target = Files.readSymbolicLink(link).toString();
            return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty") || target.equals("/dev/console");
        } catch (IOException | UnsupportedOperationException e) {
            return !Files.isDirectory(Path.of("/proc/self/fd")) && System.console() != null;
        }
    }
}

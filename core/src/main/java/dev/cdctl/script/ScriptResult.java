package dev.cdctl.script;

import dev.cdctl.engine.Cancel;
import dev.cdctl.model.Failure;
import dev.cdctl.model.Origin;
import dev.cdctl.model.Problem;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What came of a script.
 *
 * @param log the file with everything that it wrote, masked
 * @param tail its last 40 lines, masked, the oldest first
 * @param notes what is worth knowing besides, such as processes that it left running
 */
public record ScriptResult(End end, Duration took, Path log, List<String> tail, List<String> notes) {
    private static final Map<Integer, String> SIGNALS = Map.ofEntries(
            Map.entry(1, "HUP"),
            Map.entry(2, "INT"),
            Map.entry(3, "QUIT"),
            Map.entry(4, "ILL"),
            Map.entry(5, "TRAP"),
            Map.entry(6, "ABRT"),
            Map.entry(7, "BUS"),
            Map.entry(8, "FPE"),
            Map.entry(9, "KILL"),
            Map.entry(10, "USR1"),
            Map.entry(11, "SEGV"),
            Map.entry(12, "USR2"),
            Map.entry(13, "PIPE"),
            Map.entry(14, "ALRM"),
            Map.entry(15, "TERM"),
            Map.entry(24, "XCPU"),
            Map.entry(25, "XFSZ"),
            Map.entry(31, "SYS"));

    /** How a script ended. */
    public sealed interface End {
        /** By itself, or by somebody else's signal: then the status is 128 and the signal's number. */
        record Exited(int status) implements End {
            @Override
            public String toString() {
                return "exit status " + status + meaning(status);
            }

            private static String meaning(int status) {
                int signal = status - 128;
                return switch (status) {
                    case 126 -> ": a program could not be executed";
                    case 127 -> ": a program was not found";
                    default ->
                        SIGNALS.containsKey(signal)
                                ? ": ended by signal " + signal + " (" + SIGNALS.get(signal) + ")"
                                : "";
                };
            }
        }

        /** It took longer than it may, and was ended with all it started. */
        record TimedOut(Duration limit) implements End {
            @Override
            public String toString() {
                return "ended after its timeout of " + words(limit);
            }
        }

        /** Stopping was asked for, and it was ended with all it started. */
        record Cancelled(String reason) implements End {
            @Override
            public String toString() {
                return "cancelled: " + reason;
            }
        }
    }

    /** Copies the lists. */
    public ScriptResult {
        tail = List.copyOf(tail);
        notes = List.copyOf(notes);
    }

    /** Whether it ended by itself with status 0. */
    public boolean passed() {
        return end instanceof End.Exited exited && exited.status() == 0;
    }

    /**
     * Does nothing when the script passed.
     *
     * @param what for people: {@code stage unit}
     * @param origin where the script was written
     * @throws Failure of kind FAILED with the status, the log and the tail (CD-302, CD-303), or of kind INTERRUPTED
     *     (CD-801) when it was cancelled
     */
    public void orThrow(String what, Origin origin) {
        if (passed()) {
            return;
        }
        if (end instanceof End.Cancelled cancelled) {
            throw Cancel.interrupted(what + " was ended: " + cancelled.reason());
        }
        throw Failure.failed(problem(what).at(origin));
    }

    private Problem problem(String what) {
        if (end instanceof End.TimedOut) {
            return Problem.of("CD-303", what + " took too long: " + end)
                    .because(account())
                    .remedy("find out what it waits for, or give the stage a longer timeout");
        }
        return Problem.of("CD-302", what + " failed: " + end)
                .because(account())
                .remedy("mend what the last lines say, then run it again");
    }

    private String account() {
        String whole = "the whole log is " + log;
        return tail.isEmpty() ? whole + "; it wrote nothing" : whole + "\n" + String.join("\n", tail);
    }

    private static String words(Duration time) {
        return time.toString().substring(2).toLowerCase(Locale.ROOT);
    }
}

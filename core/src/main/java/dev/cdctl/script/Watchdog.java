package dev.cdctl.script;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Ends a process group when this JVM has gone, however it went: a shell that waits for a word from us, and takes the
 * end of its input for our death. A kill in the first milliseconds of a script, before the shell is there, goes unseen.
 */
final class Watchdog implements AutoCloseable {
    private static final String TEXT = """
            trap '' HUP INT TERM
            read -r word && exit
            kill -s TERM -- "-$1" || exit
            kill -s CONT -- "-$1"
            for second in 1 2 3 4 5; do
              sleep 1
              kill -s 0 -- "-$1" || exit
            done
            kill -s KILL -- "-$1"
            """;

    private final Optional<Process> shell;

    private Watchdog(Optional<Process> shell) {
        this.shell = shell;
    }

    /** Watches nothing. */
    static Watchdog none() {
        return new Watchdog(Optional.empty());
    }

    /** Watches over that group, where a shell is there to do it. */
    static Watchdog of(long group, Programs programs) {
        return programs.find("sh").map(sh -> start(sh, group)).orElseGet(Watchdog::none);
    }

    private static Watchdog start(Path sh, long group) {
        ProcessBuilder builder = new ProcessBuilder(sh.toString(), "-c", TEXT, "sh", String.valueOf(group));
        try {
            return new Watchdog(Optional.of(builder.redirectOutput(Redirect.DISCARD)
                    .redirectError(Redirect.DISCARD)
                    .start()));
        } catch (IOException e) {
            // A system that is short of processes still gets its script run.
            return none();
        }
    }

    /** Lets the group be. */
    @Override
    public void close() {
        if (shell.isEmpty()) {
            return;
        }
        try (OutputStream word = shell.get().getOutputStream()) {
            word.write("done\n".getBytes(US_ASCII));
        } catch (IOException e) {
            // It is gone itself, and so does nothing any more.
        }
    }
}

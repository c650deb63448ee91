package dev.cdctl.script;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Ends a script's process group when this JVM has gone, however it went: a shell that waits for a word from us, and takes
 * the end of its input for our death. It is there before the script, and is told the group when the script has been
 * started; when we died in between, it finds the group by the script's cookie, where there is a {@code /proc}.
 */
final class Watchdog implements AutoCloseable {
    private static final String TEXT = """
            trap '' HUP INT TERM
            if read -r group; then
              [ "$group" != done ] || exit
              read -r word && exit
            else
              for each in $(grep -ls -- "$1" /proc/[0-9]*/environ); do
                tr '\\0' '\\n' <"$each" | grep -q "^$2=.*$1$" || continue
                group=$(sed 's/.*) [A-Za-z] [0-9]* \\([0-9]*\\) .*/\\1/' "${each%environ}stat") && break
              done
            fi
            [ "$group" ] || exit
            kill -s TERM -- "-$group" || exit
            kill -s CONT -- "-$group"
            for second in 1 2 3 4 5; do
              sleep 1
              kill -s 0 -- "-$group" || exit
            done
            kill -s KILL -- "-$group"
            """;

    private final Optional<Process> shell;

    private Watchdog(Optional<Process> shell) {
        this.shell = shell;
    }

    /** Watches nothing. */
    static Watchdog none() {
        return new Watchdog(Optional.empty());
    }

    /** Is there for the script with that cookie, which is started next, where a shell is there to do it. */
    static Watchdog of(String cookie, Programs programs) {
        return programs.find("sh").map(sh -> start(sh, cookie)).orElseGet(Watchdog::none);
    }

    private static Watchdog start(Path sh, String cookie) {
        ProcessBuilder builder = new ProcessBuilder(sh.toString(), "-c", TEXT, "sh", cookie, ScriptVariables.SCRIPT_ID);
        try {
            return new Watchdog(Optional.of(builder.redirectOutput(Redirect.DISCARD)
                    .redirectError(Redirect.DISCARD)
                    .start()));
        } catch (IOException e) {
            // A system that is short of processes still gets its script run.
            return none();
        }
    }

    /** Is told which group the script is. */
    void watch(long group) {
        shell.ifPresent(process -> say(process, Long.toString(group)));
    }

    /** Lets the group be. */
    @Override
    public void close() {
        shell.ifPresent(process -> {
            say(process, "done");
            closed(process.getOutputStream());
        });
    }

    private static void say(Process process, String word) {
        try {
            process.getOutputStream().write((word + "\n").getBytes(US_ASCII));
            process.getOutputStream().flush();
        } catch (IOException e) {
            // It is gone itself, and so does nothing any more.
        }
    }

    private static void closed(OutputStream stream) {
        try {
            stream.close();
        } catch (IOException e) {
            // As above.
        }
    }
}

package dev.cdctl.script;

import static org.awaitility.Awaitility.await;

import dev.cdctl.engine.Cancel;
import dev.cdctl.model.mask.Mask;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class WatchdogTest {
    @RegisterExtension
    final Marker marker = new Marker();

    private final Path folder;

    WatchdogTest(@TempDir Path folder) {
        this.folder = folder;
    }

    /** A JVM of its own that runs a script and is killed while it does. */
    static final class Victim {
        private Victim() {}

        public static void main(String[] args) {
            Path folder = Path.of(args[0]);
            new ScriptRunner(Mask.none(), new Cancel())
                    .run(Script.of(args[1], folder), folder.resolve("log"), line -> {});
        }
    }

    private Process victim(String script) throws IOException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        ProcessBuilder builder = new ProcessBuilder(
                java, "-cp", System.getProperty("java.class.path"), Victim.class.getName(), folder.toString(), script);
        builder.environment().putAll(marker.env());
        return builder.redirectOutput(Redirect.DISCARD)
                .redirectError(Redirect.DISCARD)
                .start();
    }

    private void kill(Process victim) {
        // The JVM, the shell, its two sleeps, the relay of the output and the watchdog.
        await().atMost(Duration.ofSeconds(60))
                .until(() -> Files.exists(folder.resolve("begun"))
                        && marker.running().size() >= 6);
        victim.destroyForcibly();
        await().atMost(Duration.ofSeconds(60)).until(() -> marker.running().isEmpty());
    }

    @Test
    void aScriptDoesNotOutliveAKillOfItsRunner() throws IOException {
        kill(victim("sleep 600 & touch begun; sleep 600"));
    }

    @Test
    void norDoesOneThatDoesNotListen() throws IOException {
        kill(victim("trap '' TERM HUP; sleep 600 & touch begun; while :; do sleep 600; done"));
    }
}

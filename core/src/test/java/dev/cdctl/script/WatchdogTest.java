package dev.cdctl.script;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.cdctl.engine.Cancel;
import dev.cdctl.model.mask.Mask;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
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

    /** One that dies when a script has been started, and before anybody was told which group it is. */
    static final class Hasty {
        private static final String COOKIE = "7d1c-cookie";

        private Hasty() {}

        public static void main(String[] args) throws IOException {
            Watchdog.of(COOKIE, Programs.of(Map.of()));
            // A script in a script has both cookies, and a runner of its own that ends it.
            start("outer:" + COOKIE, args[1]);
            start(COOKIE + ":inner", "exec sleep 600");
            await().until(() -> Files.exists(Path.of(args[0], "begun")));
            Runtime.getRuntime().halt(9);
        }

        private static void start(String cookie, String script) throws IOException {
            ProcessBuilder builder = new ProcessBuilder("setsid", "sh", "-c", script);
            builder.environment().put(ScriptVariables.SCRIPT_ID, cookie);
            builder.redirectOutput(Redirect.DISCARD)
                    .redirectError(Redirect.DISCARD)
                    .start();
        }
    }

    private Process victim(String script) throws IOException {
        return jvm(Victim.class, script);
    }

    private Process jvm(Class<?> program, String script) throws IOException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        ProcessBuilder builder = new ProcessBuilder(
                java, "-cp", System.getProperty("java.class.path"), program.getName(), folder.toString(), script);
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

    @Test
    void norOneWhoseRunnerDiedBeforeItSaidWhichGroupItIs() throws IOException {
        jvm(Hasty.class, "sleep 600 & touch '" + folder.resolve("begun") + "'; sleep 600");
        await().atMost(Duration.ofSeconds(60)).until(() -> Files.exists(folder.resolve("begun")));
        await().atMost(Duration.ofSeconds(60)).until(() -> marker.running().size() == 1);
        assertThat(marker.running()).allMatch(entry -> entry.carries(":inner"));
        marker.endAll();
    }
}

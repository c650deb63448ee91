package dev.cdctl.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.cdctl.cli.e2e.Program.Ended;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A person at a real terminal: tmux types the keys, and reads what stands on the screen. */
class TerminalIT {
    private final Path folder;
    private final Shop shop;
    private int terminals;

    TerminalIT(@TempDir Path folder) {
        this.folder = folder;
        this.shop = Shop.open(folder, pipeline -> pipeline + "    approve: manual\n    verify: \"sleep 0.1\"\n");
    }

    @AfterEach
    void close() {
        tmux("kill-server");
        shop.close();
    }

    @Test
    void anApprovalIsAskedFor() {
        shop.release("1.0.0");
        terminal("approve -e production");
        seen("Type production to go on:");
        keys("integration", "Enter");
        seen("exit=5");
        assertThat(screen()).contains("not confirmed");
        assertThat(shop.cdctl("deploy", "--release", "1.0.0").exit()).isEqualTo(5);

        terminal("approve -e production");
        seen("Type production to go on:");
        keys("production", "Enter");
        seen("exit=0");
        shop.deploy("1.0.0");
    }

    @Test
    void controlCAtAQuestionLeavesItUnanswered() {
        shop.release("1.0.0");
        terminal("approve -e production");
        seen("Type production to go on:");
        keys("C-c");
        seen("exit=130");
        assertThat(shop.cdctl("deploy", "--release", "1.0.0").exit()).isEqualTo(5);
    }

    @Test
    void controlCDuringADeploymentLeavesTheOldRelease() {
        approved("1.0.0");
        shop.deploy("1.0.0");
        shop.write("pipeline.yaml", shop.read("pipeline.yaml").replace("sleep 0.1", "sleep 60"));
        approved("1.1.0");
        terminal("deploy -e production --release 1.1.0");
        seen("verify");
        keys("C-c");
        seen("exit=130");
        Aftermath.isWhole(shop, "1.0.0");
    }

    @Test
    void logsAreFollowedUntilControlC() {
        approved("1.0.0", "echo the first line; (sleep 2; echo a later line) &\n" + Shop.SERVES);
        shop.deploy("1.0.0");
        terminal("logs -e production --follow");
        seen("the first line");
        seen("a later line");
        keys("C-c");
        seen("exit=");
        assertThat(screen()).containsPattern("exit=(0|130)");
        assertThat(shop.served()).isEqualTo("1.0.0");
    }

    private void approved(String version, String... script) {
        if (script.length > 0) {
            shop.release(version, script[0]);
        } else {
            shop.release(version);
        }
        shop.done("approve", "--release", version);
    }

    /** Runs a command of cdctl at a new terminal, which says how it ended. */
    private void terminal(String words) {
        tmux("kill-server");
        // The old server may still be ending: the new one has a socket of its own.
        terminals++;
        String line = Program.FILE + " " + words + "; echo exit=$?; exec sleep 600";
        assertThat(tmux("new-session", "-d", "-x", "150", "-y", "50", line).exit())
                .isZero();
    }

    private void keys(String... keys) {
        List<String> words = new ArrayList<>(List.of("send-keys"));
        words.addAll(List.of(keys));
        assertThat(tmux(words.toArray(String[]::new)).exit()).isZero();
    }

    private void seen(String text) {
        await("'" + text + "' on the screen")
                .atMost(Duration.ofMinutes(1))
                .pollInterval(Duration.ofMillis(100))
                .until(() -> screen().contains(text));
    }

    private String screen() {
        return tmux("capture-pane", "-p").out();
    }

    private Ended tmux(String... words) {
        List<String> command = new ArrayList<>(
                List.of("tmux", "-S", folder.resolve("tmux" + terminals).toString(), "-f", "/dev/null"));
        command.addAll(List.of(words));
        return shop.run(command.toArray(String[]::new)).end();
    }
}

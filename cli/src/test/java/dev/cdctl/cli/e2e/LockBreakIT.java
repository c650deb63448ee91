package dev.cdctl.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cdctl.cli.e2e.Program.Ended;
import dev.cdctl.cli.e2e.Program.Started;
import dev.cdctl.json.JsonText;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A command that hangs loses its lock: the next one goes on, and the first one does nothing more. */
class LockBreakIT {
    private static final Pattern BREAK = Pattern.compile("cdctl lock break ([0-9a-z]+)");

    private final Shop shop;

    LockBreakIT(@TempDir Path folder) {
        this.shop = Shop.open(
                folder,
                pipeline -> KillIT.manyRoles(pipeline)
                        .replace("verify: \"true\"", "verify: \"test $CDCTL_VERSION != 1.1.0 || sleep 3\""));
    }

    @AfterEach
    void close() {
        shop.close();
    }

    @Test
    void aHolderWhoseLockWasBrokenHasNoEffectWhenItGoesOn() throws IOException, InterruptedException {
        shop.release("1.0.0");
        shop.release("1.1.0");
        shop.release("1.2.0");
        shop.deploy("1.0.0");
        Started hanging = shop.start("deploy", "--release", "1.1.0");
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .until(() -> hanging.said().contains("> verify:"));
        signal("STOP", hanging);

        assertThat(shop.done("lock", "status").out())
                .contains(Long.toString(hanging.process().pid()))
                .contains("verify");
        Ended refused = shop.cdctl("deploy", "--release", "1.2.0");
        assertThat(refused.exit()).isEqualTo(5);
        Matcher id = BREAK.matcher(refused.err());
        assertThat(id.find()).as(refused.err()).isTrue();
        shop.done("lock", "break", id.group(1));
        shop.deploy("1.2.0");
        Aftermath.isWhole(shop, "1.2.0");

        signal("CONT", hanging);
        Ended ended = hanging.end();
        assertThat(ended.exit()).as(ended.toString()).isEqualTo(5);
        assertThat(ended.err()).containsPattern("CD-702|CD-722");
        Aftermath.isWhole(shop, "1.2.0");
        assertThat(JsonText.readObject(shop.done("history", "-o", "json").out()).toString())
                .contains("1.1.0");
    }

    private static void signal(String name, Started to) throws IOException, InterruptedException {
        assertThat(new ProcessBuilder(
                                "kill", "-" + name, Long.toString(to.process().pid()))
                        .start()
                        .waitFor())
                .isZero();
    }
}

package dev.cdctl.adapter.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.cdctl.deploy.machine.Instance;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OtherProcessTest {
    private final Fixture fixture;
    private final Path result;

    OtherProcessTest(@TempDir Path folder) throws IOException {
        fixture = new Fixture(folder);
        result = folder.resolve("result");
    }

    @AfterEach
    void endAll() {
        fixture.close();
    }

    @Test
    void anInstanceOutlivesAStarterThatWasKilledBeforeItsRecord() throws Exception {
        Process starter = new ProcessBuilder(Other.command("start", fixture.root, result))
                .inheritIO()
                .start();
        assertThat(starter.waitFor()).isEqualTo(137);
        long pid = Long.parseLong(Files.readString(result));

        List<Instance> found = fixture.machine.observe(Fixture.BOOKS, Fixture.TEST);

        assertThat(found).extracting(Instance::pid).containsExactly(pid);
        assertThat(fixture.machine.exit(found.get(0))).isEmpty();
        assertThat(fixture.machine.stop(found.get(0), Duration.ofSeconds(10))).isTrue();
        assertThat(Fixture.birth(pid)).isEmpty();
    }

    @Test
    void whatAsksFromWithinAnInstanceIsNotCounted() {
        Instance around = fixture.machine.start(fixture.start(shell("observe")));
        await().until(() -> Files.exists(result));

        assertThat(result).hasContent("0");
        assertThat(fixture.another().observe(Fixture.BOOKS, Fixture.TEST)).containsExactly(around);
    }

    @Test
    void whatStopsFromWithinAnInstanceEndsTheRestOfItButNotItself() {
        Instance around = fixture.machine.start(fixture.start("sleep 100 & echo $!; " + shell("stop")));
        await().until(() -> Files.exists(result));

        assertThat(result).hasContent("true");
        long beside = Long.parseLong(fixture.machine.tail(around, 1).get(0));
        assertThat(Fixture.birth(beside)).isEmpty();
        assertThat(Fixture.birth(around.pid())).isPresent();
    }

    /** The shell stays above it, and lives on after it. */
    private String shell(String what) {
        String command = Other.command(what, fixture.root, result).stream()
                .map(word -> "'" + word + "'")
                .collect(Collectors.joining(" "));
        return command + "; sleep 100";
    }
}

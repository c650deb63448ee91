package dev.cdctl.cli.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SignalsTest {
    private final List<ProcessHandle> started = new ArrayList<>();
    private Path err;

    @BeforeEach
    void err(@TempDir Path folder) {
        err = folder.resolve("err");
    }

    @AfterEach
    void end() {
        started.forEach(ProcessHandle::destroyForcibly);
    }

    private String java(String command) {
        return System.getProperty("java.home") + "/bin/java -cp '" + System.getProperty("java.class.path")
                + "' dev.cdctl.cli.WaitingMain " + command;
    }

    private Process sh(String script) throws IOException {
        Process process = new ProcessBuilder("sh", "-c", script)
                .redirectError(err.toFile())
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        started.add(process.toHandle());
        return process;
    }

    private void says(String text) {
        await().atMost(Duration.ofSeconds(30)).until(() -> Files.readString(err).contains(text));
    }

    private static void signal(String name, long pid) throws IOException, InterruptedException {
        assertThat(new ProcessBuilder("kill", "-" + name, String.valueOf(pid))
                        .start()
                        .waitFor())
                .isZero();
    }

    private static int exit(Process process) throws InterruptedException {
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }

    @ParameterizedTest
    @CsvSource({"INT,130", "TERM,143", "HUP,143"})
    void theFirstSignalStopsAtASafePoint(String name, int code) throws IOException, InterruptedException {
        Process process = sh("exec " + java("wait"));
        says("wait for the end");
        signal(name, process.pid());
        assertThat(exit(process)).isEqualTo(code);
        assertThat(Files.readString(err)).contains(name + ": stopping at the next safe point", "exit " + code);
    }

    @Test
    void theSecondSignalEndsAtOnce() throws IOException, InterruptedException {
        Process process = sh("exec " + java("hang"));
        says("wait for the end");
        signal("INT", process.pid());
        says("stopping");
        signal("INT", process.pid());
        assertThat(exit(process)).isEqualTo(130);
        assertThat(Files.readString(err)).doesNotContain("no safe point");
    }

    @Test
    void withoutASafePointItEndsBeforeTheCiServerKills() throws IOException, InterruptedException {
        Process process = sh("exec " + java("hang"));
        says("wait for the end");
        signal("TERM", process.pid());
        assertThat(exit(process)).isEqualTo(143);
        assertThat(Files.readString(err)).contains("no safe point within 8 s");
    }

    /** As a Docker Engine that takes a call and says nothing has it do. */
    @Test
    void whoOnlyLooksIsNotWaitedFor() throws IOException, InterruptedException {
        Process process = sh("exec " + java("look"));
        says("wait for the end");
        signal("INT", process.pid());
        assertThat(exit(process)).isEqualTo(130);
        assertThat(Files.readString(err)).contains("nothing was changed").doesNotContain("no safe point");
    }

    @Test
    void theEndOfTheTimeStopsAtASafePoint() throws IOException, InterruptedException {
        Process process = sh("exec " + java("wait --timeout 200ms"));
        assertThat(exit(process)).isEqualTo(12);
        assertThat(Files.readString(err))
                .contains("the time of 200ms is over: stopping at the next safe point", "CD-953", "exit 12")
                .contains("cdctl wait did not end within 200ms");
    }

    @Test
    void aSignalAfterTheEndOfTheTimeLeavesItsEightSecondsToo() throws IOException, InterruptedException {
        Process process = sh("exec " + java("hang --timeout 200ms"));
        says("the time of 200ms is over");
        signal("TERM", process.pid());
        assertThat(exit(process)).isEqualTo(143);
        assertThat(Files.readString(err)).contains("TERM: stopping", "no safe point within 8 s");
    }

    @Test
    void aSignalThatTheParentIgnoresStaysIgnored() throws IOException, InterruptedException {
        Process process = sh("trap '' HUP; exec " + java("wait"));
        says("wait for the end");
        signal("HUP", process.pid());
        signal("TERM", process.pid());
        assertThat(exit(process)).isEqualTo(143);
        assertThat(Files.readString(err)).contains("TERM: stopping").doesNotContain("HUP: stopping");
    }

    @Test
    void aLostParentIsACancel() throws IOException, InterruptedException {
        Process parent = sh(java("wait") + "; true");
        says("wait for the end");
        ProcessHandle child = parent.children().findFirst().orElseThrow();
        started.add(child);
        await().pollDelay(Duration.ofMillis(1500)).until(child::isAlive);
        parent.destroyForcibly().waitFor();
        await().atMost(Duration.ofSeconds(20)).until(() -> !child.isAlive());
        assertThat(Files.readString(err)).contains("the process that led to this one ended: " + parent.pid());
    }

    @Test
    void aProcessInItsOwnSessionOutlivesItsParent() throws IOException, InterruptedException {
        Process parent = sh("setsid " + java("wait") + "; true");
        says("wait for the end");
        ProcessHandle child = parent.children().findFirst().orElseThrow();
        started.add(child);
        parent.destroyForcibly().waitFor();
        await().during(Duration.ofSeconds(3)).atMost(Duration.ofSeconds(10)).until(child::isAlive);
    }

    @Test
    void aClosedOutputIsACancel() throws IOException, InterruptedException {
        Path code = Objects.requireNonNull(err.getParent()).resolve("code");
        Process process = sh("{ " + java("talk") + " 2>&1; echo $? >'" + code + "'; } | head -n 3 >&2");
        assertThat(exit(process)).isZero();
        await().atMost(Duration.ofSeconds(20)).until(() -> Files.exists(code) && Files.size(code) > 0);
        assertThat(Files.readString(code)).isEqualTo("143\n");
    }
}

package dev.cdctl.wiring.kept;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.cdctl.adapter.shell.LocalShell;
import dev.cdctl.http.Probe;
import dev.cdctl.http.Reply;
import dev.cdctl.load.Service;
import dev.cdctl.model.Colour;
import dev.cdctl.model.Name;
import dev.cdctl.servers.Consul;
import dev.cdctl.servers.Etcd;
import dev.cdctl.servers.RealNginx;
import dev.cdctl.servers.Sshd;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Who holds the lock of an environment is stopped for three times the life of a session, in fifty environments at once:
 * another one takes over, and who wakes up again changes neither the store nor what nginx serves.
 */
class FrozenHoldersTest {
    private static final int ROUNDS = 50;
    private static final long FROZEN = TimeUnit.SECONDS.toNanos(30);

    private final Path folder;

    FrozenHoldersTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @Test
    void ofConsulAHolderThatWakesUpHasNoEffect() throws Exception {
        assumeTrue(Boolean.getBoolean("cdctl.all"), "it waits for sessions to end");
        try (Consul consul = Consul.start(folder)) {
            overtaken("Consul", consul.url("cdctl"));
        }
    }

    @Test
    void ofEtcdAHolderThatWakesUpHasNoEffect() throws Exception {
        assumeTrue(Boolean.getBoolean("cdctl.all"), "it waits for sessions to end");
        try (Etcd etcd = Etcd.start(folder)) {
            overtaken("etcd", etcd.url("cdctl"));
        }
    }

    @Test
    void bySshAHolderThatWakesUpHasNoEffect() throws Exception {
        assumeTrue(Boolean.getBoolean("cdctl.all"), "it waits for sessions to end");
        try (Sshd sshd = Sshd.start(folder.resolve("sshd"))) {
            overtaken("a folder by ssh", sshd.url(folder.resolve("kept").toString()));
        }
    }

    private void overtaken(String store, String url) throws Exception {
        List<Process> started = new ArrayList<>();
        try (Service blue = Service.start("blue");
                Service green = Service.start("green");
                RealNginx nginx = RealNginx.start(folder.resolve("nginx"))) {
            Front front = new Front(
                    ROUNDS, folder.resolve("nginx").toString(), freePort(), List.of(blue.port(), green.port()));
            assertThat(nginx.workers()).isNotEmpty();
            Talk first = talk(url, front, started);
            assertThat(first.hear()).isEqualTo("held " + ROUNDS);
            assertThat(first.tell("decide 1 blue")).isEqualTo(all("committed-served"));

            long frozen = System.nanoTime();
            signal("STOP", first.process());
            Talk second = talk(url, front, started);
            assertThat(second.hear()).isEqualTo("held " + ROUNDS);
            long overtaken = System.nanoTime() - frozen;
            assertThat(second.tell("decide 3 blue")).isEqualTo(all("committed-served"));
            TimeUnit.NANOSECONDS.sleep(Math.max(0, FROZEN - (System.nanoTime() - frozen)));
            signal("CONT", first.process());

            assertThat(first.tell("decide 2 green")).isEqualTo(all("refused-none"));
            assertThat(first.tell("force 2 green")).isEqualTo(all("refused-CD-651"));
            assertServed(front, 3);
            assertThat(second.tell("decide 4 blue")).isEqualTo(all("committed-served"));

            long killed = System.nanoTime();
            second.process().destroyForcibly();
            Talk third = talk(url, front, started);
            assertThat(third.hear()).isEqualTo("held " + ROUNDS);
            long free = System.nanoTime() - killed;
            System.out.printf(
                    "locks in %s: %d holders stopped for 30 s, all overtaken after %d s, none had an effect; %d killed,"
                            + " all locks taken after %d s%n",
                    store, ROUNDS, seconds(overtaken), ROUNDS, seconds(free));
            assertThat(Duration.ofNanos(free)).isLessThanOrEqualTo(Duration.ofSeconds(25));
        } finally {
            started.forEach(Process::destroyForcibly);
        }
    }

    private static long seconds(long nanos) {
        return TimeUnit.NANOSECONDS.toSeconds(nanos);
    }

    private static String all(String what) {
        return String.join(" ", Collections.nCopies(ROUNDS, what));
    }

    private static void assertServed(Front front, long generation) {
        for (int i = 0; i < ROUNDS; i++) {
            Name environment = new Name("e" + i);
            assertThat(front.router(environment, new LocalShell()).observe())
                    .contains(Front.decision(generation, Colour.BLUE));
            Reply reply = new Probe(Duration.ofSeconds(5)).ask(front.question(environment));
            assertThat(reply)
                    .isInstanceOfSatisfying(
                            Reply.Answer.class,
                            answer -> assertThat(answer.body()).startsWith("blue"));
        }
    }

    private static void signal(String name, Process process) throws IOException, InterruptedException {
        assertThat(new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                        .start()
                        .waitFor())
                .isZero();
    }

    /** A process that holds locks, and what it says. */
    private record Talk(Process process, BufferedReader output) {
        String hear() throws IOException {
            return Objects.requireNonNull(output.readLine(), "it has ended");
        }

        String tell(String line) throws IOException {
            process.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
            process.getOutputStream().flush();
            return hear();
        }
    }

    private Talk talk(String url, Front front, List<Process> started) throws IOException {
        List<String> command = List.of(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-Xmx128m",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                "dev.cdctl.wiring.kept.Holders",
                url,
                Files.createDirectories(folder.resolve("state-" + started.size()))
                        .toString(),
                Integer.toString(front.environments()),
                front.folder(),
                Integer.toString(front.port()),
                front.services().get(0).toString(),
                front.services().get(1).toString());
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().merge("PATH", folder.resolve("sshd/bin").toString(), (path, ours) -> ours + ":" + path);
        Process process = builder.start();
        started.add(process);
        return new Talk(
                process, new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8)));
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

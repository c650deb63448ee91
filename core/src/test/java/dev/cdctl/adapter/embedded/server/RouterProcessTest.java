package dev.cdctl.adapter.embedded.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.cdctl.adapter.embedded.EmbeddedRouter;
import dev.cdctl.adapter.embedded.RouterFiles;
import dev.cdctl.adapter.embedded.RouterProcess;
import dev.cdctl.adapter.embedded.RouterStatus;
import dev.cdctl.load.Service;
import dev.cdctl.model.Colour;
import dev.cdctl.model.Failure;
import dev.cdctl.model.Weights;
import dev.cdctl.traffic.Decision;
import dev.cdctl.traffic.Route;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RouterProcessTest {
    @Test
    void aKilledRouterComesBackWithItsRoutesAndAStoppedOneDoesNot(@TempDir Path folder) {
        RouterProcess process = new RouterProcess(folder, command(folder));
        int port = Running.freePort();
        try (Service blue = Service.start("blue")) {
            EmbeddedRouter router =
                    new EmbeddedRouter(process, Running.SERVICE, Running.ENVIRONMENT, Running.address(port));
            router.apply(route(port, blue), Running.decision(Colour.BLUE, Weights.all(Colour.BLUE), 1));
            assertThat(Raw.ask(port, "GET / HTTP/1.1", "Host: x")).endsWith("blue 0\n");
            long pid = pid(folder).orElseThrow();
            ProcessHandle.of(pid).orElseThrow().destroyForcibly();
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> pid(folder).filter(next -> next != pid).isPresent());
            assertThat(Raw.ask(port, "GET / HTTP/1.1", "Host: x")).endsWith("blue 0\n");
            Optional<ProcessHandle> guard =
                    ProcessHandle.of(pid(folder).orElseThrow()).orElseThrow().parent();
            assertThat(process.stop(Duration.ofSeconds(5))).isTrue();
            await().until(() -> !guard.orElseThrow().isAlive());
            assertThat(process.running()).isEmpty();
            assertThat(process.stop(Duration.ZERO)).isFalse();
        } finally {
            process.stop(Duration.ZERO);
        }
    }

    @Test
    void theStandbyTakesOverAndIsReplacedHoweverTheyAreKilled(@TempDir Path folder) {
        RouterProcess process = new RouterProcess(folder, command(folder));
        int port = Running.freePort();
        try (Service blue = Service.start("blue")) {
            EmbeddedRouter router =
                    new EmbeddedRouter(process, Running.SERVICE, Running.ENVIRONMENT, Running.address(port));
            router.apply(route(port, blue), Running.decision(Colour.BLUE, Weights.all(Colour.BLUE), 1));
            ProcessHandle first = handle(folder);
            ProcessHandle standby = standby(folder, first);
            first.destroyForcibly();
            await().atMost(Duration.ofSeconds(30)).until(() -> pid(folder).equals(Optional.of(standby.pid())));
            assertThat(Raw.ask(port, "GET / HTTP/1.1", "Host: x")).endsWith("blue 0\n");

            ProcessHandle next = standby(folder, standby);
            next.destroyForcibly();
            ProcessHandle another = standby(folder, next);
            assertThat(pid(folder)).contains(standby.pid());

            standby.destroyForcibly();
            another.destroyForcibly();
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> pid(folder)
                            .filter(pid -> pid != standby.pid() && pid != another.pid())
                            .isPresent());
            assertThat(Raw.ask(port, "GET / HTTP/1.1", "Host: x")).endsWith("blue 0\n");
            standby(folder, handle(folder));

            assertThat(process.stop(Duration.ofSeconds(5))).isTrue();
            await().untilAsserted(() -> assertThat(all(folder)).isEmpty());
            assertThat(process.running()).isEmpty();
        } finally {
            process.stop(Duration.ZERO);
        }
    }

    @Test
    void aDeadRouterForgetsAnEnvironmentToo(@TempDir Path folder) {
        RouterProcess process = new RouterProcess(folder, command(folder));
        int port = Running.freePort();
        try (Service blue = Service.start("blue")) {
            EmbeddedRouter router =
                    new EmbeddedRouter(process, Running.SERVICE, Running.ENVIRONMENT, Running.address(port));
            router.apply(route(port, blue), Running.decision(Colour.BLUE, Weights.all(Colour.BLUE), 1));
            ProcessHandle.of(pid(folder).orElseThrow()).orElseThrow().destroyForcibly();

            router.remove();

            assertThat(router.observe()).isEmpty();
            assertThat(RouterStatus.of(folder).orElseThrow().environments()).isEmpty();
            router.apply(route(port, blue), Running.decision(Colour.BLUE, Weights.all(Colour.BLUE), 7));
            assertThat(process.stop(Duration.ZERO)).isTrue();

            router.remove();

            assertThat(process.running()).isEmpty();
            process.ensureRunning();
            assertThat(router.observe()).isEmpty();
        } finally {
            process.stop(Duration.ZERO);
        }
    }

    @Test
    void anotherProcessTakesOverWhatIsServed(@TempDir Path folder) {
        RouterProcess process = new RouterProcess(folder, command(folder));
        int port = Running.freePort();
        try (Service blue = Service.start("blue")) {
            assertThat(process.restart()).isFalse();
            assertThat(process.running()).isEmpty();
            EmbeddedRouter router =
                    new EmbeddedRouter(process, Running.SERVICE, Running.ENVIRONMENT, Running.address(port));
            router.apply(route(port, blue), Running.decision(Colour.BLUE, Weights.all(Colour.BLUE), 1));
            long before = pid(folder).orElseThrow();

            assertThat(process.restart()).isTrue();

            assertThat(pid(folder)).isNotEmpty().isNotEqualTo(Optional.of(before));
            assertThat(Raw.ask(port, "GET / HTTP/1.1", "Host: x")).endsWith("blue 0\n");
            assertThat(router.observe().map(Decision::generation)).contains(1L);
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> ProcessHandle.of(before).isEmpty());
            assertThat(Raw.ask(port, "GET / HTTP/1.1", "Host: x")).endsWith("blue 0\n");
        } finally {
            process.stop(Duration.ZERO);
        }
    }

    @Test
    void aRouterThatServesSomebodyIsNotRetired(@TempDir Path folder) {
        RouterProcess process = new RouterProcess(folder, command(folder));
        int port = Running.freePort();
        try (Service blue = Service.start("blue")) {
            EmbeddedRouter router =
                    new EmbeddedRouter(process, Running.SERVICE, Running.ENVIRONMENT, Running.address(port));
            router.apply(route(port, blue), Running.decision(Colour.BLUE, Weights.all(Colour.BLUE), 1));
            assertThat(process.retire(Duration.ZERO)).isFalse();
            assertThat(router.observe()).isNotEmpty();
            router.remove();

            assertThat(process.retire(Duration.ZERO)).isTrue();

            assertThat(process.running()).isEmpty();
            assertThat(RouterFiles.in(folder).folder()).doesNotExist();
        } finally {
            process.stop(Duration.ZERO);
        }
    }

    @Test
    void aRouteIsNeverLostToTheEndOfTheRouterBeforeIt(@TempDir Path folder) throws InterruptedException {
        RouterProcess process = new RouterProcess(folder, command(folder));
        int port = Running.freePort();
        try (Service blue = Service.start("blue")) {
            EmbeddedRouter router =
                    new EmbeddedRouter(process, Running.SERVICE, Running.ENVIRONMENT, Running.address(port));
            for (int round = 0; round < (Boolean.getBoolean("cdctl.all") ? 20 : 3); round++) {
                process.ensureRunning();
                Thread retiring = new Thread(() -> process.retire(Duration.ZERO));
                retiring.start();
                router.apply(route(port, blue), Running.decision(Colour.BLUE, Weights.all(Colour.BLUE), 1));
                retiring.join();

                assertThat(router.observe().map(Decision::generation)).contains(1L);
                router.remove();
            }
        } finally {
            process.stop(Duration.ZERO);
        }
    }

    @Test
    void manyWhoStartItAtOnceGetOneRouter(@TempDir Path folder) throws InterruptedException {
        Set<Long> pids = ConcurrentHashMap.newKeySet();
        List<Thread> threads = new ArrayList<>();
        RouterProcess any = new RouterProcess(folder, command(folder));
        try {
            for (int i = 0; i < 4; i++) {
                threads.add(new Thread(() -> {
                    new RouterProcess(folder, command(folder)).ensureRunning();
                    pid(folder).ifPresent(pids::add);
                }));
            }
            threads.forEach(Thread::start);
            for (Thread thread : threads) {
                thread.join();
            }
            assertThat(new HashSet<>(pids)).hasSize(1);
        } finally {
            any.stop(Duration.ZERO);
        }
    }

    @Test
    void theMarksOfACiJobAreNotPassedOn(@TempDir Path folder) throws IOException {
        RouterProcess process = new RouterProcess(folder, command(folder));
        try {
            process.ensureRunning();
            String environment =
                    Files.readString(Path.of("/proc", "" + pid(folder).orElseThrow(), "environ"));
            assertThat(environment.split("\0"))
                    .allSatisfy(variable -> assertThat(variable)
                            .matches("(?s)(PATH|HOME|USER|LANG|TZ|TMPDIR|JAVA_HOME|PWD|OLDPWD|SHLVL|_)=.*"));
        } finally {
            process.stop(Duration.ZERO);
        }
    }

    @Test
    void aRouterThatDoesNotStartSaysWhy(@TempDir Path folder) {
        RouterProcess process = new RouterProcess(folder, List.of("sh", "-c", "echo no luck today; exit 5"));
        assertThatThrownBy(process::ensureRunning)
                .hasMessageContaining("CD-601")
                .satisfies(failure ->
                        assertThat(((Failure) failure).problems().get(0).why()).contains("no luck today"));
        assertThat(RouterFiles.in(folder).log()).content().contains("no luck today");
    }

    /** The process that waits, once it does, and is not that one. */
    private static ProcessHandle standby(Path folder, ProcessHandle not) {
        List<ProcessHandle> found = new ArrayList<>();
        await().atMost(Duration.ofSeconds(30)).until(() -> {
            found.clear();
            all(folder).stream()
                    .filter(process -> !process.equals(not) && !process.equals(handle(folder)))
                    .filter(process ->
                            files(process).contains(RouterFiles.in(folder).standby()))
                    .forEach(found::add);
            return found.size() == 1 && isLocked(RouterFiles.in(folder).standby());
        });
        return found.get(0);
    }

    private static boolean isLocked(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE);
                FileLock lock = channel.tryLock()) {
            return lock == null;
        }
    }

    private static List<Path> files(ProcessHandle process) {
        List<Path> files = new ArrayList<>();
        try (DirectoryStream<Path> open =
                Files.newDirectoryStream(Path.of("/proc", Long.toString(process.pid()), "fd"))) {
            for (Path link : open) {
                files.add(Files.readSymbolicLink(link));
            }
        } catch (IOException | DirectoryIteratorException e) {
            return List.of();
        }
        return files;
    }

    /** What has a file of that folder's router open: its JVMs, and their guard by the log. */
    private static List<ProcessHandle> all(Path folder) {
        Path router = RouterFiles.in(folder).folder();
        return ProcessHandle.allProcesses()
                .filter(process -> !process.equals(ProcessHandle.current()))
                .filter(process -> files(process).stream().anyMatch(file -> file.startsWith(router)))
                .toList();
    }

    private static ProcessHandle handle(Path folder) {
        return ProcessHandle.of(pid(folder).orElseThrow()).orElseThrow();
    }

    private static Optional<Long> pid(Path folder) {
        return RouterStatus.of(folder).map(RouterStatus::pid);
    }

    private static Route route(int port, Service blue) {
        return new Route(
                Running.SERVICE,
                Running.ENVIRONMENT,
                Running.address(port),
                Optional.empty(),
                "/",
                Optional.empty(),
                Duration.ofSeconds(5),
                Map.of(Colour.BLUE, List.of(Running.address(blue.port()))));
    }

    private static List<String> command(Path folder) {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xshare:auto",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                ServeMain.class.getName(),
                folder.toString());
    }
}

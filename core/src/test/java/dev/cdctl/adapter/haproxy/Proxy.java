package dev.cdctl.adapter.haproxy;

import dev.cdctl.adapter.shell.LocalShell;
import dev.cdctl.host.HostShell;
import dev.cdctl.model.Name;
import dev.cdctl.model.Origin;
import dev.cdctl.traffic.Address;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A real HAProxy with a folder of its own, as a master with workers. */
final class Proxy implements AutoCloseable {
    static final Name SERVICE = new Name("books");
    static final Name ENVIRONMENT = new Name("production");

    private static final long GLANCE = 5_000_000;

    private final Path folder;
    private final HostShell shell = new LocalShell();
    private Process process;

    private Proxy(Path folder) throws IOException {
        this.folder = folder;
        Files.createDirectories(files());
        Files.writeString(config(), """
                global
                    stats socket %s mode 600 level admin
                    hard-stop-after 30s
                defaults
                    timeout connect 5s
                    timeout client 30s
                    timeout server 30s
                """.formatted(socket()));
        this.process = process();
    }

    /** Starts one; the folder's path has to be short enough for a socket. */
    static Proxy start(Path folder) {
        try {
            Proxy proxy = new Proxy(folder);
            proxy.awaitAnswer();
            return proxy;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where cdctl keeps its files. */
    Path files() {
        return folder.resolve("cdctl");
    }

    Path config() {
        return folder.resolve("haproxy.cfg");
    }

    Path socket() {
        return folder.resolve("admin.sock");
    }

    /** The same as a part of pipeline.yaml. */
    HaproxyRouterSpec.Site site() {
        return new HaproxyRouterSpec.Site(
                socket().toString(), files().toString(), config().toString(), "kill -USR2 $(cat " + pid() + ")");
    }

    HaproxyRouterSpec spec(int port) {
        return spec(port, Optional.empty(), "/");
    }

    HaproxyRouterSpec spec(int port, Optional<String> host, String path) {
        return new HaproxyRouterSpec(
                new Address("127.0.0.1", port),
                host,
                path,
                Optional.empty(),
                Duration.ofSeconds(10),
                site(),
                Optional.empty(),
                new Origin("pipeline.yaml", 1, 1, ""));
    }

    HaproxyRouter router(HaproxyRouterSpec spec) {
        return router(spec, SERVICE);
    }

    HaproxyRouter router(HaproxyRouterSpec spec, Name service) {
        return new HaproxyRouter(spec, shell, service, ENVIRONMENT);
    }

    /** One line to the runtime API. */
    String ask(String commands) {
        return new Remote(shell, site()).ask(commands);
    }

    /** Lets it read its configuration again, and waits for the new worker. */
    void reload() {
        String before = worker();
        new ProcessHandleOf(process.pid()).reload();
        while (worker().equals(before) || worker().isEmpty()) {
            LockSupport.parkNanos(GLANCE);
        }
    }

    /** Ends it as a power cut would. */
    void kill() {
        process.toHandle().descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        await(process);
    }

    /** Starts it again after {@link #kill}. */
    void restart() {
        try {
            process = process();
            awaitAnswer();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String read(String file) {
        try {
            return Files.readString(files().resolve(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void write(String file, String text) {
        try {
            Files.writeString(files().resolve(file), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        kill();
    }

    private Path pid() {
        return folder.resolve("pid");
    }

    private Process process() throws IOException {
        Process started = new ProcessBuilder(
                        "/usr/sbin/haproxy", "-W", "-db", "-f", config().toString(), "-f", files().toString())
                .redirectErrorStream(true)
                .redirectOutput(
                        ProcessBuilder.Redirect.appendTo(folder.resolve("log").toFile()))
                .start();
        Files.writeString(pid(), Long.toString(started.pid()));
        return started;
    }

    private String worker() {
        return ask("show info")
                .lines()
                .filter(line -> line.startsWith("Pid:"))
                .findFirst()
                .orElse("");
    }

    private void awaitAnswer() {
        long limit = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (worker().isEmpty()) {
            if (System.nanoTime() > limit || !process.isAlive()) {
                throw new IllegalStateException("HAProxy does not answer; see " + folder.resolve("log"));
            }
            LockSupport.parkNanos(GLANCE);
        }
    }

    private static void await(Process process) {
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Java has no way to send USR2. */
    private record ProcessHandleOf(long pid) {
        void reload() {
            try {
                await(new ProcessBuilder("kill", "-USR2", Long.toString(pid)).start());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}

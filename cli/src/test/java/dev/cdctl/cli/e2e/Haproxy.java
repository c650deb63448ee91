package dev.cdctl.cli.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** A real HAProxy with files of its own, which a shop has as its router. */
final class Haproxy implements AutoCloseable {
    private static final long GLANCE = 20_000_000;

    private final Path root;
    private Process process;

    private Haproxy(Path root, Process process) {
        this.root = root;
        this.process = process;
    }

    /** Starts one, as a master with a worker. */
    static Haproxy start(Path root) {
        try {
            Files.createDirectories(root.resolve("cdctl"));
            Files.writeString(root.resolve("haproxy.cfg"), """
                    global
                        stats socket %s mode 600 level admin
                    defaults
                        timeout connect 5s
                        timeout client 30s
                        timeout server 30s
                    """.formatted(root.resolve("admin.sock")));
            Process process = process(root);
            return new Haproxy(root, process);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Process process(Path root) throws IOException {
        Files.deleteIfExists(root.resolve("admin.sock"));
        Process process = new ProcessBuilder(
                        "/usr/sbin/haproxy",
                        "-W",
                        "-db",
                        "-f",
                        root.resolve("haproxy.cfg").toString(),
                        "-f",
                        root.resolve("cdctl").toString())
                .redirectErrorStream(true)
                .redirectOutput(root.resolve("log").toFile())
                .start();
        Files.writeString(root.resolve("pid"), Long.toString(process.pid()));
        while (!Files.exists(root.resolve("admin.sock")) && process.isAlive()) {
            LockSupport.parkNanos(GLANCE);
        }
        return process;
    }

    /** Ends it as a power cut would, and starts it anew. */
    void again() {
        List<ProcessHandle> all = Stream.concat(process.toHandle().descendants(), Stream.of(process.toHandle()))
                .toList();
        close();
        while (all.stream().anyMatch(ProcessHandle::isAlive)) {
            LockSupport.parkNanos(GLANCE);
        }
        try {
            process = process(root);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A shop in an empty folder behind it. */
    Shop shop(Path folder) {
        return Shop.open(
                folder,
                pipeline -> pipeline.replaceAll("\\{embedded: \\{port: ([0-9]+)}}", router())
                        .replace("drain: 2s", "drain: 4s"));
    }

    private String router() {
        return "{haproxy: {listen: \"127.0.0.1:$1\", socket: " + root.resolve("admin.sock") + ", folder: " + folder()
                + ", config: " + root.resolve("haproxy.cfg") + ", reload: \"kill -USR2 \\$(cat " + root.resolve("pid")
                + ")\"}}";
    }

    /** Where cdctl keeps its files. */
    Path folder() {
        return root.resolve("cdctl");
    }

    /** What is there, hidden files left out. */
    List<String> files() {
        try (Stream<Path> all = Files.list(folder())) {
            return all.map(file -> String.valueOf(file.getFileName()))
                    .filter(name -> !name.startsWith("."))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String text(String file) {
        try {
            return Files.readString(folder().resolve(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        process.toHandle().descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }
}

package dev.cdctl.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** An nginx of its own in a folder, which includes {@code flags/*.conf} and {@code own/*.conf}. */
public final class RealNginx implements AutoCloseable {
    private static final int PATIENCE = 1_000;

    private final Path folder;

    private RealNginx(Path folder) {
        this.folder = folder;
    }

    /** Starts one whose workers run as whoever starts it. */
    public static RealNginx start(Path folder) {
        return start(folder, "root");
    }

    /** Starts one whose workers run as that user, when whoever starts it is root. */
    public static RealNginx start(Path folder, String user) {
        RealNginx nginx = new RealNginx(folder.toAbsolutePath());
        try {
            Files.createDirectories(folder.resolve("own"));
            Files.createDirectories(folder.resolve("logs"));
            Files.writeString(folder.resolve("nginx.conf"), nginx.configuration(user));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        nginx.tell();
        nginx.await(true);
        return nginx;
    }

    /** How it is called. */
    public String command() {
        return "nginx -p " + folder + " -c " + folder + "/nginx.conf";
    }

    /** The folder of flags. */
    public Path flags() {
        return folder.resolve("flags");
    }

    /** A file of the user's own configuration. */
    public Path own(String name) {
        return folder.resolve("own").resolve(name);
    }

    /** What it wrote into its log. */
    public String log() {
        return read(folder.resolve("logs/error.log"));
    }

    /** Its master process; empty when it does not run. */
    public Optional<ProcessHandle> master() {
        String pid = read(folder.resolve("nginx.pid")).strip();
        return pid.isEmpty() ? Optional.empty() : ProcessHandle.of(Long.parseLong(pid));
    }

    /** Its workers, with those that end. */
    public List<Long> workers() {
        return master().stream()
                .flatMap(ProcessHandle::children)
                .map(ProcessHandle::pid)
                .sorted()
                .toList();
    }

    /** Runs it with these words. */
    public void tell(String... words) {
        try {
            List<String> command = new java.util.ArrayList<>(List.of(command().split(" ")));
            command.addAll(List.of(words));
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("logs/told.log").toFile())
                    .start();
            if (!process.waitFor(20, TimeUnit.SECONDS) || process.exitValue() != 0) {
                throw new IllegalStateException(read(folder.resolve("logs/told.log")));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Ends it at once, with all that it has under way. */
    @Override
    public void close() {
        List<ProcessHandle> all =
                master().stream().flatMap(ProcessHandle::descendants).toList();
        master().ifPresent(ProcessHandle::destroyForcibly);
        all.forEach(ProcessHandle::destroyForcibly);
        for (int i = 0; i < PATIENCE && all.stream().anyMatch(ProcessHandle::isAlive); i++) {
            LockSupport.parkNanos(10_000_000);
        }
    }

    private void await(boolean running) {
        for (int i = 0; i < PATIENCE && workers().isEmpty() == running; i++) {
            LockSupport.parkNanos(10_000_000);
        }
    }

    private String configuration(String user) {
        boolean root = "root".equals(System.getProperty("user.name"));
        return (root ? "user " + user + ";\n" : "") + """
                worker_processes 2;
                error_log logs/error.log notice;
                pid nginx.pid;
                events { worker_connections 1024; }
                http {
                    access_log off;
                    client_body_temp_path %1$s/temp-body;
                    proxy_temp_path %1$s/temp-proxy;
                    fastcgi_temp_path %1$s/temp-fastcgi;
                    uwsgi_temp_path %1$s/temp-uwsgi;
                    scgi_temp_path %1$s/temp-scgi;
                    include %1$s/own/*.conf;
                    include %1$s/flags/*.conf;
                }
                """.formatted(folder);
    }

    private static String read(Path file) {
        try {
            return Files.exists(file) ? Files.readString(file) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

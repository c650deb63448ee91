package dev.cdctl.servers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A server program that a test can kill, freeze and start again. Not thread-safe. */
final class Daemon implements AutoCloseable {
    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(60);

    private final List<String> command;
    private final Path log;
    private final Ready ready;
    private Process process;

    /** Whether the server answers. */
    interface Ready {
        boolean look() throws IOException;
    }

    private Daemon(List<String> command, Path log, Ready ready, Process process) {
        this.command = command;
        this.log = log;
        this.ready = ready;
        this.process = process;
    }

    static Daemon begin(List<String> command, Path log, Ready ready) throws IOException {
        return new Daemon(command, log, ready, run(command, log));
    }

    private static Process run(List<String> command, Path log) throws IOException {
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
    }

    /** Waits until it answers. */
    void await() throws IOException {
        for (long start = System.nanoTime(); System.nanoTime() - start < PATIENCE; ) {
            if (!process.isAlive()) {
                break;
            }
            if (ready.look()) {
                return;
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
        }
        throw new IOException(Files.readString(log));
    }

    void kill() {
        process.destroyForcibly().onExit().join();
    }

    void again() throws IOException {
        process = run(command, log);
    }

    void freeze() throws IOException, InterruptedException {
        Sshd.signal("STOP", List.of(process.toHandle()));
    }

    void thaw() throws IOException, InterruptedException {
        Sshd.signal("CONT", List.of(process.toHandle()));
    }

    @Override
    public void close() {
        kill();
    }
}

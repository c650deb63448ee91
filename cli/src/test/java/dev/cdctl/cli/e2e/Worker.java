package dev.cdctl.cli.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a worker role runs: {@code queue <folder>} takes items out of a folder, {@code ticker <folder>} writes down a tick
 * every few milliseconds. Two at once would take an item twice or tick in turns, since neither looks out for the other.
 */
final class Worker {
    private static final long PAUSE_MILLIS = 15;

    private final String kind;
    private final Path folder;
    private volatile boolean stopped;

    private Worker(String kind, Path folder) {
        this.kind = kind;
        this.folder = folder;
    }

    public static void main(String[] arguments) {
        Worker worker = new Worker(arguments[0], Path.of(arguments[1]));
        Thread thread = new Thread(worker::work, "worker");
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            worker.stopped = true;
            join(thread);
        }));
        thread.start();
    }

    private void work() {
        while (!stopped) {
            if (kind.equals("ticker")) {
                write("tick");
            } else {
                item().ifPresent(this::take);
            }
            pause();
        }
    }

    private Optional<Path> item() {
        try (Stream<Path> items = Files.list(folder.resolve("queue"))) {
            return items.filter(item -> !item.toString().endsWith(".tmp"))
                    .sorted()
                    .findFirst();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void take(Path item) {
        pause();
        write(item.getFileName().toString());
        try {
            Files.deleteIfExists(item);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void write(String what) {
        String line = what + " " + ProcessHandle.current().pid() + " " + System.getenv("CDCTL_VERSION") + "\n";
        try {
            Files.writeString(
                    folder.resolve(kind + ".log"), line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

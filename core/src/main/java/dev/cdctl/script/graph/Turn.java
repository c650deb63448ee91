package dev.cdctl.script.graph;

import dev.cdctl.engine.Cancel;
import dev.cdctl.state.FileMutex;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * One cdctl after the other works on a stage of a repository: what one makes while another keeps what it has made would
 * be kept half.
 *
 * @param root the repository
 * @param stage the stage's name
 * @param progress is told once that somebody else has to end first
 */
record Turn(Path root, String stage, Consumer<String> progress) {
    private static final Duration GLANCE = Duration.ofMillis(100);

    /**
     * Does the work when nobody else works on the stage any more; on a file system without locks at once.
     *
     * @throws dev.cdctl.model.Failure interrupted, when stopping is asked for while it waits
     */
    <T> T take(Cancel cancel, Supplier<T> work) {
        Optional<FileMutex> mutex = await(cancel);
        try {
            return work.get();
        } finally {
            mutex.ifPresent(Turn::close);
        }
    }

    private Optional<FileMutex> await(Cancel cancel) {
        Path file = root.resolve(".cdctl").resolve("stages").resolve(stage + ".lock");
        try {
            Optional<FileMutex> mutex = FileMutex.tryLock(file);
            if (mutex.isEmpty()) {
                progress.accept("waiting for another cdctl that runs this stage here");
            }
            while (mutex.isEmpty()) {
                cancel.sleep(GLANCE);
                cancel.check();
                mutex = FileMutex.tryLock(file);
            }
            return mutex;
        } catch (IOException e) {
            progress.accept("another cdctl could run this stage here at the same time: " + e.getMessage());
            return Optional.empty();
        }
    }

    private static void close(FileMutex mutex) {
        try {
            mutex.close();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}

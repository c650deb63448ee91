package dev.cdctl.artifact.archive;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Brings many files to the disk, several at once: file systems write one journal record for all that wait, which makes
 * it a few times faster than one after the other.
 */
final class Flush {
    private static final int AT_ONCE = 8;

    private Flush() {}

    /** Returns when every file is on the disk. */
    static void all(Collection<Path> files) throws IOException {
        ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE);
        try {
            List<Callable<Path>> flushes = new ArrayList<>();
            files.forEach(file -> flushes.add(() -> flush(file)));
            for (Future<Path> flushed : threads.invokeAll(flushes)) {
                flushed.get();
            }
        } catch (ExecutionException e) {
            throw new IOException("a file cannot be brought to the disk", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while files were brought to the disk");
        } finally {
            threads.shutdown();
        }
    }

    private static Path flush(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
        return file;
    }
}

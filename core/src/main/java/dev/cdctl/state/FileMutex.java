package dev.cdctl.state;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A file that one process of the host has at a time; the system gives it back when the process ends, however it ends.
 * It is for processes only: the threads of one process have to agree by other means before they ask for it.
 */
public final class FileMutex implements AutoCloseable {
    private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(5);

    private final FileChannel channel;

    private FileMutex(FileChannel channel) {
        this.channel = channel;
    }

    /**
     * Takes it, unless another process has it. The file and its folders are made when they are missing.
     *
     * @throws IOException when it cannot be made, or the file system has no locks
     */
    public static Optional<FileMutex> tryLock(Path file) throws IOException {
        Files.createDirectories(Objects.requireNonNull(file.toAbsolutePath().getParent()));
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        boolean locked = false;
        try {
            locked = channel.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            throw new IllegalStateException("this process has " + file + " already", e);
        } finally {
            if (!locked) {
                channel.close();
            }
        }
        return locked ? Optional.of(new FileMutex(channel)) : Optional.empty();
    }

    /**
     * Takes it, waiting for others, who have it for milliseconds.
     *
     * @throws IOException as {@link #tryLock} does, and when another process still has it after that time
     */
    public static FileMutex lock(Path file, Duration patience) throws IOException {
        long limit = System.nanoTime() + patience.toNanos();
        while (true) {
            Optional<FileMutex> locked = tryLock(file);
            if (locked.isPresent()) {
                return locked.get();
            }
            if (System.nanoTime() > limit) {
                throw new IOException("another process has had " + file + " for " + patience.toSeconds() + " s");
            }
            // Not the blocking call of the system, which would wait for ever for a process that is stopped.
            LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(PAUSE));
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}

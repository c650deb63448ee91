package dev.cdctl.adapter.file;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A file that is locked against every other process of the host and every other user of it in this process. The
 * system unlocks it when the process ends, however it ends.
 */
final class LockedFile implements AutoCloseable {
    /**
     * What this process holds. Static, because a lock of the system belongs to the whole process and is lost when the
     * process closes any channel on the file; so everyone in it has to ask the same list before opening one. It also
     * keeps the channels from the garbage collector, which would close them and so unlock the file.
     */
    private static final ConcurrentMap<Path, Optional<FileChannel>> HELD = new ConcurrentHashMap<>();

    private final Path real;
    private final FileChannel channel;

    private LockedFile(Path real, FileChannel channel) {
        this.real = real;
        this.channel = channel;
    }

    /** Locks the file, which is created when it is missing; empty when it is locked already. */
    static Optional<LockedFile> tryLock(Path file) throws IOException {
        Path real = real(file);
        if (HELD.putIfAbsent(real, Optional.empty()) != null) {
            return Optional.empty();
        }
        Optional<LockedFile> locked = Optional.empty();
        try {
            locked = open(real);
            locked.ifPresent(held -> HELD.put(real, Optional.of(held.channel)));
        } finally {
            if (locked.isEmpty()) {
                HELD.remove(real);
            }
        }
        return locked;
    }

    /**
     * Locks the file, waiting for others, who hold it for milliseconds.
     *
     * @throws dev.cdctl.model.Failure unreachable, when it is still locked after that time
     */
    static LockedFile lock(Path file, Duration patience) throws IOException {
        long start = System.nanoTime();
        while (true) {
            Optional<LockedFile> locked = tryLock(file);
            if (locked.isPresent()) {
                return locked.get();
            }
            if (System.nanoTime() - start > patience.toNanos()) {
                throw StateProblems.busy(file, patience.toSeconds());
            }
            // Not the blocking call of the system, which would wait for ever for a process that is stopped.
            LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(TimeUnit.MILLISECONDS.toNanos(3)));
        }
    }

    /**
     * Whether someone holds the file. Those who ask do not disturb one another.
     *
     * @throws IOException when the file system cannot tell
     */
    static synchronized boolean isLocked(Path file) throws IOException {
        if (!Files.exists(file)) {
            return false;
        }
        if (HELD.containsKey(real(file))) {
            return true;
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
                Shared shared = new Shared(Optional.ofNullable(channel.tryLock(0, Long.MAX_VALUE, true)))) {
            return shared.lock().isEmpty();
        }
    }

    /** Unlocks the file; it stays where it is. */
    @Override
    public void close() throws IOException {
        try {
            channel.close();
        } finally {
            HELD.remove(real);
        }
    }

    private static Optional<LockedFile> open(Path real) throws IOException {
        FileChannel channel = Disk.openPrivate(real);
        boolean locked = false;
        try {
            FileLock lock = channel.tryLock();
            locked = lock != null;
            return locked ? Optional.of(new LockedFile(real, channel)) : Optional.empty();
        } finally {
            if (!locked) {
                channel.close();
            }
        }
    }

    /** The same file is the same path, by whichever links it is reached. */
    private static Path real(Path file) throws IOException {
        Path absolute = file.toAbsolutePath();
        return Disk.folder(absolute).toRealPath().resolve(absolute.getFileName());
    }

    private record Shared(Optional<FileLock> lock) implements AutoCloseable {
        @Override
        public void close() throws IOException {
            if (lock.isPresent()) {
                lock.get().release();
            }
        }
    }
}

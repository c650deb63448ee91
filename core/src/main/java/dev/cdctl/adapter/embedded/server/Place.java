package dev.cdctl.adapter.embedded.server;

import dev.cdctl.adapter.embedded.RouterFiles;
import dev.cdctl.model.Failure;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.xnio.IoUtils;

/**
 * The place of the router among the processes of one guard: a file that is locked by who has it. The system unlocks it in
 * the instant of a death, which wakes the one that waits. The guard's name stays in the file after a death and not after
 * an end that was asked for, so that what waits knows whether to take over or to end too.
 */
final class Place implements AutoCloseable {
    /** What waited for the place has nothing left to wait for. */
    static final class NotNeeded extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    private static final long SETTLE_NANOS = 500_000_000;
    private final FileChannel channel;

    private Place(FileChannel channel) {
        this.channel = channel;
    }

    /** Takes the place; who has it is about to leave it. */
    static Place take(RouterFiles files, String guard) throws IOException {
        FileChannel channel = lock(files.place());
        channel.truncate(0);
        channel.write(ByteBuffer.wrap(guard.getBytes(StandardCharsets.UTF_8)), 0);
        return new Place(channel);
    }

    /**
     * Waits until the router of that guard has died, for ever if it does not, and takes its place and its lock.
     *
     * @return empty when it ended as it was asked to, or another guard's has come
     */
    static Optional<FolderLock> inherit(RouterFiles files, String guard) throws IOException {
        try (FileChannel waiting = lock(files.standby())) {
            FileChannel channel = lock(files.place());
            boolean inherited = false;
            try {
                inherited = waiting.isOpen() && read(channel).equals(guard);
                return inherited ? Optional.of(settled(files).in(new Place(channel))) : Optional.empty();
            } finally {
                if (!inherited) {
                    IoUtils.safeClose(channel);
                }
            }
        }
    }

    /** The system unlocks the files of a dead process one after the other. */
    private static FolderLock settled(RouterFiles files) throws IOException {
        long end = System.nanoTime() + SETTLE_NANOS;
        while (true) {
            try {
                return FolderLock.acquire(files.lock());
            } catch (Failure e) {
                if (System.nanoTime() > end) {
                    throw e;
                }
                Thread.onSpinWait();
            }
        }
    }

    /** Says that this was an end as it was asked for. */
    void leave() throws IOException {
        channel.truncate(0);
    }

    @Override
    public void close() {
        IoUtils.safeClose(channel);
    }

    /** Waits in the system, which costs nothing; an interrupt ends it. */
    private static FileChannel lock(Path file) throws IOException {
        FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        boolean locked = false;
        try {
            locked = channel.lock().isValid();
            return channel;
        } finally {
            if (!locked) {
                IoUtils.safeClose(channel);
            }
        }
    }

    /** By the locked channel: closing any other one on the file would unlock it. */
    private static String read(FileChannel channel) throws IOException {
        ByteBuffer content = ByteBuffer.allocate(64);
        channel.read(content, 0);
        return new String(content.array(), 0, content.position(), StandardCharsets.UTF_8);
    }
}

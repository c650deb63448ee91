package dev.cdctl.adapter.embedded.server;

import dev.cdctl.adapter.embedded.RouterFiles;
import dev.cdctl.adapter.embedded.RouterProblems;
import dev.cdctl.model.Failure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.xnio.IoUtils;

/** Holds a folder for one process; the system lets go of it when the process dies. */
final class FolderLock implements AutoCloseable {
    private final FileChannel channel;

    private final Optional<Place> place;

    private FolderLock(FileChannel channel, Optional<Place> place) {
        this.channel = channel;
        this.place = place;
    }

    /** The same, with the place that goes with it. */
    FolderLock in(Place own) {
        return new FolderLock(channel, Optional.of(own));
    }

    /**
     * Takes the lock.
     *
     * @throws Failure refused, with the holder's process ID
     */
    static FolderLock acquire(Path file) throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        Optional<FileLock> lock = tryLock(channel);
        if (lock.isEmpty()) {
            IoUtils.safeClose(channel);
            throw Failure.refused(RouterProblems.alreadyRuns(
                    RouterFiles.read(file).map(String::strip).orElse("an unknown process")));
        }
        channel.truncate(0);
        String holder = "process " + ProcessHandle.current().pid() + "\n";
        channel.write(ByteBuffer.wrap(holder.getBytes(StandardCharsets.UTF_8)));
        return new FolderLock(channel, Optional.empty());
    }

    /** The next one may come; the place goes last, because who waits for it needs the lock too. */
    @Override
    public void close() {
        try {
            if (place.isPresent()) {
                place.get().leave();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            IoUtils.safeClose(channel);
            place.ifPresent(IoUtils::safeClose);
        }
    }

    private static Optional<FileLock> tryLock(FileChannel channel) throws IOException {
        try {
            return Optional.ofNullable(channel.tryLock());
        } catch (OverlappingFileLockException e) {
            return Optional.empty();
        }
    }
}

package dev.cdctl.adapter.embedded.server;

import dev.cdctl.adapter.embedded.RouterFiles;
import dev.cdctl.adapter.embedded.RouterProblems;
import dev.cdctl.model.Failure;
import java.io.IOException;
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

    private FolderLock(FileChannel channel) {
        this.channel = channel;
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
        return new FolderLock(channel);
    }

    @Override
    public void close() {
        IoUtils.safeClose(channel);
    }

    private static Optional<FileLock> tryLock(FileChannel channel) throws IOException {
        try {
            return Optional.ofNullable(channel.tryLock());
        } catch (OverlappingFileLockException e) {
            return Optional.empty();
        }
    }
}

package dev.cdctl.adapter.file;

import dev.cdctl.state.form.Lease;
import dev.cdctl.state.lease.Signs;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/** The sign of a holding of this process: a file that it keeps locked, and one beside it with the step. */
final class FileSign implements Signs.Sign {
    private final String name;
    private final Lease lease;
    private final LockedFile alive;
    private final Path file;

    private @Nullable FileChannel steps;
    private boolean lowered;

    FileSign(String name, Lease lease, LockedFile alive, Path file) {
        this.name = name;
        this.lease = lease;
        this.alive = alive;
        this.file = file;
    }

    /** Removes the files of earlier holdings, which nobody asks for any more. */
    @Override
    public void taken() {
        try {
            for (Path child : Disk.children(Disk.folder(file))) {
                String[] parts = child.getFileName().toString().split("\\.", -1);
                if (parts.length == 3 && isOurs(parts[0]) && Long.parseLong(parts[1]) < lease.token()) {
                    Files.deleteIfExists(child);
                }
            }
        } catch (IOException | NumberFormatException ignored) {
            // They are in nobody's way; the next holding tries again.
        }
    }

    private static boolean isOurs(String kind) {
        return kind.equals("lock") || kind.equals("step");
    }

    /** A plain file, and not even flushed to the disk. */
    @Override
    public synchronized void step(String step) {
        if (lowered) {
            return;
        }
        try {
            FileChannel channel = steps();
            channel.truncate(0);
            channel.write(ByteBuffer.wrap(step.getBytes(StandardCharsets.UTF_8)), 0);
        } catch (IOException ignored) {
            // It is a courtesy to others; the work itself will fail on the same disk if it matters.
        }
    }

    /** Opened once: a plan has many steps. */
    private FileChannel steps() throws IOException {
        FileChannel channel = steps;
        if (channel == null) {
            channel = FileChannel.open(stepFile(file), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            steps = channel;
        }
        return channel;
    }

    @Override
    public synchronized void lower() {
        lowered = true;
        try (alive;
                FileChannel open = steps) {
            Files.deleteIfExists(stepFile(file));
            Files.deleteIfExists(file);
        } catch (IOException ignored) {
            // The system unlocks it at the end of this process at the latest, and the next holder removes it.
        }
    }

    @Override
    public void clear() {
        lower();
        Path folder = Disk.folder(file);
        for (int words = name.split("/", -1).length; words >= 0 && removed(folder); words--) {
            folder = Disk.folder(folder);
        }
    }

    private static boolean removed(Path folder) {
        try {
            return Files.deleteIfExists(folder);
        } catch (IOException e) {
            // Others have their locks in it.
            return false;
        }
    }

    /** Where the holder of that locked file says at which step it is; {@code step.<token>.<id>} beside it. */
    static Path stepFile(Path file) {
        return file.resolveSibling("step" + file.getFileName().toString().substring("lock".length()));
    }
}

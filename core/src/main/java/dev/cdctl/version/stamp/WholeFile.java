package dev.cdctl.version.stamp;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.util.Objects;

/**
 * Writes files so that a reader sees the old bytes or the new ones, whenever the machine stops.
 *
 * @param scratch where the new bytes are written before they take their place; a file that a kill leaves there is
 *     no change of the working copy
 */
record WholeFile(Path scratch) {
    /** Writes a file and keeps its mode when there is one. */
    void write(Path file, byte[] bytes) throws IOException {
        Files.createDirectories(scratch);
        try {
            write(file, bytes, scratch);
        } catch (AtomicMoveNotSupportedException e) {
            // The file is on another file system than the scratch folder.
            write(file, bytes, Objects.requireNonNull(file.getParent()));
        }
    }

    private static void write(Path file, byte[] bytes, Path folder) throws IOException {
        Path temporary = Files.createTempFile(folder, ".cdctl-", ".tmp");
        try {
            try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
                ByteBuffer left = ByteBuffer.wrap(bytes);
                while (left.hasRemaining()) {
                    channel.write(left);
                }
                keepMode(file, temporary);
                channel.force(true);
            }
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
            force(Objects.requireNonNull(file.getParent()));
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    private static void keepMode(Path from, Path to) throws IOException {
        PosixFileAttributeView view =
                Files.getFileAttributeView(from, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
        if (view != null && Files.exists(from, LinkOption.NOFOLLOW_LINKS)) {
            Files.setPosixFilePermissions(to, view.readAttributes().permissions());
        }
    }

    private static void force(Path folder) throws IOException {
        if (folder.getFileSystem().getSeparator().equals("\\")) {
            return; // Windows cannot open a folder, and writes its entries through by itself.
        }
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}

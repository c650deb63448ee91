package dev.cdctl.model;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A file that is seen with all of its new content or with none of it, at any instant and after a kill or a power cut.
 * The content goes into a temporary file of the same folder ({@code .<name>.<random>.tmp}), is flushed to the disk and
 * renamed into place, and then the folder is flushed. Missing folders are created. A link is replaced, not followed.
 *
 * @param path where the file is
 * @param permissions what it gets where the file system knows POSIX permissions; when absent, those of the file that
 *     it replaces, or what the umask leaves
 * @param scratch another folder for the temporary file, when it is on the same file system
 */
public record WholeFile(Path path, Optional<Set<PosixFilePermission>> permissions, Optional<Path> scratch) {
    private static final int BUFFER = 64 * 1024;

    /** What a file is going to contain, written piece by piece. */
    @FunctionalInterface
    public interface Content {
        /** Writes all of it; need not be buffered, flushed or closed. */
        void writeTo(OutputStream out) throws IOException;
    }

    /** Copies the permissions. */
    public WholeFile {
        path = path.toAbsolutePath();
        permissions = permissions.map(Set::copyOf);
    }

    /** The file at that path, with the permissions that it has, or with ordinary ones. */
    public static WholeFile at(Path path) {
        return new WholeFile(path, Optional.empty(), Optional.empty());
    }

    /** The same file, which nobody but its owner can read or write (0600), not even while it is being written. */
    public WholeFile onlyForOwner() {
        return withPermissions("rw-------");
    }

    /** The same file with these permissions, in the form of {@code ls}: {@code rwxr-xr-x}. */
    public WholeFile withPermissions(String form) {
        return new WholeFile(path, Optional.of(PosixFilePermissions.fromString(form)), scratch);
    }

    /** The same file, whose temporary file lies in that folder where it can, so that a kill leaves nothing beside it. */
    public WholeFile preparedIn(Path folder) {
        return new WholeFile(path, permissions, Optional.of(folder));
    }

    /**
     * Writes this text in UTF-8, replacing what is there.
     *
     * @throws IOException when it cannot be written; what was there is there still
     */
    public void write(String text) throws IOException {
        write(text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Writes these bytes, replacing what is there.
     *
     * @throws IOException when they cannot be written; what was there is there still
     */
    public void write(byte[] bytes) throws IOException {
        write(out -> out.write(bytes));
    }

    /**
     * Writes this content, replacing what is there.
     *
     * @throws IOException when it cannot be written; what was there is there still
     */
    public void write(Content content) throws IOException {
        try {
            replace(temporary(content, scratch.orElse(folder())));
        } catch (AtomicMoveNotSupportedException e) {
            replace(temporary(content, folder()));
        }
        syncFolder(folder());
    }

    private void replace(Path temporary) throws IOException {
        try {
            Files.move(temporary, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    /**
     * Writes this text in UTF-8 when there is no such file; of several who try at once, one succeeds.
     *
     * @return false when there is one already; it stays as it is
     * @throws IOException when it cannot be written
     */
    public boolean writeNew(String text) throws IOException {
        if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            return false;
        }
        Path temporary = temporary(out -> out.write(text.getBytes(StandardCharsets.UTF_8)), folder());
        try {
            link(temporary);
        } catch (FileAlreadyExistsException e) {
            return false;
        } finally {
            Files.deleteIfExists(temporary);
        }
        syncFolder(folder());
        return true;
    }

    /**
     * Flushes a folder's list of names to the disk, so that a rename in it survives a power cut. Does nothing on
     * Windows, where folders cannot be flushed.
     */
    public static void syncFolder(Path folder) throws IOException {
        if (isPosix(folder)) {
            try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
                channel.force(true);
            }
        }
    }

    /** A link to the new file fails when the name is taken, where a rename would replace. */
    private void link(Path temporary) throws IOException {
        try {
            Files.createLink(path, temporary);
        } catch (FileAlreadyExistsException e) {
            throw e;
        } catch (UnsupportedOperationException | FileSystemException e) {
            // The file system has no hard links. The move looks first, which is the best that is left.
            Files.move(temporary, path);
        }
    }

    private Path temporary(Content content, Path folder) throws IOException {
        for (Path needed : List.of(folder(), folder)) {
            if (!Files.isDirectory(needed)) {
                Files.createDirectories(needed);
            }
        }
        String random = Long.toHexString(ThreadLocalRandom.current().nextLong());
        Path temporary = folder.resolve("." + path.getFileName() + "." + random + ".tmp");
        boolean written = false;
        try (FileChannel channel = FileChannel.open(
                temporary, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), attributes())) {
            OutputStream out = new BufferedOutputStream(Channels.newOutputStream(channel), BUFFER);
            content.writeTo(out);
            out.flush();
            permit(temporary);
            channel.force(true);
            written = true;
        } finally {
            if (!written) {
                Files.deleteIfExists(temporary);
            }
        }
        return temporary;
    }

    /** Given at creation, so that a secret is never readable for an instant. */
    private FileAttribute<?>[] attributes() {
        return permissions
                .filter(some -> isPosix(path))
                .map(some -> new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(some)})
                .orElse(new FileAttribute<?>[0]);
    }

    /** Given again, because the umask takes away from what is given at creation. */
    private void permit(Path temporary) throws IOException {
        if (!isPosix(path)) {
            return;
        }
        if (permissions.isPresent()) {
            Files.setPosixFilePermissions(temporary, permissions.get());
        } else if (Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
            Files.setPosixFilePermissions(temporary, Files.getPosixFilePermissions(path));
        }
    }

    private Path folder() {
        return Objects.requireNonNull(path.getParent(), "a file is in a folder");
    }

    private static boolean isPosix(Path path) {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix");
    }
}

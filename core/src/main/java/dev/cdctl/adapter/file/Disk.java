package dev.cdctl.adapter.file;

import dev.cdctl.model.WholeFile;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** Files and folders that only their owner can use, and whose changes are on the disk when a method returns. */
final class Disk {
    private static final String FILE = "rw-------";
    private static final String FOLDER = "rwx------";

    private Disk() {}

    /** The file's content, or empty when there is no such file. */
    static Optional<byte[]> read(Path file) throws IOException {
        try {
            return Optional.of(Files.readAllBytes(file));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    /** What is in the folder; nothing when there is no such folder. */
    static List<Path> children(Path folder) throws IOException {
        List<Path> children = new ArrayList<>();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder)) {
            stream.forEach(children::add);
        } catch (NoSuchFileException | NotDirectoryException e) {
            return List.of();
        }
        return children;
    }

    /** Puts the content there, whole; the folder is there already. */
    static void write(Path file, byte[] content) throws IOException {
        WholeFile.at(file).onlyForOwner().write(content);
    }

    /** Removes the file, if there is one. */
    static void delete(Path file) throws IOException {
        if (Files.deleteIfExists(file)) {
            WholeFile.syncFolder(folder(file));
        }
    }

    /** Removes the folders between the file and that root which hold nothing any more; call it while nobody writes. */
    static void deleteEmpty(Path file, Path root) throws IOException {
        Path folder = folder(file);
        while (folder.startsWith(root)
                && !folder.equals(root)
                && children(folder).isEmpty()) {
            Files.deleteIfExists(folder);
            folder = folder(folder);
        }
    }

    /** Makes the folder and those above it, as far as they are missing. */
    static void makeFolder(Path folder) throws IOException {
        if (Files.isDirectory(folder)) {
            return;
        }
        Path above = folder(folder.toAbsolutePath());
        makeFolder(above);
        try {
            Files.createDirectory(folder, permissions(folder, FOLDER));
            WholeFile.syncFolder(above);
        } catch (FileAlreadyExistsException e) {
            if (!Files.isDirectory(folder)) {
                throw e;
            }
        }
    }

    /** Opens the file for reading and writing; it is created when it is missing. */
    static FileChannel openPrivate(Path file) throws IOException {
        return FileChannel.open(
                file,
                Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.CREATE),
                permissions(file, FILE));
    }

    /** Removes what a killed process left half-written of that file. Nobody else may be writing it. */
    static void sweep(Path file) throws IOException {
        String start = "." + file.getFileName() + ".";
        // Names only: the folder of deployments has hundreds of files.
        String[] names = folder(file).toFile().list();
        for (String name : names == null ? new String[0] : names) {
            if (name.startsWith(start) && name.endsWith(".tmp")) {
                Files.deleteIfExists(file.resolveSibling(name));
            }
        }
    }

    /** The folder that the file is in. */
    static Path folder(Path file) {
        return Objects.requireNonNull(file.getParent(), "a file is in a folder");
    }

    private static FileAttribute<?>[] permissions(Path path, String form) {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(form))}
                : new FileAttribute<?>[0];
    }
}

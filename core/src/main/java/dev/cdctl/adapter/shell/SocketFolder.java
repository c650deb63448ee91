package dev.cdctl.adapter.shell;

import dev.cdctl.model.Failure;
import dev.cdctl.model.Problem;
import dev.cdctl.state.ShortId;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The folder for the sockets of this user's ssh connections. Its path is short, since the path of a socket may have
 * about a hundred bytes; it stays, so that a process that is killed leaves no new folder behind, and what dead
 * processes left in it is removed by the next one.
 */
final class SocketFolder {
    private static final String MODE = "rwx------";

    private SocketFolder() {}

    /** A path that nobody uses, for a socket of this process. */
    static Path next(String ending) {
        try {
            Path folder = folder();
            sweep(folder);
            return folder.resolve(ProcessHandle.current().pid() + "-" + ShortId.random(6) + ending);
        } catch (IOException e) {
            throw Failure.unreachable(Problem.of("CD-628", "there is no folder for the sockets of ssh connections")
                            .because(String.valueOf(e.getMessage()))
                            .remedy("remove what is at that path, or mend its permissions"))
                    .causedBy(e);
        }
    }

    private static Path folder() throws IOException {
        FileAttribute<Set<java.nio.file.attribute.PosixFilePermission>> mode =
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(MODE));
        Path folder = Path.of(System.getProperty("java.io.tmpdir"), "cdctl-" + System.getProperty("user.name"));
        try {
            return Files.createDirectory(folder, mode);
        } catch (FileAlreadyExistsException e) {
            return requirePrivate(folder);
        }
    }

    /** Everybody can make a folder of that name in a folder for everybody. */
    private static Path requirePrivate(Path folder) throws IOException {
        PosixFileAttributes is = Files.readAttributes(folder, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        boolean ours = is.isDirectory()
                && is.owner().getName().equals(System.getProperty("user.name"))
                && PosixFilePermissions.toString(is.permissions()).equals(MODE);
        if (!ours) {
            throw new IOException(
                    folder + " is not a folder that only " + System.getProperty("user.name") + " can use");
        }
        return folder;
    }

    private static void sweep(Path folder) throws IOException {
        List<Path> all;
        try (Stream<Path> files = Files.list(folder)) {
            all = files.toList();
        }
        for (Path file : all) {
            String name = file.getFileName().toString();
            String digits = name.replaceAll("-.*", "");
            boolean dead = digits.matches("[0-9]{1,18}")
                    && ProcessHandle.of(Long.parseLong(digits)).isEmpty();
            if (dead && name.endsWith(Tunnel.ENDING)) {
                Files.deleteIfExists(file);
            }
        }
    }
}

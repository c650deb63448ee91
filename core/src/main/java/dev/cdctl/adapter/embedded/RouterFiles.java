package dev.cdctl.adapter.embedded;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.UUID;

/**
 * Where a router keeps its things below a state folder. Only its owner can read them.
 *
 * @param folder {@code <state>/router}
 */
public record RouterFiles(Path folder) {
    /** The files of the router of that state folder. */
    public static RouterFiles in(Path state) {
        return new RouterFiles(state.toAbsolutePath().normalize().resolve("router"));
    }

    /** What it serves. */
    public Path state() {
        return folder.resolve("state.json");
    }

    /** What it served before. */
    public Path previousState() {
        return folder.resolve("state.json.1");
    }

    /** Where its administration listens. */
    public Path admin() {
        return folder.resolve("admin.json");
    }

    /** What a request to the administration has to carry. */
    public Path token() {
        return folder.resolve("token");
    }

    /** Locked by the process that runs. */
    public Path lock() {
        return folder.resolve("lock");
    }

    /** Locked by whoever starts a process. */
    public Path startLock() {
        return folder.resolve("start.lock");
    }

    /** What the process says. */
    public Path log() {
        return folder.resolve("router.log");
    }

    /** Makes the folder. */
    public void create() throws IOException {
        Files.createDirectories(folder, attribute("rwx------"));
    }

    /** The content of a file; empty when there is none. */
    public static Optional<String> read(Path file) throws IOException {
        try {
            return Optional.of(Files.readString(file));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    /** Replaces a file by this text, whole and durable. */
    public void write(Path file, String text) throws IOException {
        Path temporary = folder.resolve(file.getFileName() + "." + UUID.randomUUID() + ".tmp");
        try {
            Files.createFile(temporary, attribute("rw-------"));
            Files.write(temporary, text.getBytes(StandardCharsets.UTF_8));
            sync(temporary);
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
            sync(folder);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    /** Removes a file; one that cannot be removed stays. */
    public void forget(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            // What it says is checked by everyone who reads it.
            return;
        }
    }

    private static FileAttribute<?> attribute(String permissions) {
        return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions));
    }

    private static void sync(Path path) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}

package dev.cdctl.adapter.embedded;

import dev.cdctl.json.Json;
import dev.cdctl.json.JsonException;
import dev.cdctl.json.JsonText;
import dev.cdctl.model.Name;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
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
import java.util.stream.Stream;

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

    /** Locked by the process that is the router, and has the name of its guard in it until that ends as it was asked to. */
    public Path place() {
        return folder.resolve("place");
    }

    /** Locked by the process that waits for the place. */
    public Path standby() {
        return folder.resolve("standby");
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

    /** Whether a router of this folder would serve that environment, as far as its state can be read. */
    boolean mayServe(Name service, Name environment) {
        try {
            Optional<String> text = read(state());
            return text.isPresent() && isNamed(JsonText.readObject(text.get()), service, environment);
        } catch (IOException | JsonException e) {
            return true;
        }
    }

    /** Whether a router of this folder would serve anything, as far as its state can be read. */
    boolean serves() {
        try {
            Optional<String> text = read(state());
            return text.isPresent()
                    && JsonText.readObject(text.get())
                            .object("content")
                            .filter(content -> content.items("environments").isEmpty())
                            .isEmpty();
        } catch (IOException | JsonException e) {
            return true;
        }
    }

    private static boolean isNamed(Json.Obj state, Name service, Name environment) {
        return state.object("content").stream()
                .flatMap(content -> content.objects("environments").stream())
                .flatMap(one -> one.object("route").stream())
                .anyMatch(route -> route.need("service").equals(service.text())
                        && route.need("environment").equals(environment.text()));
    }

    /** Whether the process that locked the folder last is there, such as one that starts just now. */
    boolean isHeld() {
        try {
            return read(lock())
                    .map(text -> text.replaceAll("[^0-9]", ""))
                    .filter(pid -> !pid.isEmpty())
                    .flatMap(pid -> ProcessHandle.of(Long.parseLong(pid)))
                    .isPresent();
        } catch (IOException e) {
            return false;
        }
    }

    /** Whether a process waits for the place. */
    boolean hasStandby() {
        if (!Files.exists(standby())) {
            return false;
        }
        try (FileChannel channel = FileChannel.open(standby(), StandardOpenOption.WRITE);
                FileLock lock = channel.tryLock()) {
            return lock == null;
        } catch (OverlappingFileLockException e) {
            return true;
        } catch (IOException e) {
            return false;
        }
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

    /** Removes the folder with everything in it. */
    void remove() throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            for (Path file : all.toList()) {
                Files.deleteIfExists(file);
            }
        }
        Files.deleteIfExists(folder);
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

package dev.cdctl.adapter.process;

import dev.cdctl.json.Json;
import dev.cdctl.json.JsonException;
import dev.cdctl.json.JsonText;
import dev.cdctl.model.Digest;
import dev.cdctl.model.Failure;
import dev.cdctl.model.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Release folders, each whole or not there. A folder is filled under another name, its marker written last, all of it
 * made durable, and then renamed; a folder without its marker is never used.
 */
final class Releases {
    private static final String MARKER = ".cdctl-release";
    private static final int FORMAT = 1;
    private static final Pattern UNFINISHED = Pattern.compile("\\.([0-9]+)-.*");
    private final Layout layout;
    private final Unpacker unpacker;

    Releases(Layout layout, Unpacker unpacker) {
        this.layout = layout;
        this.unpacker = unpacker;
    }

    /** The folder of that archive, filled from it when it is not there yet. Safe when several do it at once. */
    Path place(Digest digest, Supplier<InputStream> archive) throws IOException {
        Path target = layout.release(digest);
        if (isWhole(target, digest)) {
            return target;
        }
        Path filling = unfinished();
        try {
            Disk.folder(filling);
            try (InputStream bytes = archive.get()) {
                unpacker.unpack(bytes, digest, filling);
            }
            mark(filling, digest);
            Disk.syncTree(filling);
            settle(filling, target, digest);
            Disk.sync(layout.releases());
        } finally {
            Disk.delete(filling);
        }
        return target;
    }

    /** Removes all but these folders, and what killed processes left half-done. */
    void prune(Set<Path> keep) throws IOException {
        for (Path folder : Disk.list(layout.releases())) {
            Matcher name = UNFINISHED.matcher(folder.getFileName().toString());
            boolean used = name.matches() ? isAlive(Long.parseLong(name.group(1))) : keep.contains(folder);
            if (!used) {
                Path doomed = name.matches() ? folder : Files.move(folder, unfinished());
                Disk.delete(doomed);
            }
        }
    }

    /** Whoever comes second finds the folder whole; a damaged one is moved out of the way. */
    private void settle(Path filling, Path target, Digest digest) throws IOException {
        if (Files.exists(target) && !isWhole(target, digest)) {
            Path damaged = unfinished();
            Files.move(target, damaged, StandardCopyOption.ATOMIC_MOVE);
            Disk.delete(damaged);
        }
        try {
            Files.move(filling, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            if (!isWhole(target, digest)) {
                throw e;
            }
        }
    }

    private static void mark(Path folder, Digest digest) throws IOException {
        Disk.delete(folder.resolve(MARKER));
        Json marker = Json.object()
                .put("format", FORMAT)
                .put("digest", digest.toString())
                .build();
        Disk.write(folder.resolve(MARKER), JsonText.line(marker) + "\n");
    }

    private static boolean isWhole(Path folder, Digest digest) {
        try {
            String found = JsonText.readObject(Files.readString(folder.resolve(MARKER)))
                    .need("digest");
            if (found.equals(digest.toString())) {
                return true;
            }
            throw Failure.refused(Problem.of("CD-502", folder + " belongs to another archive")
                    .because("it is marked " + found + ", and " + digest + " was to be put there")
                    .remedy("remove the folder when no process runs in it"));
        } catch (IOException | JsonException e) {
            return false;
        }
    }

    private Path unfinished() {
        return layout.releases().resolve("." + ProcessHandle.current().pid() + "-" + UUID.randomUUID());
    }

    private static boolean isAlive(long pid) {
        return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isPresent();
    }
}

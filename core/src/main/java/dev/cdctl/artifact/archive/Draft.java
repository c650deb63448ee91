package dev.cdctl.artifact.archive;

import dev.cdctl.model.WholeFile;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A hidden folder in which something is made ready, so that others see it whole or not at all. Closing deletes what was
 * not published. What a killed process leaves behind is cleaned up by the next one. Not thread-safe; any number of
 * drafts may be open at once.
 */
public final class Draft implements Closeable {
    private static final Pattern NAME = Pattern.compile("\\.draft-(.*)-(\\d{1,18})-[0-9a-f-]{36}");
    private static final Duration ABANDONED = Duration.ofHours(1);

    private final Path folder;

    private Draft(Path folder) {
        this.folder = folder;
    }

    /**
     * Begins a draft in that folder, and deletes those that were left behind there.
     *
     * @throws IOException when nothing can be written there
     */
    public static Draft in(Path parent) throws IOException {
        Files.createDirectories(parent);
        cleanUp(parent, Instant.now());
        String name = ".draft-" + host() + "-" + ProcessHandle.current().pid() + "-" + UUID.randomUUID();
        return new Draft(Files.createDirectory(parent.resolve(name)));
    }

    /** The folder to write to. */
    public Path folder() {
        return folder;
    }

    /**
     * Shows a folder of the draft to everyone under its real name, at once and durably.
     *
     * @param part a folder in the draft
     * @param target next to the draft
     * @return false when something is there already; it stays as it is
     */
    public boolean publish(Path part, Path target) throws IOException {
        WholeFile.syncFolder(part);
        if (Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
            return false;
        }
        try {
            // A folder is never renamed onto another that has something in it, so of several at once one succeeds.
            Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (FileSystemException e) {
            if (Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
                return false;
            }
            throw e;
        }
        WholeFile.syncFolder(Objects.requireNonNull(target.getParent()));
        return true;
    }

    /** Deletes what is left of the draft. */
    @Override
    public void close() throws IOException {
        delete(folder);
    }

    /** Deletes the drafts of dead processes of this host, and those that nobody touched for an hour. */
    static void cleanUp(Path parent, Instant now) throws IOException {
        List<Path> drafts;
        try (var names = Files.list(parent)) {
            drafts = names.filter(
                            path -> NAME.matcher(path.getFileName().toString()).matches())
                    .toList();
        }
        for (Path draft : drafts) {
            try {
                if (isDead(draft) || lastTouched(draft).isBefore(now.minus(ABANDONED))) {
                    delete(draft);
                }
            } catch (IOException e) {
                // It belongs to another user, who will clean it up; it is in nobody's way.
                continue;
            }
        }
    }

    private static boolean isDead(Path draft) {
        Matcher name = NAME.matcher(draft.getFileName().toString());
        return name.matches()
                && name.group(1).equals(host())
                && ProcessHandle.of(Long.parseLong(name.group(2)))
                        .filter(ProcessHandle::isAlive)
                        .isEmpty();
    }

    private static Instant lastTouched(Path draft) throws IOException {
        try (var inside = Files.walk(draft)) {
            return inside.map(Draft::modified).max(Instant::compareTo).orElse(Instant.MAX);
        } catch (NoSuchFileException | UncheckedIOException e) {
            // Someone else is deleting it, or its owner is done with it.
            return Instant.MAX;
        }
    }

    private static Instant modified(Path path) {
        try {
            return Files.getLastModifiedTime(path, LinkOption.NOFOLLOW_LINKS).toInstant();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void delete(Path top) throws IOException {
        Files.walkFileTree(top, new Deletion());
    }

    /** Deletes what it visits, perhaps together with someone else; links are deleted, not followed. */
    private static final class Deletion extends SimpleFileVisitor<Path> {
        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
            Files.deleteIfExists(file);
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException problem) throws IOException {
            if (problem instanceof NoSuchFileException) {
                return FileVisitResult.CONTINUE;
            }
            throw problem;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException problem) throws IOException {
            Files.deleteIfExists(folder);
            return FileVisitResult.CONTINUE;
        }
    }

    /** Tells machines, and containers with a name of their own, apart; a process number means nothing elsewhere. */
    private static String host() {
        String name = System.getenv("COMPUTERNAME");
        Path kernel = Path.of("/proc/sys/kernel/hostname");
        try {
            if (Files.isReadable(kernel)) {
                name = Files.readString(kernel).strip();
            }
        } catch (IOException e) {
            name = "";
        }
        return Objects.requireNonNullElse(name, "").replaceAll("[^0-9A-Za-z.-]", "_");
    }
}

package dev.cdctl.adapter.file;

import dev.cdctl.engine.Cancel;
import dev.cdctl.model.Digest;
import dev.cdctl.state.Changes;
import dev.cdctl.state.RecordKey;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;

/**
 * Tells changes of a {@link FileStore} as the system tells them of its folders. A mark is what the files look like from
 * outside; it is compared once a second too, because a network's file system tells nothing of what others write.
 */
public final class FileChanges implements Changes {
    private static final Duration TOLD = Duration.ofSeconds(1);
    /** Where the system has no more watchers to give. */
    private static final Duration UNTOLD = Duration.ofMillis(50);

    private static final String ENDING = ".json";
    private static final String REDO = ".redo" + ENDING;

    private final Path root;

    /** The changes of the store in that folder. */
    public FileChanges(Path root) {
        this.root = root.toAbsolutePath();
    }

    @Override
    public String await(String prefix, String seen, Duration limit) {
        Path folder = prefix.isEmpty() ? root : root.resolve(new RecordKey(prefix).text());
        long end = System.nanoTime() + limit.toNanos();
        try {
            String now = look(folder);
            return now.equals(seen) && System.nanoTime() < end ? wait(folder, seen, end) : now;
        } catch (IOException e) {
            throw StateProblems.unreadable(folder, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Cancel.interrupted("the thread was interrupted").causedBy(e);
        }
    }

    private String wait(Path folder, String seen, long end) throws IOException, InterruptedException {
        try (Watchers watchers = Watchers.open()) {
            while (true) {
                // First asked to be told, then looked: what changes in between is told.
                watchers.watch(root, folder);
                String now = look(folder);
                long left = end - System.nanoTime();
                if (!now.equals(seen) || left <= 0) {
                    return now;
                }
                if (watchers.await(left)) {
                    return look(folder);
                }
            }
        }
    }

    /** What the files below the folder look like, and the transaction that is not completed. */
    private String look(Path folder) throws IOException {
        TreeSet<String> files = new TreeSet<>();
        collect(folder, files);
        stamp(root.resolve(REDO), files);
        return Digest.of(String.join("\n", files)).brief();
    }

    private static void collect(Path folder, TreeSet<String> files) throws IOException {
        for (Path child : Disk.children(folder)) {
            if (Files.isDirectory(child, LinkOption.NOFOLLOW_LINKS)) {
                collect(child, files);
            } else if (child.toString().endsWith(ENDING)) {
                stamp(child, files);
            }
        }
    }

    /** Each new content is a new file, so it has another number; where numbers are few, another time. */
    private static void stamp(Path file, TreeSet<String> files) throws IOException {
        try {
            BasicFileAttributes seen = Files.readAttributes(file, BasicFileAttributes.class);
            files.add(file + " " + seen.fileKey() + " " + seen.lastModifiedTime() + " " + seen.size());
        } catch (NoSuchFileException e) {
            // It went away while the folder was looked at.
        }
    }

    /**
     * What the system tells of folders.
     *
     * @param service absent where there is none to be had
     */
    private record Watchers(Optional<WatchService> service) implements AutoCloseable {
        static Watchers open() {
            try {
                return new Watchers(Optional.of(FileSystems.getDefault().newWatchService()));
            } catch (IOException e) {
                return new Watchers(Optional.empty());
            }
        }

        /** The folder, what is between it and the root, and what is below it. */
        void watch(Path root, Path folder) throws IOException {
            if (service.isEmpty()) {
                return;
            }
            for (Path above = folder; above != null && above.startsWith(root); above = above.getParent()) {
                register(above);
            }
            below(folder);
        }

        private void below(Path folder) throws IOException {
            for (Path child : Disk.children(folder)) {
                if (Files.isDirectory(child, LinkOption.NOFOLLOW_LINKS)) {
                    register(child);
                    below(child);
                }
            }
        }

        private void register(Path folder) {
            try {
                folder.register(
                        service.orElseThrow(),
                        StandardWatchEventKinds.ENTRY_CREATE,
                        StandardWatchEventKinds.ENTRY_MODIFY,
                        StandardWatchEventKinds.ENTRY_DELETE);
            } catch (IOException e) {
                // It is not there, or the system watches no more: the comparison each second finds out.
            }
        }

        /** Waits for a while; returns whether a record was told of. */
        boolean await(long left) throws InterruptedException {
            if (service.isEmpty()) {
                Thread.sleep(Math.max(1, Math.min(UNTOLD.toMillis(), TimeUnit.NANOSECONDS.toMillis(left))));
                return false;
            }
            WatchKey key = service.get().poll(Math.min(left, TOLD.toNanos()), TimeUnit.NANOSECONDS);
            boolean told = false;
            while (key != null) {
                told |= key.pollEvents().stream().anyMatch(Watchers::isRecord);
                key.reset();
                key = service.get().poll();
            }
            return told;
        }

        private static boolean isRecord(WatchEvent<?> event) {
            String name = String.valueOf(event.context());
            return name.endsWith(ENDING) && (!name.startsWith(".") || name.equals(REDO));
        }

        @Override
        public void close() throws IOException {
            if (service.isPresent()) {
                service.get().close();
            }
        }
    }
}

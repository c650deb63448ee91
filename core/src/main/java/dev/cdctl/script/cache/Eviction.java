package dev.cdctl.script.cache;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Keeps the cache within its size: the entries that were of no use for longest go, and then the files that no entry
 * needs. A file that another program has just put there for an entry of its own stays for an hour.
 */
record Eviction(StageCache cache) {
    private static final Duration YOUNG = Duration.ofHours(1);

    /** An entry and when it was of use. */
    private record Aged(Path file, Entry entry, FileTime used) {}

    /** Removes what is too much; does nothing when somebody else does it already. */
    void run() throws IOException {
        Map<Path, Long> objects = sizes(cache.folder().resolve("objects"));
        if (sum(objects) <= cache.limit()) {
            return;
        }
        try (FileChannel channel = FileChannel.open(
                        cache.folder().resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = channel.tryLock()) {
            if (lock != null) {
                evict(objects);
            }
        } catch (OverlappingFileLockException e) {
            // Another thread of this program does it.
        }
    }

    private void evict(Map<Path, Long> objects) throws IOException {
        // What somebody keeps from now on is not in the list of entries yet.
        Instant since = Instant.now();
        List<Aged> entries = entries();
        Map<Path, Integer> needed = new HashMap<>();
        entries.forEach(entry -> files(entry).forEach(file -> needed.merge(file, 1, Integer::sum)));
        long size = sum(objects);
        for (Map.Entry<Path, Long> each : objects.entrySet()) {
            if (!needed.containsKey(each.getKey()) && isOld(each.getKey())) {
                size -= remove(each.getKey(), each.getValue());
            }
        }
        for (Aged entry : entries) {
            if (size <= cache.limit()) {
                return;
            }
            Files.deleteIfExists(entry.file());
            for (Path file : files(entry)) {
                if (needed.merge(file, -1, Integer::sum) == 0 && isBefore(file, since)) {
                    size -= remove(file, objects.getOrDefault(file, 0L));
                }
            }
        }
    }

    private static long remove(Path file, long size) throws IOException {
        return Files.deleteIfExists(file) ? size : 0;
    }

    /** Whole perhaps, and not yet in its place. */
    private static boolean isBeingWritten(Path file) {
        return String.valueOf(file.getFileName()).startsWith(".");
    }

    private static boolean isOld(Path file) throws IOException {
        return isBefore(file, Instant.now().minus(YOUNG));
    }

    /** A file that has gone is as old as can be. */
    private static boolean isBefore(Path file, Instant time) throws IOException {
        try {
            return Files.getLastModifiedTime(file).toInstant().isBefore(time);
        } catch (NoSuchFileException e) {
            return true;
        }
    }

    private List<Path> files(Aged entry) {
        return entry.entry().outputs().stream()
                .filter(item -> item.link().isEmpty())
                .map(item -> cache.object(item.digest()))
                .distinct()
                .toList();
    }

    /** The least recently used first; those that are damaged, or were being written when their program ended, are removed. */
    private List<Aged> entries() throws IOException {
        List<Aged> entries = new ArrayList<>();
        for (Path file : sizes(cache.folder().resolve("entries")).keySet()) {
            try {
                Optional<Entry> entry = isBeingWritten(file) ? Optional.empty() : Entry.parse(Files.readString(file));
                if (entry.isPresent()) {
                    entries.add(new Aged(file, entry.get(), Files.getLastModifiedTime(file)));
                } else if (isOld(file)) {
                    Files.deleteIfExists(file);
                }
            } catch (NoSuchFileException e) {
                // Its reader found it damaged and forgot it.
            }
        }
        entries.sort(Comparator.comparing(Aged::used));
        return entries;
    }

    /** Others put files there and take them away meanwhile; one that has gone does not count. */
    private static Map<Path, Long> sizes(Path folder) throws IOException {
        Map<Path, Long> sizes = new HashMap<>();
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                if (attributes.isRegularFile()) {
                    sizes.put(file, attributes.size());
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
                if (e instanceof NoSuchFileException) {
                    return FileVisitResult.CONTINUE;
                }
                throw e;
            }
        });
        return sizes;
    }

    private static long sum(Map<Path, Long> sizes) {
        return sizes.values().stream().mapToLong(Long::longValue).sum();
    }
}

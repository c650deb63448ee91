package dev.cdctl.script.cache;

import dev.cdctl.model.Digest;
import dev.cdctl.model.WholeFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The digests of files, read again only when a file can have changed. What was found is kept by the file's size, times
 * and inode, in {@code .cdctl/stages/files}. A file that was changed less than two seconds before it was read is not
 * kept: another edit in the same tick of a coarse clock would have the same times. Thread-safe.
 */
public final class FileDigests {
    private static final String HEADER = "cdctl files 1";
    private static final int FIELDS = 7;
    private static final long GRANULARITY = Duration.ofSeconds(2).toNanos();

    private final Path root;
    private final Map<String, Known> known = new ConcurrentHashMap<>();
    private final AtomicBoolean changed = new AtomicBoolean();

    private record Known(FileStat stat, Digest digest) {}

    private FileDigests(Path root) {
        this.root = root;
    }

    /** Those of the files below that folder; what cannot be read of what was kept is found anew. */
    public static FileDigests below(Path root) {
        FileDigests digests = new FileDigests(root);
        try {
            List<String> lines = Files.readAllLines(file(root));
            if (!lines.isEmpty() && lines.get(0).equals(HEADER)) {
                lines.subList(1, lines.size()).forEach(digests::load);
            }
        } catch (IOException e) {
            // Nothing was kept, or it cannot be read: the files themselves are there.
        }
        return digests;
    }

    /** The digest of a regular file as it is now. */
    public Digest of(Path file) throws IOException {
        return of(file, FileStat.of(file));
    }

    Digest of(Path file, FileStat stat) throws IOException {
        String path = root.relativize(file).toString();
        Optional<Known> same =
                Optional.ofNullable(known.get(path)).filter(one -> one.stat().equals(stat));
        if (same.isPresent()) {
            return same.get().digest();
        }
        long now = TimeUnit.MILLISECONDS.toNanos(System.currentTimeMillis());
        Digest digest = Digest.of(file);
        boolean old = Math.max(stat.modified(), stat.changed()) < now - GRANULARITY;
        if (old && FileStat.of(file).equals(stat)) {
            known.put(path, new Known(stat, digest));
            changed.set(true);
        }
        return digest;
    }

    /** Keeps what was found, for the next time; that it cannot is no harm. */
    public void save() {
        if (!changed.getAndSet(false)) {
            return;
        }
        StringBuilder text = new StringBuilder(HEADER).append('\n');
        known.forEach((path, one) -> {
            if (Files.exists(root.resolve(path), LinkOption.NOFOLLOW_LINKS)) {
                text.append(line(path, one));
            }
        });
        try {
            WholeFile.at(file(root)).write(text.toString());
        } catch (IOException e) {
            // The next run reads the files again.
            changed.set(false);
        }
    }

    /** The path is last, since it may have spaces in it; one with a line end is not kept. */
    private static String line(String path, Known one) {
        FileStat stat = one.stat();
        return path.indexOf('\n') >= 0
                ? ""
                : one.digest().hex()
                        + ' '
                        + stat.size()
                        + ' '
                        + stat.modified()
                        + ' '
                        + stat.changed()
                        + ' '
                        + stat.inode()
                        + ' '
                        + stat.mode()
                        + ' '
                        + path
                        + '\n';
    }

    private void load(String line) {
        String[] parts = line.split(" ", FIELDS);
        try {
            FileStat stat = new FileStat(
                    Long.parseLong(parts[1]),
                    Long.parseLong(parts[2]),
                    Long.parseLong(parts[3]),
                    Long.parseLong(parts[4]),
                    Integer.parseInt(parts[5]));
            known.put(parts[FIELDS - 1], new Known(stat, new Digest(parts[0])));
        } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException e) {
            // A damaged line: the file is read again.
            changed.set(true);
        }
    }

    private static Path file(Path root) {
        return root.resolve(".cdctl").resolve("stages").resolve("files");
    }
}

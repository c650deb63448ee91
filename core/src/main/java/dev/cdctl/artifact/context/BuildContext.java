package dev.cdctl.artifact.context;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;

/**
 * The files that an engine gets to build from, as a tar stream: those of the context's folder that its
 * {@code .dockerignore} does not name, sorted, with the commit's time, owned by root, and either executable or not. So
 * the same sources give the same bytes on every machine. {@code .cdctl} is always left out.
 */
public final class BuildContext {
    /** What the Dockerfile is called in the stream when it does not lie in the context. */
    private static final String OUTSIDE = ".cdctl.Dockerfile";

    private static final String IGNORE = ".dockerignore";
    private static final int EXECUTABLE = 0755;
    private static final int PLAIN = 0644;

    private final Path folder;
    private final Path dockerfile;
    private final FileTime time;
    private final IgnoreFile ignore;

    private BuildContext(Path folder, Path dockerfile, Instant time, IgnoreFile ignore) {
        this.folder = folder;
        this.dockerfile = dockerfile;
        this.time = FileTime.from(Instant.ofEpochSecond(Math.max(0, time.getEpochSecond())));
        this.ignore = ignore;
    }

    /**
     * A context.
     *
     * @param repository the folder that both paths are relative to, and inside of which they lie
     * @param context the folder
     * @param time what every file gets
     * @throws IOException when there is no such folder or Dockerfile, or its {@code .dockerignore} cannot be read
     */
    public static BuildContext of(Path repository, String context, String dockerfile, Instant time) throws IOException {
        Path root = repository.toRealPath();
        Path folder = root.resolve(context).toRealPath();
        Path file = root.resolve(dockerfile).toRealPath();
        for (Path path : List.of(folder, file)) {
            if (!path.startsWith(root)) {
                throw new IOException(path + " is outside the repository");
            }
        }
        return new BuildContext(folder, file, time, ignore(folder));
    }

    /** The path of the Dockerfile in the stream. */
    public String dockerfile() {
        return dockerfile.startsWith(folder) ? slashes(dockerfile) : OUTSIDE;
    }

    /** Writes the stream, and ends it without closing. */
    public void writeTo(OutputStream out) throws IOException {
        TarArchiveOutputStream tar = new TarArchiveOutputStream(out, StandardCharsets.UTF_8.name());
        tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
        tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
        for (Map.Entry<String, Path> each : entries().entrySet()) {
            add(each.getKey(), each.getValue(), tar);
        }
        tar.finish();
        tar.flush();
    }

    private Map<String, Path> entries() throws IOException {
        Walk walk = new Walk();
        Files.walkFileTree(folder, walk);
        // The engine reads both itself, so they are there even when the rules name them.
        walk.found.put(dockerfile(), dockerfile);
        Path rules = folder.resolve(IGNORE);
        if (Files.isRegularFile(rules)) {
            walk.found.put(IGNORE, rules);
        }
        return walk.found;
    }

    private void add(String name, Path path, TarArchiveOutputStream tar) throws IOException {
        BasicFileAttributes found = Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        TarArchiveEntry entry = found.isSymbolicLink()
                ? new TarArchiveEntry(name, TarConstants.LF_SYMLINK)
                : new TarArchiveEntry(found.isDirectory() ? name + "/" : name);
        entry.setUserName("");
        entry.setGroupName("");
        entry.setIds(0, 0);
        entry.setLastModifiedTime(time);
        entry.setMode(found.isDirectory() || Files.isExecutable(path) ? EXECUTABLE : PLAIN);
        if (found.isSymbolicLink()) {
            entry.setLinkName(Files.readSymbolicLink(path).toString());
        } else if (found.isRegularFile()) {
            entry.setSize(found.size());
        }
        tar.putArchiveEntry(entry);
        if (found.isRegularFile()) {
            Files.copy(path, tar);
        }
        tar.closeArchiveEntry();
    }

    private String slashes(Path path) {
        return folder.relativize(path).toString().replace(path.getFileSystem().getSeparator(), "/");
    }

    private static IgnoreFile ignore(Path folder) throws IOException {
        try {
            return IgnoreFile.parse(Files.readString(folder.resolve(IGNORE)));
        } catch (NoSuchFileException e) {
            return IgnoreFile.parse("");
        } catch (IllegalArgumentException e) {
            throw new IOException(folder.resolve(IGNORE) + ": " + e.getMessage(), e);
        }
    }

    /** Collects what is sent. */
    private final class Walk extends SimpleFileVisitor<Path> {
        private final Map<String, Path> found = new TreeMap<>();

        @Override
        public FileVisitResult preVisitDirectory(Path path, BasicFileAttributes attributes) {
            if (path.equals(folder)) {
                return FileVisitResult.CONTINUE;
            }
            String name = slashes(path);
            if (isOwn(name)) {
                return FileVisitResult.SKIP_SUBTREE;
            }
            if (!ignore.excludes(name)) {
                found.put(name, path);
                return FileVisitResult.CONTINUE;
            }
            return ignore.bringsBack() ? FileVisitResult.CONTINUE : FileVisitResult.SKIP_SUBTREE;
        }

        @Override
        public FileVisitResult visitFile(Path path, BasicFileAttributes attributes) {
            String name = slashes(path);
            if (!attributes.isOther() && !isOwn(name) && !ignore.excludes(name)) {
                found.put(name, path);
            }
            return FileVisitResult.CONTINUE;
        }

        private static boolean isOwn(String name) {
            return name.equals(".cdctl") || name.endsWith("/.cdctl");
        }
    }
}

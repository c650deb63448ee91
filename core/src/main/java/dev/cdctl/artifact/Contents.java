package dev.cdctl.artifact;

import dev.cdctl.artifact.archive.ArchiveManifest;
import dev.cdctl.artifact.archive.EntryName;
import dev.cdctl.artifact.archive.EntryNames;
import dev.cdctl.model.Glob;
import dev.cdctl.model.Problem;
import dev.cdctl.model.Problems;
import dev.cdctl.script.cache.FileDigests;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * The files that an archive is going to have, found by the globs of its spec and read once for their digests. {@code
 * .git} and {@code .cdctl} are never among them, wherever they are.
 */
final class Contents {
    private static final Set<String> NEVER = Set.of(".git", ".cdctl");

    private final Path repository;
    private final Path root;
    private final ArchiveSpec spec;
    private final Problems problems;
    private final TreeMap<String, Path> found = new TreeMap<>();

    private Contents(Path repository, ArchiveSpec spec, Problems problems) throws IOException {
        this.repository = repository.toRealPath();
        this.root = this.repository.resolve(spec.root().orElse("")).normalize();
        this.spec = spec;
        this.problems = problems;
    }

    /**
     * Finds the files of an archive.
     *
     * @param problems takes everything that is wrong; the result is good only when nothing was added
     */
    static Contents find(Path repository, ArchiveSpec spec, Problems problems) throws IOException {
        Contents contents = new Contents(repository, spec, problems);
        if (contents.hasRoot()) {
            contents.walk();
            contents.checkNames();
        }
        return contents;
    }

    /** Every file, sorted by its path, with its digest. */
    List<ArchiveManifest.File> files(FileDigests digests) throws IOException {
        List<ArchiveManifest.File> files = new ArrayList<>();
        for (Map.Entry<String, Path> each : found.entrySet()) {
            Path file = each.getValue();
            files.add(new ArchiveManifest.File(each.getKey(), digests.of(file), Files.size(file), isExecutable(file)));
        }
        return files;
    }

    /** Opens one of the files. */
    InputStream open(ArchiveManifest.File file) throws IOException {
        return Files.newInputStream(Optional.ofNullable(found.get(file.path())).orElseThrow());
    }

    private boolean hasRoot() throws IOException {
        boolean inside = Files.isDirectory(root) && root.toRealPath().startsWith(repository);
        if (!inside) {
            add("CD-407", "the root of the archive '" + spec.name() + "' is no folder of the repository: " + root);
        }
        return inside;
    }

    private void walk() throws IOException {
        List<Glob> globs = new ArrayList<>();
        for (String text : spec.files()) {
            glob(text).ifPresent(globs::add);
        }
        Files.walkFileTree(root, new Walk(globs));
        for (Glob glob : globs) {
            if (found.keySet().stream().noneMatch(glob::matches)) {
                add("CD-400", "no file matches " + glob + ", which the archive '" + spec.name() + "' needs");
            }
        }
    }

    private Optional<Glob> glob(String text) {
        try {
            return Optional.of(Glob.parse(text));
        } catch (IllegalArgumentException e) {
            add("CD-426", "'" + text + "' is no pattern for files: " + e.getMessage());
            return Optional.empty();
        }
    }

    private final class Walk extends SimpleFileVisitor<Path> {
        private final List<Glob> globs;

        Walk(List<Glob> globs) {
            this.globs = globs;
        }

        @Override
        public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
            boolean enter = folder.equals(root)
                    || !isNever(folder) && globs.stream().anyMatch(glob -> glob.leadsInto(path(folder)));
            return enter ? FileVisitResult.CONTINUE : FileVisitResult.SKIP_SUBTREE;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
            String path = root.relativize(file)
                    .toString()
                    .replace(root.getFileSystem().getSeparator(), "/");
            if (!isNever(file) && globs.stream().anyMatch(glob -> glob.matches(path))) {
                take(path, file);
            }
            return FileVisitResult.CONTINUE;
        }
    }

    private String path(Path below) {
        return root.relativize(below).toString().replace(root.getFileSystem().getSeparator(), "/");
    }

    private static boolean isNever(Path path) {
        Path name = path.getFileName();
        return name != null && NEVER.contains(name.toString());
    }

    private void take(String path, Path file) throws IOException {
        Path real;
        try {
            real = file.toRealPath();
        } catch (IOException e) {
            add("CD-401", "the link " + path + " leads nowhere");
            return;
        }
        if (!real.startsWith(repository)) {
            add("CD-401", "the link " + path + " leads out of the repository, to " + real);
        } else if (Files.isSymbolicLink(file) && Files.isDirectory(real)) {
            add("CD-401", "the link " + path + " leads to a folder");
        } else if (!Files.isRegularFile(real, LinkOption.NOFOLLOW_LINKS)) {
            add("CD-406", path + " is no regular file");
        } else {
            found.put(path, real);
        }
    }

    private void checkNames() {
        EntryNames names = new EntryNames();
        for (String path : found.keySet()) {
            Optional<String> reason = path.equals(ArchiveManifest.FILE)
                    ? Optional.of("is the name of the archive's own manifest")
                    : EntryName.whyNot(path);
            if (reason.isPresent()) {
                add("CD-403", "the file name " + Packager.quoted(path) + " " + reason.get());
            } else {
                names.add(new EntryName(path))
                        .ifPresent(earlier -> add(
                                "CD-402", earlier + " and " + path + " have names that are one on Windows or macOS"));
            }
        }
    }

    private void add(String code, String what) {
        problems.add(Problem.of(code, what).at(spec.origin()).remedy(Packager.remedy(code)));
    }

    /** Where the file system knows no permissions, a script is told by its first two bytes. */
    private static boolean isExecutable(Path file) throws IOException {
        if (file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            return Files.getPosixFilePermissions(file).contains(PosixFilePermission.OWNER_EXECUTE);
        }
        try (InputStream in = Files.newInputStream(file)) {
            return in.read() == '#' && in.read() == '!';
        }
    }
}

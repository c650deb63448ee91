package dev.cdctl.script.cache;

import dev.cdctl.model.Failure;
import dev.cdctl.model.Glob;
import dev.cdctl.model.Problem;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Finds files and links by patterns. Links are not followed; {@code .git} and {@code .cdctl} are left out wherever they
 * are.
 */
final class FileTree extends SimpleFileVisitor<Path> {
    private static final Set<String> NEVER = Set.of(".git", ".cdctl");

    private final Path root;
    private final List<Glob> wanted;
    private final List<Glob> unwanted;
    private final SortedMap<String, FileStat> found = new TreeMap<>();

    private FileTree(Path root, List<Glob> wanted, List<Glob> unwanted) {
        this.root = root;
        this.wanted = wanted;
        this.unwanted = unwanted;
    }

    /**
     * Every file and link that one of the patterns wants and none of the others does not.
     *
     * @return by the path relative to {@code root}, with slashes
     * @throws Failure when a folder cannot be read (CD-330)
     */
    static SortedMap<String, FileStat> find(Path root, List<Glob> wanted, List<Glob> unwanted) {
        FileTree tree = new FileTree(root, wanted, unwanted);
        try {
            Files.walkFileTree(root, tree);
        } catch (IOException e) {
            throw unreadable(root, e);
        }
        return tree.found;
    }

    static List<Glob> globs(List<String> patterns) {
        return patterns.stream().map(Glob::parse).toList();
    }

    static Failure unreadable(Path file, IOException e) {
        return Failure.failed(Problem.of("CD-330", "a file of the stage cannot be read: " + file)
                        .because(e.getClass().getSimpleName() + ": " + e.getMessage())
                        .remedy("make it readable, or leave it out of the stage's patterns"))
                .causedBy(e);
    }

    @Override
    public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
        boolean enter =
                folder.equals(root) || !never(folder) && wanted.stream().anyMatch(glob -> glob.leadsInto(path(folder)));
        return enter ? FileVisitResult.CONTINUE : FileVisitResult.SKIP_SUBTREE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
        String path = path(file);
        if (never(file)
                || wanted.stream().noneMatch(glob -> glob.matches(path))
                || unwanted.stream().anyMatch(glob -> glob.matches(path))) {
            return FileVisitResult.CONTINUE;
        }
        FileStat stat = FileStat.of(file);
        if (stat.isRegular() || stat.isLink()) {
            found.put(path, stat);
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

    private String path(Path file) {
        return root.relativize(file).toString().replace(root.getFileSystem().getSeparator(), "/");
    }

    private static boolean never(Path file) {
        Path name = file.getFileName();
        return name != null && NEVER.contains(name.toString());
    }
}

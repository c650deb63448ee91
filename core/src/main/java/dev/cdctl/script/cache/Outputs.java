package dev.cdctl.script.cache;

import dev.cdctl.model.Digest;
import dev.cdctl.model.Glob;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;

/**
 * The files of a repository that a stage makes.
 *
 * @param root the repository, as a real path
 * @param patterns what they are called
 */
record Outputs(Path root, List<Glob> patterns, FileDigests digests) {
    /** Those that are there. */
    SortedMap<String, Item> present() throws IOException {
        SortedMap<String, Item> items = new TreeMap<>();
        for (var each : FileTree.find(root, patterns, List.of()).entrySet()) {
            items.put(each.getKey(), item(each.getKey(), each.getValue()));
        }
        return items;
    }

    /** The patterns that no file matches. */
    List<String> missing(Set<String> paths) {
        return patterns.stream()
                .filter(glob -> paths.stream().noneMatch(glob::matches))
                .map(Glob::toString)
                .toList();
    }

    private Item item(String path, FileStat stat) throws IOException {
        Path file = root.resolve(path);
        if (stat.isLink()) {
            String target = Files.readSymbolicLink(file).toString();
            return new Item(path, 0777, 0, Digest.of(target), Optional.of(target));
        }
        return new Item(path, stat.permissions(), stat.size(), digests.of(file, stat), Optional.empty());
    }

    /**
     * Makes one of them what it was, whole.
     *
     * @return false when what is kept of it is damaged or gone, or it would lie outside the repository
     */
    boolean restore(Item item, StageCache cache) throws IOException {
        Path file = root.resolve(item.path());
        if (patterns.stream().noneMatch(glob -> glob.matches(item.path())) || !makeFolders(file)) {
            return false;
        }
        Path part = file.resolveSibling("." + UUID.randomUUID() + ".tmp");
        try {
            if (item.link().isPresent()) {
                Files.createSymbolicLink(part, Path.of(item.link().get()));
            } else if (!cache.copy(item.digest(), part)) {
                return false;
            } else {
                permit(part, item.mode());
            }
            if (Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS)) {
                return false;
            }
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            return true;
        } finally {
            Files.deleteIfExists(part);
        }
    }

    /** Never through a link that leads out of the repository. */
    private boolean makeFolders(Path file) throws IOException {
        Path folder = Objects.requireNonNull(file.getParent());
        Path there = folder;
        while (!Files.exists(there, LinkOption.NOFOLLOW_LINKS)) {
            there = Objects.requireNonNull(there.getParent());
        }
        if (!Files.isDirectory(there) || !there.toRealPath().startsWith(root)) {
            return false;
        }
        Files.createDirectories(folder);
        return true;
    }

    private static void permit(Path file, int mode) throws IOException {
        if (!file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            return;
        }
        PosixFilePermission[] all = PosixFilePermission.values();
        Set<PosixFilePermission> set = EnumSet.noneOf(PosixFilePermission.class);
        for (int i = 0; i < all.length; i++) {
            if ((mode & 0400 >> i) != 0) {
                set.add(all[i]);
            }
        }
        Files.setPosixFilePermissions(file, set);
    }
}

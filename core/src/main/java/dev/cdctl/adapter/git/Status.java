package dev.cdctl.adapter.git;

import dev.cdctl.model.Digest;
import dev.cdctl.version.SourceTree.Change;
import dev.cdctl.version.SourceTree.Kind;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** Reads {@code git status} and looks at what is there now at every path that it names. */
record Status(Git git, Path root) {
    /** Fields of an ordinary and of an unmerged line of porcelain format 2 before the path, from git-status(1). */
    private static final int ORDINARY = 8;

    private static final int UNMERGED = 10;

    /** Every path that differs from the head, sorted. */
    List<Change> changes() {
        String status = git.text(
                "status", "--porcelain=v2", "-z", "--untracked-files=all", "--no-renames", "--ignore-submodules=none");
        TreeMap<String, Change> changes = new TreeMap<>();
        for (String line : status.split("\0", -1)) {
            if (!line.isEmpty() && line.charAt(0) != '#') {
                Change change = look(path(line));
                changes.put(change.path(), change);
            }
        }
        return List.copyOf(changes.values());
    }

    private static String path(String line) {
        String path = switch (line.charAt(0)) {
            case '1' -> line.split(" ", ORDINARY + 1)[ORDINARY];
            case 'u' -> line.split(" ", UNMERGED + 1)[UNMERGED];
            default -> line.substring(2);
        };
        return path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    }

    private Change look(String path) {
        try {
            Path file = root.resolve(path);
            return !Files.isSymbolicLink(file) && Files.isDirectory(file) && Files.exists(file.resolve(".git"))
                    ? new Change(path, Kind.REPOSITORY, Optional.of(repository(file)))
                    : Change.look(path, file);
        } catch (InvalidPathException e) {
            throw Change.unreadable(path, e);
        }
    }

    private Digest repository(Path folder) {
        Git inside = git.in(folder);
        if (!inside.text("rev-parse", "--show-cdup").isBlank()) {
            return Digest.of("");
        }
        GitCommand tree = new GitCommand(inside, folder);
        return Digest.of(tree.head().map(Object::toString).orElse("") + "\0" + tree.changes());
    }
}

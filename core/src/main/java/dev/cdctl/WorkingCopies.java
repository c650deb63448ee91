package dev.cdctl;

import dev.cdctl.adapter.git.GitCommand;
import dev.cdctl.adapter.svn.SvnCommand;
import dev.cdctl.version.SourceTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** Finds the working copy that a folder is in, whoever keeps it; the nearest one, when one lies in another. */
final class WorkingCopies {
    private WorkingCopies() {}

    static Optional<SourceTree> of(Path folder, Map<String, String> variables) {
        for (Path at = real(folder); at != null; at = at.getParent()) {
            if (Files.exists(at.resolve(".git"), LinkOption.NOFOLLOW_LINKS)) {
                return GitCommand.of(folder, variables);
            }
            if (Files.isDirectory(at.resolve(".svn"), LinkOption.NOFOLLOW_LINKS)) {
                return SvnCommand.of(folder, variables);
            }
        }
        return Optional.empty();
    }

    /** A link into a working copy is in it. */
    private static Path real(Path folder) {
        try {
            return folder.toRealPath();
        } catch (IOException e) {
            return folder.toAbsolutePath().normalize();
        }
    }
}

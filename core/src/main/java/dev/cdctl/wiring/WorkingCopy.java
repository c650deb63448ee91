package dev.cdctl.wiring;

import dev.cdctl.adapter.git.GitCommand;
import dev.cdctl.adapter.git.Remote;
import dev.cdctl.adapter.svn.SvnCommand;
import dev.cdctl.language.Pipeline;
import dev.cdctl.version.SourceTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** The sources that a pipeline.yaml lies in, as git or Subversion know them. */
public final class WorkingCopy {
    private WorkingCopy() {}

    /** Empty when the pipeline lies in no working copy. */
    public static Optional<SourceTree> of(Setting setting, Pipeline pipeline) {
        return of(pipeline.folder(), setting.variables());
    }

    /** The nearest working copy that the folder lies in, when one lies in another; of two at one place, git's. */
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

    /** Where it was cloned from, without a user or a password; empty when it was not, or only from a path. */
    public static Optional<String> address(Setting setting, Pipeline pipeline) {
        return Remote.url(pipeline.folder(), setting.cancel());
    }
}

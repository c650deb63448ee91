package dev.cdctl.wiring;

import dev.cdctl.adapter.git.GitCommand;
import dev.cdctl.language.Pipeline;
import dev.cdctl.version.SourceTree;
import java.util.Optional;

/** The sources that a pipeline.yaml lies in, as git knows them. */
public final class WorkingCopy {
    private WorkingCopy() {}

    /** Empty when the pipeline lies in no working copy. */
    public static Optional<SourceTree> of(Setting setting, Pipeline pipeline) {
        return GitCommand.of(pipeline.folder(), setting.variables());
    }
}

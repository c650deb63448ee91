package dev.cdctl;

import dev.cdctl.artifact.Provenance;
import dev.cdctl.artifact.ReleaseFile;
import dev.cdctl.engine.Step;
import dev.cdctl.language.Pipeline;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;

/** A stage whose good end is noted in the release file, so that it travels with the release. */
final class NotedStage implements Step {
    private final Step stage;
    private final Provenance from;
    private final Pipeline pipeline;

    NotedStage(Step stage, Provenance from, Pipeline pipeline) {
        this.stage = stage;
        this.from = from;
        this.pipeline = pipeline;
    }

    @Override
    public String name() {
        return stage.name();
    }

    @Override
    public String describe() {
        return stage.describe();
    }

    @Override
    public String run(Consumer<String> progress) {
        String detail = stage.run(progress);
        Optional<ReleaseFile> known = ReleaseFile.find(pipeline.folder()).filter(file -> file.isOf(from));
        known.orElseGet(() -> ReleaseFile.begin(from))
                .ended(new ReleaseFile.StageEnd(stage.name(), Instant.now(), 0))
                .write(pipeline.folder());
        return detail;
    }
}

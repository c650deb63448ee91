package dev.cdctl;

import dev.cdctl.artifact.Provenance;
import dev.cdctl.artifact.ReleaseFile;
import dev.cdctl.engine.Event;
import dev.cdctl.engine.Step;
import dev.cdctl.language.Pipeline;
import dev.cdctl.model.Digest;
import dev.cdctl.model.Failure;
import dev.cdctl.model.Problem;
import dev.cdctl.script.ScriptVariables;
import dev.cdctl.script.StageScript;
import dev.cdctl.script.StageSpec;
import dev.cdctl.script.cache.FileDigests;
import dev.cdctl.script.cache.Place;
import dev.cdctl.script.cache.StageCache;
import dev.cdctl.script.graph.Graph;
import dev.cdctl.script.graph.Repetition;
import dev.cdctl.script.graph.StageGroup;
import dev.cdctl.script.graph.StageOptions;
import dev.cdctl.script.graph.StageResult;
import dev.cdctl.script.graph.StageTerms;
import dev.cdctl.secret.SecretReader;
import dev.cdctl.version.form.Form;
import dev.cdctl.wiring.LocalSecrets;
import dev.cdctl.wiring.Setting;
import dev.cdctl.wiring.folder.Runs;
import dev.cdctl.wiring.stage.Containers;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

/** The stages of one plan that are scripts: how they are started, and where their good ends are noted. */
final class Scripts {
    private final Setting setting;
    private final Pipeline pipeline;
    private final Provenance from;
    private final Supplier<Map<String, Digest>> foreseen;
    private final List<StageResult> results = new CopyOnWriteArrayList<>();

    /**
     * The scripts of a release.
     *
     * @param foreseen files that a stamp is going to change before they run
     */
    Scripts(Setting setting, Pipeline pipeline, Provenance from, Supplier<Map<String, Digest>> foreseen) {
        this.setting = setting;
        this.pipeline = pipeline;
        this.from = from;
        this.foreseen = foreseen;
    }

    /** Stages that follow each other, as one step. */
    Step group(Graph graph, List<String> names, StageOptions options) {
        return new StageGroup(graph.only(names), this::script, terms(options));
    }

    /** One stage so many times. */
    Repetition repetition(String name, int times, boolean untilFailure) {
        return new Repetition(script(name), terms(StageOptions.usual()), times, untilFailure);
    }

    private StageTerms terms(StageOptions options) {
        return new StageTerms(place(), setting.variables(), options, setting.listener(), this::ended, setting.cancel());
    }

    /** How those ended that have ended; filled while they run. */
    List<StageResult> results() {
        return results;
    }

    private StageScript script(String name) {
        StageSpec spec = pipeline.stages().stream()
                .filter(stage -> stage.name().text().equals(name))
                .findFirst()
                .orElseThrow();
        SecretReader secrets = LocalSecrets.of(setting, pipeline);
        StageScript.Run run =
                new StageScript.Run(pipeline.folder(), Runs.folder(pipeline), variables(pipeline, from), secrets);
        return new StageScript(
                spec, run, launcher(spec), line -> setting.listener().on(new Event.Output(name, line)));
    }

    /** A script is a process of this machine, unless its stage names an image. */
    private StageScript.Launcher launcher(StageSpec spec) {
        return spec.image()
                .map(image -> Containers.launcher(setting, pipeline, spec, image))
                .orElse((script, log, lines, cancel) ->
                        LocalSecrets.runner(setting, pipeline, cancel).run(script, log, lines));
    }

    /** What every script of a release gets. */
    static ScriptVariables variables(Pipeline pipeline, Provenance from) {
        ScriptVariables known = ScriptVariables.of(pipeline.service(), Runs.id(), pipeline.folder())
                .version(from.version())
                .plus(Form.variables(from.version()));
        return from.commit().map(known::commit).orElse(known);
    }

    private Place place() {
        try {
            Path root = pipeline.folder().toRealPath();
            return new Place(root, FileDigests.below(root), StageCache.of(setting.variables()), foreseen);
        } catch (IOException e) {
            throw Failure.failed(Problem.of("CD-330", "the folder " + pipeline.folder() + " cannot be read")
                            .because(String.valueOf(e.getMessage())))
                    .causedBy(e);
        }
    }

    /** Several may end at once, and all of them are noted in one file, so that they travel with the release. */
    private synchronized void ended(StageResult result) {
        results.add(result);
        if (!result.isGood()) {
            return;
        }
        Optional<ReleaseFile> known = ReleaseFile.find(pipeline.folder()).filter(file -> file.isOf(from));
        boolean noted = known.stream()
                .flatMap(file -> file.passed().stream())
                .anyMatch(stage -> stage.name().equals(result.name()) && stage.exit() == 0);
        if (noted && result.end() == StageResult.End.UNCHANGED) {
            return;
        }
        known.orElseGet(() -> ReleaseFile.begin(from))
                .ended(new ReleaseFile.StageEnd(result.name(), Instant.now(), 0))
                .write(pipeline.folder());
    }
}

package dev.cdctl;

import dev.cdctl.artifact.Provenance;
import dev.cdctl.artifact.ReleaseFile;
import dev.cdctl.engine.Event;
import dev.cdctl.language.Pipeline;
import dev.cdctl.model.Digest;
import dev.cdctl.model.Failure;
import dev.cdctl.model.Problem;
import dev.cdctl.model.Problems;
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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
    StageGroup group(Graph graph, List<String> names, StageOptions options) {
        return new StageGroup(graph.only(names), this::script, terms(options));
    }

    /** One stage so many times. */
    Repetition repetition(String name, int times, boolean untilFailure) {
        return new Repetition(script(name), terms(StageOptions.usual()), times, untilFailure);
    }

    /**
     * Makes sure that what a part of the stages needs of the others is there: their outputs, and where everything is
     * committed, that they passed for this commit.
     *
     * @throws Failure naming each stage that has to run first (CD-331)
     */
    void requireNeeds(Graph graph, List<String> part) {
        Map<String, String> needed = graph.outside(part);
        Map<String, String> lacking = new LinkedHashMap<>(
                group(graph, List.copyOf(needed.keySet()), StageOptions.usual()).lacking());
        if (!from.dirty() && from.commit().isPresent()) {
            needed.keySet().stream()
                    .filter(name -> !passed(name))
                    .forEach(name -> lacking.putIfAbsent(
                            name, "it has not passed for " + from.version() + ", as far as .cdctl/release.json says"));
        }
        Problems problems = new Problems();
        lacking.forEach((name, why) -> problems.add(
                Problem.of("CD-331", "the stage " + needed.get(name) + " needs " + name + ", which this run leaves out")
                        .at(spec(name).origin())
                        .because(why)
                        .remedy("begin there: --from " + name + "; what nothing has changed for is skipped")));
        problems.throwIfAny(Failure.Kind.FAILED);
    }

    private StageTerms terms(StageOptions options) {
        return new StageTerms(place(), setting.variables(), options, setting.listener(), this::ended, setting.cancel());
    }

    /** How those ended that have ended; filled while they run. */
    List<StageResult> results() {
        return results;
    }

    private StageScript script(String name) {
        StageSpec spec = spec(name);
        SecretReader secrets = LocalSecrets.of(setting, pipeline);
        StageScript.Run run =
                new StageScript.Run(pipeline.folder(), Runs.folder(pipeline), variables(pipeline, from), secrets);
        return new StageScript(
                spec, run, launcher(spec), line -> setting.listener().on(new Event.Output(name, line)));
    }

    private StageSpec spec(String name) {
        return pipeline.stages().stream()
                .filter(stage -> stage.name().text().equals(name))
                .findFirst()
                .orElseThrow();
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
        if (result.end() != StageResult.End.UNCHANGED || !passed(result.name())) {
            ReleaseFile.update(
                    pipeline.folder(),
                    now -> now.filter(file -> file.isOf(from))
                            .orElseGet(() -> ReleaseFile.begin(from))
                            .ended(new ReleaseFile.StageEnd(result.name(), Instant.now(), 0)));
        }
    }

    private boolean passed(String name) {
        return ReleaseFile.find(pipeline.folder()).filter(file -> file.isOf(from)).stream()
                .flatMap(file -> file.passed().stream())
                .anyMatch(stage -> stage.name().equals(name) && stage.exit() == 0);
    }
}

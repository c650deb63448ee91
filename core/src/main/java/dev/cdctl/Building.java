package dev.cdctl;

import dev.cdctl.artifact.PackageStep;
import dev.cdctl.artifact.Provenance;
import dev.cdctl.artifact.PushStep;
import dev.cdctl.artifact.ReleaseManifest;
import dev.cdctl.artifact.Repository;
import dev.cdctl.engine.Event;
import dev.cdctl.engine.Plan;
import dev.cdctl.engine.Step;
import dev.cdctl.language.Pipeline;
import dev.cdctl.model.Failure;
import dev.cdctl.model.IsoTime;
import dev.cdctl.model.Problem;
import dev.cdctl.pipeline.Nearest;
import dev.cdctl.script.ScriptRunner;
import dev.cdctl.script.ScriptVariables;
import dev.cdctl.script.StageSpec;
import dev.cdctl.script.StageStep;
import dev.cdctl.version.SourceTree;
import dev.cdctl.version.form.Form;
import dev.cdctl.version.source.ResolvedVersion;
import dev.cdctl.version.source.VersionResolver;
import dev.cdctl.version.stamp.RestoreStep;
import dev.cdctl.version.stamp.StampStep;
import dev.cdctl.version.stamp.Stamper;
import dev.cdctl.wiring.Callers;
import dev.cdctl.wiring.Runs;
import dev.cdctl.wiring.Setting;
import dev.cdctl.wiring.WorkingCopy;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** From the working copy to a pushed release: the version, the stamp, the scripts, the archives. */
public final class Building {
    /** The time of files in archives when there is no commit to take it from. */
    private static final Instant NO_COMMIT = IsoTime.parse("2000-01-01T00:00:00Z");

    private static final String STAMP = "version-stamp";
    private static final String PACKAGE = "package";
    private static final String PUSH = "push";

    private final Setting setting;
    private final Pipeline pipeline;
    private final Repository repository;
    private final Optional<SourceTree> tree;
    private Optional<ResolvedVersion> version = Optional.empty();

    Building(Setting setting, Pipeline pipeline, Repository repository) {
        this.setting = setting;
        this.pipeline = pipeline;
        this.repository = repository;
        this.tree = WorkingCopy.of(setting, pipeline);
    }

    /** The version of what is in the working copy now; found once. */
    public ResolvedVersion version() {
        ResolvedVersion found =
                version.orElseGet(() -> new VersionResolver(pipeline.folder(), tree, setting.variables())
                        .resolve(pipeline.version().from()));
        version = Optional.of(found);
        return found;
    }

    /**
     * The release that was pushed of this commit, when it was; what is not committed could give another one.
     *
     * @throws Failure unreachable, when the repository is
     */
    public Optional<ReleaseManifest> pushed() {
        ResolvedVersion now = version();
        return now.dirty()
                ? Optional.empty()
                : repository
                        .find(pipeline.service(), now.version())
                        .filter(manifest -> manifest.release().commit().equals(now.commit()));
    }

    /** The names of everything that can be run here, in order: the stamp, the scripts, package and push. */
    public List<String> stages() {
        Stream<String> stamp = pipeline.version().stamps().isEmpty() ? Stream.of() : Stream.of(STAMP);
        Stream<String> scripts =
                pipeline.stages().stream().map(stage -> stage.name().text());
        Stream<String> artifacts = pipeline.archives().isEmpty() ? Stream.of() : Stream.of(PACKAGE, PUSH);
        return Stream.of(stamp, scripts, artifacts).flatMap(names -> names).toList();
    }

    /**
     * The plan of these stages; sources that are stamped for others are put back after the package, else at the end.
     *
     * @throws Failure usage, when there is no such stage
     */
    public Plan plan(List<String> names) {
        List<Step> steps = new ArrayList<>();
        String last = names.contains(PACKAGE) ? PACKAGE : names.get(names.size() - 1);
        for (String name : names) {
            steps.add(step(name));
            if (name.equals(last) && !name.equals(STAMP) && names.contains(STAMP)) {
                steps.add(new RestoreStep(stamper()));
            }
        }
        return new Plan("build: " + pipeline.service() + " " + version().version(), steps);
    }

    /**
     * Puts the sources back as they were before the stamp.
     *
     * @throws Failure refused, when somebody changed a stamped file; the others are put back then
     */
    public List<String> restore() {
        return stamper().restore().orRefuse();
    }

    /**
     * Makes sure that the version is in every source, and writes nothing.
     *
     * @return how many files were looked at
     * @throws Failure with every place that says another version
     */
    public int checkStamp() {
        return stamper().check(version().version(), pipeline.version().stamps());
    }

    private Step step(String name) {
        return switch (name) {
            case STAMP ->
                new StampStep(stamper(), version().version(), pipeline.version().stamps());
            case PACKAGE ->
                new PackageStep(
                        pipeline.folder(),
                        provenance(),
                        pipeline.archives(),
                        pipeline.version().stamps());
            case PUSH ->
                new PushStep(pipeline.folder(), pipeline.service(), version().version(), repository, Clock.systemUTC());
            default -> stage(name);
        };
    }

    private Step stage(String name) {
        StageSpec spec = pipeline.stages().stream()
                .filter(stage -> stage.name().text().equals(name))
                .findFirst()
                .orElseThrow(() -> noSuchStage(name));
        StageStep.Run run = new StageStep.Run(pipeline.folder(), Runs.folder(pipeline), variables());
        StageStep step = new StageStep(
                spec,
                run,
                new ScriptRunner(setting.secrets().mask(), setting.cancel()),
                line -> setting.listener().on(new Event.Output(name, line)));
        return new NotedStage(step, provenance(), pipeline);
    }

    private ScriptVariables variables() {
        ScriptVariables known = ScriptVariables.of(pipeline.service(), Runs.id(), pipeline.folder())
                .version(version().version())
                .plus(Form.variables(version().version()));
        return version().commit().map(known::commit).orElse(known);
    }

    private Provenance provenance() {
        ResolvedVersion found = version();
        return new Provenance(
                pipeline.service(),
                found.version(),
                found.commit(),
                found.dirty(),
                found.commitTime().orElse(NO_COMMIT),
                Callers.of(setting.variables()).job().orElse(Runs.id()));
    }

    private Stamper stamper() {
        return new Stamper(pipeline.folder(), tree);
    }

    private Failure noSuchStage(String name) {
        List<String> known = stages();
        return Failure.of(
                Failure.Kind.USAGE,
                Problem.of("CD-820", "there is no stage '" + name + "'")
                        .because("the stages are " + String.join(", ", known))
                        .remedy(Nearest.question(name, known)));
    }

    /** The working copy, when the pipeline lives in one. */
    public Optional<SourceTree> tree() {
        return tree;
    }
}

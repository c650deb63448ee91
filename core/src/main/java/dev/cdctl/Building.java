package dev.cdctl;

import dev.cdctl.artifact.PackageStep;
import dev.cdctl.artifact.Provenance;
import dev.cdctl.artifact.PushStep;
import dev.cdctl.artifact.ReleaseManifest;
import dev.cdctl.artifact.Repository;
import dev.cdctl.engine.Plan;
import dev.cdctl.engine.Step;
import dev.cdctl.language.Pipeline;
import dev.cdctl.model.Digest;
import dev.cdctl.model.Failure;
import dev.cdctl.model.IsoTime;
import dev.cdctl.model.Problem;
import dev.cdctl.pipeline.Nearest;
import dev.cdctl.script.graph.Graph;
import dev.cdctl.script.graph.Repetition;
import dev.cdctl.script.graph.StageOptions;
import dev.cdctl.script.graph.StageResult;
import dev.cdctl.version.SourceTree;
import dev.cdctl.version.source.ResolvedVersion;
import dev.cdctl.version.source.VersionResolver;
import dev.cdctl.version.stamp.RestoreStep;
import dev.cdctl.version.stamp.StampStep;
import dev.cdctl.version.stamp.Stamper;
import dev.cdctl.wiring.Callers;
import dev.cdctl.wiring.Imaging;
import dev.cdctl.wiring.Setting;
import dev.cdctl.wiring.WorkingCopy;
import dev.cdctl.wiring.folder.Runs;
import dev.cdctl.wiring.kept.Shells;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** From the working copy to a pushed release: the version, the stamp, the scripts, the archives. */
public final class Building {
    /** The time of files in archives when there is no commit to take it from. */
    static final Instant NO_COMMIT = IsoTime.parse("2000-01-01T00:00:00Z");

    private static final String STAMP = "version-stamp";
    private static final String PACKAGE = "package";
    private static final String PUSH = "push";

    /** What is no script. */
    private static final Set<String> OWN = Set.of(STAMP, PACKAGE, PUSH);

    private final Setting setting;
    private final Pipeline pipeline;
    private final Repository repository;
    private final Optional<SourceTree> tree;
    private final AttestedRelease attestation;
    private final Shells shells = new Shells();
    private Optional<ResolvedVersion> version = Optional.empty();
    private Optional<Map<String, Digest>> foreseen = Optional.empty();
    private List<StageResult> results = List.of();
    private boolean moveTags;

    Building(Setting setting, Pipeline pipeline, Repository repository, AttestedRelease attestation) {
        this.attestation = attestation;
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

    /** From now on a push moves tags of images that point elsewhere. */
    public Building movingTags() {
        moveTags = true;
        return this;
    }

    /** The names of everything that can be run here, in order: the stamp, the scripts, package and push. */
    public List<String> stages() {
        Stream<String> stamp = pipeline.version().stamps().isEmpty() ? Stream.of() : Stream.of(STAMP);
        Stream<String> scripts = graph().order().stream();
        boolean none = pipeline.archives().isEmpty() && pipeline.images().isEmpty();
        Stream<String> artifacts = none ? Stream.of() : Stream.of(PACKAGE, PUSH);
        return Stream.of(stamp, scripts, artifacts).flatMap(names -> names).toList();
    }

    /**
     * The plan of these stages; sources that are stamped for others are put back after the package, else at the end.
     *
     * @throws Failure usage, when there is no such stage
     */
    public Plan plan(List<String> names) {
        return plan(names, StageOptions.usual());
    }

    /** The same, with the stages run like this. */
    public Plan plan(List<String> names, StageOptions options) {
        names.forEach(this::requireStage);
        boolean stamped = names.contains(STAMP);
        Scripts scripts = new Scripts(setting, pipeline, provenance(), stamped ? this::foreseen : Map::of);
        List<Step> steps = new ArrayList<>();
        String last = names.contains(PACKAGE) ? PACKAGE : names.get(names.size() - 1);
        for (List<String> part : parts(names)) {
            steps.addAll(
                    OWN.contains(part.get(0)) ? steps(part.get(0)) : List.of(scripts.group(graph(), part, options)));
            if (part.contains(last) && !last.equals(STAMP) && stamped) {
                steps.add(new RestoreStep(stamper()));
            }
        }
        results = scripts.results();
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

    /**
     * One stage so many times, whatever changed.
     *
     * @throws Failure usage, when it is no script
     */
    public Repetition repetition(String name, int times, boolean untilFailure) {
        if (!graph().needs().containsKey(name)) {
            throw noSuchStage(name, List.copyOf(graph().needs().keySet()));
        }
        return new Scripts(setting, pipeline, provenance(), Map::of).repetition(name, times, untilFailure);
    }

    /** How the stages of the last plan ended so far. */
    public List<StageResult> results() {
        return List.copyOf(results);
    }

    /** These stages and all that they need. */
    public List<String> withNeeds(List<String> names) {
        names.forEach(this::requireStage);
        List<String> needed = graph().withNeeds(names);
        return stages().stream()
                .filter(name -> names.contains(name) || needed.contains(name))
                .toList();
    }

    /**
     * Makes sure that what this part of the way needs of the stages that it leaves out is there.
     *
     * @throws Failure naming each stage that has to run first
     */
    public void requireNeeds(List<String> part) {
        new Scripts(setting, pipeline, provenance(), Map::of).requireNeeds(graph(), part);
    }

    /** Scripts that follow each other are one part: those that do not need each other run side by side. */
    private static List<List<String>> parts(List<String> names) {
        List<List<String>> parts = new ArrayList<>();
        for (String name : names) {
            boolean joins = !OWN.contains(name)
                    && !parts.isEmpty()
                    && !OWN.contains(parts.get(parts.size() - 1).get(0));
            if (joins) {
                parts.get(parts.size() - 1).add(name);
            } else {
                parts.add(new ArrayList<>(List.of(name)));
            }
        }
        return parts;
    }

    private Graph graph() {
        return Graph.of(pipeline.stages());
    }

    /** The files that are going to be stamped, as they are going to be; found once. */
    private Map<String, Digest> foreseen() {
        Map<String, Digest> found = foreseen.orElseGet(
                () -> stamper().foresee(version().version(), pipeline.version().stamps()));
        foreseen = Optional.of(found);
        return found;
    }

    private List<Step> steps(String name) {
        return switch (name) {
            case STAMP ->
                List.of(new StampStep(
                        stamper(), version().version(), pipeline.version().stamps()));
            case PACKAGE -> {
                List<Step> steps = new ArrayList<>(imaging().packaging());
                steps.add(new PackageStep(
                        pipeline.folder(),
                        provenance(),
                        pipeline.archives(),
                        pipeline.version().stamps(),
                        imaging().images()));
                yield steps;
            }
            case PUSH -> {
                List<Step> steps = new ArrayList<>(imaging().pushing(attestation.key()));
                steps.add(new PushStep(
                        pipeline.folder(), pipeline.service(), version().version(), repository, Clock.systemUTC()));
                steps.add(attestation.step(version()));
                yield steps;
            }
            default -> throw noSuchStage(name, stages());
        };
    }

    private Imaging imaging() {
        return new Imaging(
                setting, pipeline, provenance(), Scripts.variables(pipeline, provenance()), shells, moveTags);
    }

    private void requireStage(String name) {
        if (!stages().contains(name)) {
            throw noSuchStage(name, stages());
        }
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

    private static Failure noSuchStage(String name, List<String> known) {
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

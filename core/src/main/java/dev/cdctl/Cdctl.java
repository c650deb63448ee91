package dev.cdctl;

import dev.cdctl.artifact.ReleaseFile;
import dev.cdctl.artifact.ReleaseManifest;
import dev.cdctl.artifact.Repository;
import dev.cdctl.deploy.Configurations;
import dev.cdctl.deploy.machine.Machines;
import dev.cdctl.deploy.spec.EnvironmentSpec;
import dev.cdctl.engine.FaultPoints;
import dev.cdctl.engine.Plan;
import dev.cdctl.engine.Runner;
import dev.cdctl.host.Host;
import dev.cdctl.host.HostShell;
import dev.cdctl.host.StateHost;
import dev.cdctl.json.Json;
import dev.cdctl.language.Pipeline;
import dev.cdctl.language.PipelineFile;
import dev.cdctl.model.Digest;
import dev.cdctl.model.Failure;
import dev.cdctl.model.Name;
import dev.cdctl.model.Problem;
import dev.cdctl.model.Version;
import dev.cdctl.operate.Means;
import dev.cdctl.pipeline.Nearest;
import dev.cdctl.state.PassingJournal;
import dev.cdctl.sync.Follower;
import dev.cdctl.wiring.Callers;
import dev.cdctl.wiring.Setting;
import dev.cdctl.wiring.Wiring;
import dev.cdctl.wiring.folder.OwnFolder;
import dev.cdctl.wiring.folder.Runs;
import dev.cdctl.wiring.kept.Kept;
import dev.cdctl.wiring.kept.StateFolder;
import dev.cdctl.wiring.stored.StoredPipeline;
import dev.cdctl.wiring.sync.Following;
import java.util.List;
import java.util.Optional;

/** cdctl as a library: one pipeline, and what can be done with it. */
public final class Cdctl {
    private final Setting setting;
    private final Pipeline pipeline;
    private final Wiring wiring;

    private Cdctl(Setting setting, Pipeline pipeline) {
        this.setting = setting;
        this.pipeline = pipeline;
        this.wiring = new Wiring(setting, pipeline);
    }

    /**
     * Reads the pipeline.
     *
     * @throws Failure invalid, with all its problems; of another kind, when a store should have it and has not
     */
    public static Cdctl open(Setting setting) {
        Cdctl cdctl = new Cdctl(setting, pipeline(setting));
        cdctl.wiring.learnSecrets();
        return cdctl;
    }

    private static Pipeline pipeline(Setting setting) {
        return setting.store().isPresent()
                ? StoredPipeline.read(setting, setting.store().get())
                : PipelineFile.read(setting.file(), setting.variables(), setting.reserved());
    }

    /** The pipeline. */
    public Pipeline pipeline() {
        return pipeline;
    }

    /** What of the working copy does not fit where an environment keeps its state; nobody is asked. */
    public List<Problem> oversized() {
        return pipeline.environments().stream()
                .flatMap(spec ->
                        Configurations.oversize(pipeline.folder(), spec.run().config(), Kept.room(spec.state()))
                                .map(problem -> problem.at(spec.origin()))
                                .stream())
                .toList();
    }

    /** From the working copy to a pushed release. */
    public Building building() {
        return new Building(setting, pipeline, repository(), attested());
    }

    /** What others can check of a release. */
    public AttestedRelease attested() {
        return new AttestedRelease(setting, pipeline, repository());
    }

    /** What all followers of a process share that moves the router of that name. */
    public static Following following(Setting setting, Name router) {
        return new Following(
                router, setting.variables(), Callers.of(setting.variables()).host(), setting.listener());
    }

    /** The followers of every environment that has a router of that name. */
    public List<Follower> followers(Name router, Following following) {
        return pipeline.environments().stream()
                .flatMap(spec -> wiring.follower(spec, router, following).stream())
                .toList();
    }

    /** Where releases are pushed to. */
    public Repository repository() {
        EnvironmentSpec first = pipeline.environments().get(0);
        return wiring.repository(StateFolder.of(first.state(), pipeline.folder(), setting.variables()));
    }

    /**
     * The environment of that name; the first one when none is named.
     *
     * @throws Failure usage, with the nearest name
     */
    public EnvironmentSpec environment(Optional<Name> name) {
        if (name.isEmpty()) {
            return pipeline.environments().get(0);
        }
        return pipeline.environments().stream()
                .filter(spec -> spec.name().equals(name.get()))
                .findFirst()
                .orElseThrow(() -> noSuchEnvironment(name.get()));
    }

    /** What operations on that environment work with. */
    public Means means(EnvironmentSpec environment) {
        return wiring.means(environment);
    }

    /** The same for commands that only look: nothing is written, not even a port that is chosen. */
    public Means look(EnvironmentSpec environment) {
        return wiring.look(environment);
    }

    /** What has to be done once for the routers of that environment that are not cdctl's own; none when there are none. */
    public List<String> routerSetup(EnvironmentSpec environment) {
        return wiring.setup(environment);
    }

    /** Makes the folders and first files of an environment's nginx routers, on their own computers. */
    public void prepareRouters(EnvironmentSpec environment) {
        wiring.prepare(environment);
    }

    /**
     * The release to be deployed: the pushed one of that version or digest, or the one that was packaged here.
     *
     * @throws Failure refused, when it was never pushed
     */
    public ReleaseManifest release(Optional<String> named) {
        if (named.isPresent()) {
            return pushed(named.get());
        }
        ReleaseManifest manifest = ReleaseFile.read(pipeline.folder()).manifest();
        return repository()
                .find(pipeline.service(), manifest.release().digest())
                .orElseThrow(() -> Failure.refused(
                        Problem.of("CD-593", "release " + manifest.release().brief() + " was packaged but not pushed")
                                .remedy("run `cdctl push` first")));
    }

    /**
     * The hosts of these names, in an environment that runs on hosts; all of them when none is named.
     *
     * @throws Failure usage, when there is no such host, or none at all
     */
    public List<Host> hosts(EnvironmentSpec environment, List<String> names) {
        List<Host> hosts = environment.places();
        if (hosts.isEmpty()) {
            throw noSuchHost(environment.name() + " has no hosts", "it runs in processes of this computer", "");
        }
        List<String> known = hosts.stream().map(Host::id).toList();
        names.stream().filter(name -> !known.contains(name)).findFirst().ifPresent(name -> {
            throw noSuchHost(
                    environment.name() + " has no host '" + name + "'",
                    "its hosts are " + String.join(", ", known),
                    Nearest.question(name, known));
        });
        return hosts.stream()
                .filter(host -> names.isEmpty() || names.contains(host.id()))
                .toList();
    }

    private static Failure noSuchHost(String what, String why, String remedy) {
        return Failure.of(
                Failure.Kind.USAGE, Problem.of("CD-695", what).because(why).remedy(remedy));
    }

    /** The machines of that environment; its state is not asked. */
    public Machines machines(EnvironmentSpec environment) {
        return wiring.machines(environment);
    }

    /** Installs what hosts of that environment need. */
    public HostSetup hostSetup(EnvironmentSpec environment) {
        return new HostSetup(this, environment);
    }

    /**
     * The shell of a host.
     *
     * @throws Failure refused, when it is one that has no shell: {@code tcp://}
     */
    public HostShell shell(Host host) {
        return wiring.shell(host);
    }

    /** The computer that keeps the state of that environment; none when this one does. */
    public Optional<StateHost> stateHost(EnvironmentSpec environment) {
        return wiring.stateHost(environment);
    }

    /** Ends the connections with other computers. */
    public void disconnect() {
        wiring.disconnect();
    }

    /** Runs a plan that leaves nothing half-decided when it is killed. */
    public void run(Plan plan) {
        OwnFolder.in(pipeline.folder());
        Runner.Operation operation =
                new Runner.Operation(Runs.id(), 0, Json.object().build());
        Runner.Terms terms = new Runner.Terms(
                new PassingJournal(), setting.listener(), setting.cancel(), FaultPoints.from(setting.variables()));
        new Runner(operation, terms).run(plan);
    }

    private ReleaseManifest pushed(String named) {
        Repository repository = repository();
        Optional<ReleaseManifest> byVersion =
                Version.isValid(named) ? repository.find(pipeline.service(), new Version(named)) : Optional.empty();
        return byVersion.or(() -> byDigest(repository, named)).orElseThrow(() -> unknown(repository, named));
    }

    private Optional<ReleaseManifest> byDigest(Repository repository, String start) {
        String digits = start.replace("sha256:", "");
        if (!digits.matches("[0-9a-f]{8,64}")) {
            return Optional.empty();
        }
        if (digits.length() == 64) {
            return repository.find(pipeline.service(), Digest.parse("sha256:" + digits));
        }
        return repository.versions(pipeline.service()).stream()
                .flatMap(version -> repository.find(pipeline.service(), version).stream())
                .filter(manifest -> manifest.release().digest().hex().startsWith(digits))
                .findFirst();
    }

    private Failure unknown(Repository repository, String named) {
        List<String> versions = repository.versions(pipeline.service()).stream()
                .map(Version::text)
                .toList();
        List<String> latest = versions.subList(Math.max(0, versions.size() - 10), versions.size());
        return Failure.refused(Problem.of(
                        "CD-594", "release '" + named + "' was never pushed to " + repository.describe())
                .because(
                        latest.isEmpty()
                                ? "nothing was pushed there yet"
                                : "the latest are " + String.join(", ", latest))
                .remedy((Nearest.question(named, versions) + " build and push it with `cdctl run --to push`").strip()));
    }

    private Failure noSuchEnvironment(Name name) {
        List<String> known =
                pipeline.environments().stream().map(spec -> spec.name().text()).toList();
        return Failure.of(
                Failure.Kind.USAGE,
                Problem.of("CD-821", "there is no environment '" + name + "'")
                        .because("pipeline.yaml has " + String.join(", ", known))
                        .remedy(Nearest.question(name.text(), known)));
    }
}

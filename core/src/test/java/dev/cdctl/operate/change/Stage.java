package dev.cdctl.operate.change;

import dev.cdctl.artifact.ReleaseManifest;
import dev.cdctl.artifact.Repository;
import dev.cdctl.deploy.Addresses;
import dev.cdctl.deploy.Adoptions;
import dev.cdctl.deploy.Configurations;
import dev.cdctl.deploy.Decisions;
import dev.cdctl.deploy.Entrance;
import dev.cdctl.deploy.Environment;
import dev.cdctl.deploy.JobLedger;
import dev.cdctl.deploy.Roster;
import dev.cdctl.deploy.Secrets;
import dev.cdctl.deploy.ServingMachine;
import dev.cdctl.deploy.machine.Machines;
import dev.cdctl.deploy.machine.Software;
import dev.cdctl.deploy.register.Registrations;
import dev.cdctl.deploy.spec.BatchSpec;
import dev.cdctl.deploy.spec.ContainerSpec;
import dev.cdctl.deploy.spec.EnvironmentSpec;
import dev.cdctl.deploy.spec.HealthSpec;
import dev.cdctl.deploy.spec.RoleSpec;
import dev.cdctl.deploy.spec.RunSpec;
import dev.cdctl.deploy.spec.UseSpec;
import dev.cdctl.deploy.steps.Tools;
import dev.cdctl.engine.Cancel;
import dev.cdctl.engine.Event;
import dev.cdctl.engine.FaultPoints;
import dev.cdctl.history.Caller;
import dev.cdctl.history.Deployment;
import dev.cdctl.history.Freeze;
import dev.cdctl.history.History;
import dev.cdctl.history.Listing;
import dev.cdctl.history.PipelineText;
import dev.cdctl.history.Published;
import dev.cdctl.history.Stopped;
import dev.cdctl.host.Host;
import dev.cdctl.json.Json;
import dev.cdctl.model.Colour;
import dev.cdctl.model.Digest;
import dev.cdctl.model.Name;
import dev.cdctl.model.Origin;
import dev.cdctl.model.Version;
import dev.cdctl.model.mask.KnownSecrets;
import dev.cdctl.operate.Ancestry;
import dev.cdctl.operate.Exclusive;
import dev.cdctl.operate.Manifests;
import dev.cdctl.operate.Means;
import dev.cdctl.secret.EnvValue;
import dev.cdctl.secret.SecretReader;
import dev.cdctl.servers.Ports;
import dev.cdctl.state.MemoryJournal;
import dev.cdctl.state.MemoryLocks;
import dev.cdctl.state.MemoryStore;
import dev.cdctl.state.Owner;
import dev.cdctl.traffic.Decision;
import dev.cdctl.traffic.FakeRouter;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One environment on fakes, and what tests do with it. What survives a kill is in the fields that are not the means. */
public final class Stage implements AutoCloseable {
    static final Name SERVICE = new Name("books");
    static final Name PRODUCTION = new Name("production");

    final ServingMachine machine = new ServingMachine();
    final FakeRouter router = new FakeRouter();
    final MemoryStore store = new MemoryStore();
    final MemoryLocks locks = new MemoryLocks(store);
    final MemoryJournal journal = new MemoryJournal();
    final Shelf repository = new Shelf();
    public final List<Event> events = new ArrayList<>();
    final Map<String, String> verifying = new HashMap<>();
    List<RoleSpec> roles = List.of(web());
    List<Host> hosts = List.of();
    Function<ReleaseManifest.Image, Software> images = image -> {
        throw new IllegalStateException("no image is expected here");
    };
    Map<String, String> variables = new HashMap<>();
    Map<String, EnvValue> env = Map.of();
    Optional<ContainerSpec> container = Optional.empty();
    Duration watch = Duration.ofMillis(200);
    FaultPoints faults = FaultPoints.none();
    Cancel cancel = new Cancel();
    Consumer<Map<String, String>> verify = verifying::putAll;
    boolean verifies;
    boolean approval;
    List<String> signedBy = List.of();
    Optional<Name> after = Optional.empty();
    Ancestry ancestry = (release, other) -> Ancestry.Relation.NEWER;
    public Optional<Machines> machines = Optional.empty();
    Optional<Registrations> registered = Optional.empty();
    Optional<BatchSpec> batches = Optional.empty();
    Optional<String> url = Optional.empty();
    List<UseSpec> uses = List.of();
    String description = "Lends books";
    Optional<Duration> keepWarm = Optional.empty();
    List<String> config = List.of();
    Path project;
    final Adoptions adoptions = new Adoptions(store, SERVICE + "/" + PRODUCTION + "/adopted", SERVICE, PRODUCTION);
    List<FakeRouter> routers = new ArrayList<>(List.of(router));
    private final Path folder;
    Path configs;
    private @Nullable Ports ports;

    public Stage(Path folder) {
        this.folder = folder;
        this.configs = folder.resolve("configs");
        this.project = folder;
    }

    static RoleSpec web() {
        return role("web", RoleSpec.Kind.WEB, RoleSpec.Handover.STOP_FIRST);
    }

    static RoleSpec role(String name, RoleSpec.Kind kind, RoleSpec.Handover handover) {
        HealthSpec health = new HealthSpec(
                Optional.of("/health"),
                Duration.ofSeconds(2),
                Duration.ofMillis(20),
                2,
                Duration.ofSeconds(1),
                "X-Version");
        return new RoleSpec(
                new Name(name),
                kind,
                "./" + name + ".sh",
                1,
                Map.of(),
                health,
                List.of(),
                handover,
                false,
                Duration.ofSeconds(5),
                Optional.empty(),
                Origin.of("test"));
    }

    public Means means() {
        String prefix = SERVICE + "/" + PRODUCTION;
        Environment environment = new Environment(
                SERVICE,
                spec(),
                registered.map(found -> machines().telling(found::withdraw)).orElseGet(this::machines),
                routers.stream().map(Stage::entrance).toList(),
                new Decisions(store, prefix + "/decision").published(this::published),
                new Addresses(store, "ports", spec().ports()),
                new History(store, prefix),
                new JobLedger(store, prefix),
                adoptions,
                new Roster(store, prefix + "/hosts"),
                repository,
                registered,
                cancel);
        Caller caller = new Caller("ana", "here", Optional.empty());
        return new Means(
                environment,
                store,
                new Exclusive.Terms(
                        locks,
                        new Owner("ana", "here", 1, "test", Optional.empty()),
                        Duration.ZERO,
                        journal,
                        events::add,
                        () -> {},
                        faults),
                new Manifests(store, prefix, SERVICE, repository),
                images,
                new Secrets(
                        new SecretReader(folder, variables, (at, command) -> "", new KnownSecrets(), problem -> {})),
                () -> "salt",
                new Configurations(store, prefix, configs),
                project,
                new Scripts(),
                ancestry,
                new Freeze(store, prefix),
                new Stopped(store, prefix),
                caller);
    }

    private Machines machines() {
        return machines.orElseGet(() -> Machines.here(machine));
    }

    private Published published() {
        return new Published(listing(), new PipelineText("pipeline.yaml", "description: " + description));
    }

    private Listing listing() {
        List<Listing.Door> doors = routers.stream()
                .map(each -> entrance(each).url())
                .map(url -> new Listing.Door(url, Optional.empty(), "/", Optional.empty()))
                .toList();
        return new Listing(SERVICE, PRODUCTION, description, "team-shelf", doors, "here");
    }

    private static Entrance entrance(FakeRouter router) {
        return new Entrance(router, router.address(), Optional.empty(), "/", Optional.empty(), Duration.ofSeconds(5));
    }

    public Deploy.Result deploy(String version) {
        return deploy(version, true);
    }

    Deploy.Result deploy(String version, boolean flips) {
        return new Deploy(means()).run(request(version, flips));
    }

    /** Deploys a release of these images. */
    Deploy.Result deploy(String version, Map<String, Digest> images) {
        List<ReleaseManifest.Image> all = images.entrySet().stream()
                .map(each -> new ReleaseManifest.Image(new Name(each.getKey()), each.getValue(), 1, "linux/amd64"))
                .toList();
        ReleaseManifest manifest = release(version).with(all);
        repository.push(manifest, folder);
        return new Deploy(means())
                .run(new Deploy.Request(
                        manifest, Deployment.Kind.DEPLOY, true, false, false, Optional.empty(), List.of()));
    }

    private Deploy.Request request(String version, boolean flips, Name... jobs) {
        return new Deploy.Request(
                release(version), Deployment.Kind.DEPLOY, flips, false, false, Optional.empty(), List.of(jobs));
    }

    Deploy.Result deployAndRepeat(String version, Name job) {
        return new Deploy(means()).run(request(version, true, job));
    }

    /** Deploys a release that is kept when it fails. */
    Deploy.Result deployAndKeep(String version) {
        return new Deploy(means()).keeping(true).run(request(version, true));
    }

    Deploy.Result rollback() {
        return new Rollback(means()).run(Optional.empty());
    }

    Deploy.Result flip(Colour colour) {
        return new Flip(means()).run(colour, false);
    }

    ReleaseManifest release(String version) {
        ReleaseManifest manifest = new ReleaseManifest(
                SERVICE,
                new Version(version),
                Optional.empty(),
                List.of(new ReleaseManifest.Item(SERVICE, "books.zip", Digest.of(version), 1)));
        repository.push(manifest, folder);
        return manifest;
    }

    /** Has the next command die at that point as by a kill. */
    void killAt(String point, Runnable command) {
        faults = FaultPoints.at(point, () -> {
            throw new Killed();
        });
        try {
            command.run();
            throw new IllegalStateException("it lived past " + point);
        } catch (Killed expected) {
            locks.die(SERVICE + "/" + PRODUCTION);
        } finally {
            faults = FaultPoints.none();
        }
    }

    /** Ends a command as a kill does: no handler of cdctl runs after it. */
    private static final class Killed extends Error {
        private static final long serialVersionUID = 1L;
    }

    /** The version that users get, by the router. */
    String served() {
        return router.observe()
                .flatMap(Decision::live)
                .map(placed -> placed.version().text())
                .orElse("nothing");
    }

    /** What runs: {@code web-0 (blue) 1.0.0}, sorted. */
    List<String> running() {
        return machine.observe(SERVICE, PRODUCTION).stream()
                .map(instance -> instance.slot().brief() + " " + instance.version())
                .sorted()
                .toList();
    }

    @Override
    public void close() {
        machine.close();
        routers.forEach(FakeRouter::close);
        if (ports != null) {
            ports.close();
        }
    }

    /** Of its own: instances are real servers, and tests run side by side. */
    private EnvironmentSpec.Ports ports() {
        Ports own = ports == null ? Ports.block() : ports;
        ports = own;
        return new EnvironmentSpec.Ports(own.first(), own.last());
    }

    private EnvironmentSpec spec() {
        return new EnvironmentSpec(
                PRODUCTION,
                after,
                approval,
                signedBy,
                new RunSpec(roles, Optional.empty(), env, config, Duration.ofSeconds(1), container),
                verifies
                        ? Optional.of(new EnvironmentSpec.Verify("./it.sh", Duration.ofSeconds(5), Map.of()))
                        : Optional.empty(),
                List.of(),
                hosts,
                false,
                url,
                Optional.empty(),
                ports(),
                Duration.ofSeconds(1),
                watch,
                keepWarm,
                batches,
                uses,
                Optional.empty(),
                Origin.of("test"));
    }

    private final class Scripts implements Tools {
        @Override
        public void script(String what, EnvironmentSpec.Verify script, Map<String, String> given) {
            verify.accept(given);
        }

        @Override
        public void retireLater(String deployment, Duration after) {}

        @Override
        public void forget() {}
    }

    /** A repository in memory. */
    static final class Shelf implements Repository {
        private final List<ReleaseManifest> manifests = new ArrayList<>();
        private final List<Json.Obj> evidence = new ArrayList<>();

        @Override
        public String describe() {
            return "the shelf";
        }

        @Override
        public Pushed push(ReleaseManifest manifest, Path folder) {
            if (manifests.contains(manifest)) {
                return Pushed.ALREADY_THERE;
            }
            manifests.add(manifest);
            return Pushed.NEW;
        }

        @Override
        public Optional<ReleaseManifest> find(Name service, Version version) {
            return manifests.stream()
                    .filter(manifest -> manifest.version().equals(version))
                    .findFirst();
        }

        @Override
        public Optional<ReleaseManifest> find(Name service, Digest digest) {
            return manifests.stream()
                    .filter(manifest -> manifest.release().digest().equals(digest))
                    .findFirst();
        }

        @Override
        public List<Version> versions(Name service) {
            return manifests.stream().map(ReleaseManifest::version).toList();
        }

        @Override
        public InputStream open(ReleaseManifest manifest, ReleaseManifest.Item item) {
            throw new UncheckedIOException(new java.io.IOException("nothing to open"));
        }

        @Override
        public void attest(ReleaseManifest manifest, Json.Obj what) {
            evidence.add(what);
        }

        @Override
        public List<Json.Obj> evidence(ReleaseManifest manifest) {
            return List.copyOf(evidence);
        }
    }
}

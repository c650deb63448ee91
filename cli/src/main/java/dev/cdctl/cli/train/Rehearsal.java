package dev.cdctl.cli.train;

import dev.cdctl.Cdctl;
import dev.cdctl.artifact.ReleaseFile;
import dev.cdctl.artifact.ReleaseManifest;
import dev.cdctl.deploy.machine.Instance;
import dev.cdctl.deploy.machine.Machine;
import dev.cdctl.deploy.spec.RoleSpec;
import dev.cdctl.deploy.spec.RunBlock;
import dev.cdctl.engine.Cancel;
import dev.cdctl.history.Deployment;
import dev.cdctl.history.History;
import dev.cdctl.history.Identity;
import dev.cdctl.model.Colour;
import dev.cdctl.model.Digest;
import dev.cdctl.model.Name;
import dev.cdctl.model.Release;
import dev.cdctl.model.Version;
import dev.cdctl.model.Weights;
import dev.cdctl.model.mask.KnownSecrets;
import dev.cdctl.operate.Means;
import dev.cdctl.state.Lock;
import dev.cdctl.traffic.Address;
import dev.cdctl.traffic.Decision;
import dev.cdctl.wiring.Setting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A temporary folder with a pipeline.yaml and the state of a service that is deployed in both colours, where commands
 * can be run without any effect elsewhere. What runs is a sleep that ends by itself; closing ends it and removes the
 * folder.
 */
public final class Rehearsal implements AutoCloseable {
    private static final Version VERSION = new Version("1.0.0");
    private static final Name NAME = new Name("rehearsal");
    private static final String SLEEP = "sleep 60";
    private static final String STAMPED = """
            version:
              from: {env: CDCTL_REHEARSAL}
              stamp:
                - file: version.txt
                  pattern: 'version=(.*)'
            """;

    /** The router is the one that nobody names. */
    private static final String PIPELINE = """
            service: rehearsal
            description: Stands for any service
            @VERSION@stages:
              build: {run: "true", timeout: 1m}
            package:
              - archive: {name: rehearsal, files: ["*.txt"]}
            push:
              archives: file:repository
            run:
              command: sleep 60
              env: {GREETING: hello, SECRET: {secret: {env: HOME}}}
              health: {http: /health, every: 100ms, within: 10s, times: 1}
              warm-up: [/]
            environments:
              rehearsal:
                approve: manual
                drain: 1s
                watch: 0s
            """;

    private static final String ROUTED = """
                ports: 20000-20099
                routers:
                  - embedded: {port: @PORT@}
            """;

    private final Path folder;
    private final StandIn router;
    private final List<StandIn> instances = new ArrayList<>();
    private final Map<String, String> variables;
    private Optional<Means> means = Optional.empty();

    private Rehearsal(Path folder, StandIn router, Map<String, String> variables) {
        this.folder = folder;
        this.router = router;
        this.variables = variables;
    }

    /** Makes the folder; {@link #begin} fills it. */
    public static Rehearsal open(Map<String, String> environment) throws IOException {
        Path folder = Files.createTempDirectory("cdctl-rehearsal").toRealPath();
        Map<String, String> variables = new HashMap<>(environment);
        variables.putAll(
                Map.of("XDG_STATE_HOME", folder.resolve("state").toString(), "CDCTL_REHEARSAL", VERSION.text()));
        // What stages made is kept in there.
        variables.put("XDG_CACHE_HOME", folder.resolve("cache").toString());
        variables.putAll(Map.of("TERM", "xterm", "COLUMNS", "80", "LANG", "C.UTF-8"));
        return new Rehearsal(folder, StandIn.open(decision(Colour.BLUE, Map.of())), variables);
    }

    /** The folder of the pipeline.yaml. */
    public Path folder() {
        return folder;
    }

    /** The environment variables for the commands. */
    public Map<String, String> variables() {
        return Map.copyOf(variables);
    }

    /** Writes the pipeline.yaml and the state, and starts what runs. */
    public void begin() throws IOException {
        Path file = folder.resolve("pipeline.yaml");
        Files.writeString(file, PIPELINE.replace("@VERSION@", STAMPED));
        Files.writeString(folder.resolve("version.txt"), "version=" + VERSION + "\n");
        push();
        Unrehearsed.quick();
        Path admin = Files.createDirectories(folder.resolve("state/cdctl/router"));
        Files.writeString(admin.resolve("admin.json"), "{\"format\":1,\"port\":" + router.port() + "}");
        Files.writeString(admin.resolve("token"), "rehearsal");
        // The stand-in takes the place of the router that would be started there.
        Instance.Slot slot = new Instance.Slot(NAME, NAME, new Name("router"), 0, Colour.BLUE);
        means(file).environment().addresses().claim(slot, router.port());
        begin(means(file));
    }

    /** The same service with its version from git, and its release pushed to a folder. */
    private void push() throws IOException {
        Path checkout = Files.createDirectory(checkout());
        String routed = ROUTED.replace("@PORT@", Integer.toString(router.port()));
        Files.writeString(checkout.resolve("pipeline.yaml"), PIPELINE.replace("@VERSION@", "") + routed);
        Files.writeString(checkout.resolve("content.txt"), "any");
        Files.writeString(checkout.resolve(".gitignore"), "/.cdctl\n/repository\n");
        Checkout.make(checkout);
        Aside.run(checkout, variables, "run", "--to", "push");
    }

    private Path checkout() {
        return folder.resolve("git");
    }

    private void begin(Means means) throws IOException {
        ReleaseManifest manifest =
                ReleaseFile.find(checkout()).map(ReleaseFile::manifest).orElseGet(Rehearsal::notMade);
        means.manifests().keep(manifest);
        try (Lock lock =
                means.terms().locks().acquire(means.lockName(), means.terms().owner(), Duration.ZERO)) {
            means.environment()
                    .decisions()
                    .commit(
                            lock,
                            decision(
                                    Colour.BLUE,
                                    Map.of(
                                            Colour.BLUE, placed(means, manifest, Colour.BLUE),
                                            Colour.GREEN, placed(means, manifest, Colour.GREEN))));
        }
    }

    /** What a system without git or a shell has in the place of the release that was packaged. */
    private static ReleaseManifest notMade() {
        return new ReleaseManifest(
                NAME,
                VERSION,
                Optional.empty(),
                List.of(new ReleaseManifest.Item(NAME, "rehearsal.zip", Digest.of("rehearsal"), 1)));
    }

    private Means means(Path file) {
        Setting setting = new Setting(
                file,
                variables,
                Set.of(),
                "rehearsal",
                Duration.ZERO,
                List.of("cdctl"),
                new KnownSecrets(),
                event -> {},
                new Cancel());
        Cdctl cdctl = Cdctl.open(setting);
        Means all = cdctl.means(cdctl.environment(Optional.empty()));
        means = Optional.of(all);
        return all;
    }

    private Decision.Placed placed(Means means, ReleaseManifest manifest, Colour colour) throws IOException {
        Deployment deployment = deployment(means, manifest, colour);
        means.environment().history().add(deployment);
        Release release = manifest.release();
        Decision.Placed placed = new Decision.Placed(deployment.id(), release.version(), release.digest());
        RoleSpec role = means.environment().spec().run().roles().get(0);
        Instance.Slot slot = new Instance.Slot(NAME, NAME, role.name(), 0, colour);
        Address address = listening(colour, placed);
        means.environment().addresses().claim(slot, address.port());
        Instance instance =
                new Instance(slot, placed.deployment(), placed.version(), placed.digest(), 1, 0, Optional.of(address));
        means.environment().machine().start(new Machine.Start(instance, folder, SLEEP, Map.of()));
        return placed;
    }

    /** Where its version is said, as a proof asks: what runs listens nowhere. */
    private Address listening(Colour colour, Decision.Placed placed) throws IOException {
        StandIn instance = StandIn.open(decision(colour, Map.of(colour, placed)));
        instances.add(instance);
        return new Address("127.0.0.1", instance.port());
    }

    private static Deployment deployment(Means means, ReleaseManifest manifest, Colour colour) {
        String id = History.newId(Instant.now());
        Digest digest = manifest.release().digest();
        return new Deployment(
                id,
                Deployment.Kind.DEPLOY,
                manifest.release(),
                colour,
                id,
                Optional.empty(),
                means.caller(),
                Instant.now(),
                Optional.of(Instant.now()),
                Deployment.Outcome.LIVE,
                List.of(),
                new Identity(
                        digest,
                        RunBlock.toJson(means.environment().spec().run()),
                        Digest.of(""),
                        Map.of("SECRET", "1")));
    }

    private static Decision decision(Colour live, Map<Colour, Decision.Placed> releases) {
        return new Decision(1, 1, live, Weights.all(live), "", releases);
    }

    @Override
    public void close() throws IOException {
        try {
            means.ifPresent(Rehearsal::end);
        } finally {
            router.close();
            for (StandIn instance : instances) {
                instance.close();
            }
            remove();
        }
    }

    private static void end(Means means) {
        Machine machine = means.environment().machine();
        means.environment().instances().forEach(instance -> machine.stop(instance, Duration.ZERO));
    }

    private void remove() throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}

package dev.cdctl.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.cdctl.adapter.docker.container.DockerMachine;
import dev.cdctl.adapter.registry.OciRegistry;
import dev.cdctl.artifact.PushSpec;
import dev.cdctl.artifact.oci.OciLayout;
import dev.cdctl.artifact.registry.ImageRef;
import dev.cdctl.artifact.registry.Login;
import dev.cdctl.deploy.machine.Instance;
import dev.cdctl.deploy.machine.Instance.Slot;
import dev.cdctl.deploy.machine.Linked;
import dev.cdctl.deploy.machine.Machine;
import dev.cdctl.deploy.machine.Machine.Exit;
import dev.cdctl.deploy.machine.Machine.Start;
import dev.cdctl.deploy.machine.Software;
import dev.cdctl.deploy.spec.ContainerSpec;
import dev.cdctl.deploy.spec.LinkedSpec;
import dev.cdctl.engine.Cancel;
import dev.cdctl.host.Host;
import dev.cdctl.model.Colour;
import dev.cdctl.model.Digest;
import dev.cdctl.model.Failure;
import dev.cdctl.model.Name;
import dev.cdctl.model.Origin;
import dev.cdctl.model.Version;
import dev.cdctl.model.mask.KnownSecrets;
import dev.cdctl.servers.Ports;
import dev.cdctl.traffic.Address;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Instances in containers of a real engine, whose image comes from a real registry. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DockerMachineIT {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final Name SERVICE = new Name("shop");
    private static final Name PRODUCTION = new Name("production");
    private static final String DOCKERFILE = """
            FROM scratch
            COPY busybox /bin/busybox
            RUN ["/bin/busybox", "--install", "-s", "/bin"]
            RUN mkdir -p /etc /www && echo 'app:x:1234:567::/:/bin/sh' > /etc/passwd && echo hello > /www/index.html
            CMD ["/bin/httpd", "-f", "-p", "8080", "-h", "/www"]
            """;

    /** It ends when it is told to, which the first process of a container does not do by itself. */
    private static final String DATABASE =
            "httpd -p 5432 -h /www; trap exit TERM; while true; do sleep 1 & wait $!; done";

    private final Path top;
    private final Dockerd engine;
    private final Registry registry;
    private final Ports ports = Ports.block();
    private final Software.Image image;
    private final Host host;
    private final Machine machine;

    DockerMachineIT(@TempDir Path top) throws IOException, InterruptedException {
        this.top = top;
        engine = Dockerd.start(top.resolve("engine"));
        registry = Registry.plain(top.resolve("registry"));
        image = pushed("shop", DOCKERFILE);
        host = Host.of(engine.host()).named("web1");
        machine = machine();
    }

    @AfterEach
    void clear() {
        for (String id : engine.text("ps", "-a", "-q").split("\\s+")) {
            if (!id.isEmpty()) {
                engine.text("rm", "-f", "-v", id);
            }
        }
    }

    @AfterAll
    void end() throws IOException, InterruptedException {
        registry.close();
        engine.close();
        ports.close();
    }

    @Test
    void anInstanceIsFoundByWhoeverLooksAndAnswersOnItsPort() throws IOException {
        Instance started = machine.start(web("d1", 0, ""));

        assertThat(machine().observe(SERVICE, PRODUCTION)).containsExactly(started);
        assertThat(machine().observe(SERVICE, new Name("staging"))).isEmpty();
        assertThat(machine().observe(new Name("other"), PRODUCTION)).isEmpty();
        assertThat(answer(started)).isEqualTo("hello");
        assertThat(machine.exit(started)).isEmpty();
        assertThat(engine.text("network", "ls", "--format", "{{.Name}}")).contains("cdctl-shop-production");
        assertThat(inspect(started, "{{.HostConfig.NetworkMode}} {{.HostConfig.RestartPolicy.Name}}"))
                .isEqualTo("cdctl-shop-production unless-stopped");
        assertThat(inspect(started, "{{(index (index .HostConfig.PortBindings \"8080/tcp\") 0).HostIp}}"))
                .isEqualTo("127.0.0.1");
    }

    @Test
    void whatItWroteAndHowItEndedIsKnownAfterItsEndToAnybody() {
        Instance started = machine.start(worker("d1", "echo one; echo two >&2; exit 3"));

        await().atMost(SOON).until(() -> machine.exit(started).isPresent());
        assertThat(machine.exit(started)).contains(new Exit.Code(3));
        // The engine may have started it again meanwhile.
        assertThat(machine.tail(started, 20)).containsOnly("one", "two");
        assertThat(machine.log(started)).isEqualTo("docker -H " + engine.host() + " logs " + name(started));
        machine.stop(started, Duration.ofSeconds(1));
        assertThat(machine().observe(SERVICE, PRODUCTION)).isEmpty();
        assertThat(machine().tail(started, 1)).hasSize(1);
    }

    @Test
    void aJobIsNotStartedAgainAndItsEndIsKept() {
        Instance job = machine.startJob(worker("d1", "exit 4"));

        await().atMost(SOON).until(() -> machine().exit(job).isPresent());
        assertThat(machine().exit(job)).contains(new Exit.Code(4));
        assertThat(inspect(job, "{{.HostConfig.RestartPolicy.Name}} {{.RestartCount}}")
                        .strip())
                .isIn("0", "no 0");
    }

    @Test
    void aProgramThatEndsInTimeIsNotKilledAndOneThatDoesNotIs() {
        Instance gentle = machine.start(worker("d1", "trap 'exit 0' TERM; while :; do sleep 0.1; done"));
        Instance deaf = machine.start(worker("d2", "trap '' TERM; echo up; while :; do sleep 0.1; done"));
        await().atMost(SOON).until(() -> machine.tail(deaf, 1).contains("up"));

        assertThat(machine.stop(gentle, Duration.ofSeconds(20))).isTrue();
        assertThat(machine.stop(deaf, Duration.ofSeconds(1))).isFalse();
        assertThat(machine.observe(SERVICE, PRODUCTION)).isEmpty();
        assertThat(machine.stop(gentle, Duration.ofSeconds(1))).isTrue();
        assertThat(machine.stop(instance("unknown", "web", 0), Duration.ofSeconds(1)))
                .isTrue();
    }

    @Test
    void aProgramThatIsStartedAgainAndAgainHasEnded() {
        Instance started = machine.start(worker("d1", "sleep 0.2; exit 7"));

        await().atMost(SOON).until(() -> machine.exit(started).isPresent());
        assertThat(machine.exit(started)).contains(new Exit.Code(7));
        await().atMost(SOON).until(() -> Integer.parseInt(inspect(started, "{{.RestartCount}}")) > 1);
        assertThat(machine.exit(started)).contains(new Exit.Code(7));
        Machine another = machine();
        await().atMost(SOON).until(() -> another.exit(started).isPresent());
        assertThat(machine.stop(started, Duration.ofSeconds(5))).isTrue();
        assertThat(machine.observe(SERVICE, PRODUCTION)).isEmpty();
    }

    @Test
    void aLackOfMemoryIsNamed() {
        ContainerSpec small = spec(Optional.of(8L * 1024 * 1024), Optional.empty(), false);
        Start start = new Start(
                instance("d1", "worker", 0),
                image,
                "x=x; while :; do x=\"$x$x\"; done",
                Map.of(),
                Map.of(),
                Optional.of(small),
                Duration.ofSeconds(5));
        Instance started = machine.start(start);

        // The engine may tell of the end before it tells why.
        await().atMost(SOON)
                .untilAsserted(
                        () -> assertThat(machine.exit(started))
                                .get()
                                .isInstanceOfSatisfying(
                                        Exit.Code.class,
                                        code -> assertThat(code.words())
                                                .isEqualTo(
                                                        "exit code 137 (it was killed because it used more memory than it may)")));
        assertThat(machine().exit(started)).isEqualTo(machine.exit(started));
    }

    @Test
    void aTakenPortIsNamedAndNothingIsLeft() throws IOException {
        Start start = web("d1", 1, "");
        int port = start.instance().address().orElseThrow().port();
        try (ServerSocket taken = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            assertThat(taken.isBound()).isTrue();
            assertThatThrownBy(() -> machine.start(start)).isInstanceOfSatisfying(Failure.class, failure -> {
                assertThat(failure.kind()).isEqualTo(Failure.Kind.REFUSED);
                assertThat(failure).hasMessageContaining("CD-496").hasMessageContaining(":" + port);
            });
        }
        assertThat(engine.text("ps", "-a", "-q")).isEmpty();
        assertThat(machine.start(start).slot()).isEqualTo(start.instance().slot());
    }

    @Test
    void secretsAreFilesThatOnlyItsUserReadsAndNoVariables() throws IOException {
        Path config = top.resolve("config");
        Files.createDirectories(config.resolve("deep"));
        Files.writeString(config.resolve("deep/a.conf"), "a=1\n");
        ContainerSpec app = spec(Optional.empty(), Optional.of("app"), false);
        String look = "env; ls -ln /run/secrets/PASSWORD; cat $PASSWORD_FILE; echo; cat $CDCTL_CONFIG/deep/a.conf";
        Start start = new Start(
                instance("d1", "worker", 0),
                image,
                look,
                Map.of("LEVEL", "info", "CDCTL_CONFIG", config.toString()),
                Map.of("PASSWORD", "hush\nhush"),
                Optional.of(app),
                Duration.ofSeconds(5));
        Instance started = machine.start(start);

        await().atMost(SOON).until(() -> machine.exit(started).isPresent());
        assertThat(machine.tail(started, 50))
                .contains("LEVEL=info", "PASSWORD_FILE=/run/secrets/PASSWORD", "CDCTL_CONFIG=/etc/cdctl/config")
                .contains("CDCTL_SERVICE=shop", "CDCTL_COLOUR=green", "hush", "a=1")
                .anyMatch(line -> line.startsWith("-r--------    1 1234     567"));
        assertThat(engine.text("inspect", name(started))).doesNotContain("hush");
    }

    @Test
    void aContainerThatAKilledCommandLeftIsTakenOrMadeAnew() {
        Start start = web("d1", 0, "");
        Instance first = machine.start(start);
        String id = inspect(first, "{{.Id}}");
        assertThat(machine().start(start)).isEqualTo(first);
        assertThat(inspect(first, "{{.Id}}")).isEqualTo(id);

        engine.text("rm", "-f", name(first));
        engine.text("create", "--name", name(first), image.ref().toString());
        assertThatThrownBy(() -> machine.start(start)).hasMessageContaining("CD-495");

        engine.text("rm", "-f", name(first));
        machine.start(start);
        machine.stop(first, Duration.ofSeconds(1));
        assertThat(machine.start(start)).isEqualTo(first);
        assertThat(inspect(first, "{{.Id}}")).isNotEqualTo(id);
    }

    @Test
    void whatWasOnlyCreatedIsSeenAndGoesWhenItIsStopped() {
        Start start = web("d1", 0, "");
        Instance started = machine.start(start);
        String labels = inspect(started, "{{range $k, $v := .Config.Labels}}--label={{$k}}={{$v}} {{end}}");
        engine.text("rm", "-f", name(started));
        List<String> create = new ArrayList<>(List.of("create", "--name", name(started)));
        create.addAll(List.of(labels.strip().split(" ")));
        create.add(image.ref().toString());
        engine.text(create.toArray(new String[0]));

        assertThat(machine().observe(SERVICE, PRODUCTION))
                .singleElement()
                .satisfies(half -> assertThat(half.pid()).isZero());
        assertThat(machine.stop(started, Duration.ofSeconds(1))).isTrue();
        assertThat(engine.text("ps", "-a", "-q")).isEmpty();
    }

    @Test
    void anImageThatIsThereNeedsNoRegistryAndOneThatIsNotNamesEverything() throws Exception {
        Registry shortLived = Registry.plain(top.resolve("short"));
        Software.Image there = pushed("shop", DOCKERFILE, shortLived);
        machine.place(SERVICE, PRODUCTION, there);
        shortLived.close();

        assertThat(machine.place(SERVICE, PRODUCTION, there)).isEqualTo(there);
        Digest unknown = Digest.of("unknown");
        Software.Image missing =
                new Software.Image(new ImageRef(there.ref().registry(), "shop", unknown), Optional::empty);
        assertThatThrownBy(() -> machine.place(SERVICE, PRODUCTION, missing))
                .isInstanceOfSatisfying(Failure.class, failure -> {
                    assertThat(failure.kind()).isEqualTo(Failure.Kind.UNREACHABLE);
                    assertThat(failure.problems().get(0).toString())
                            .contains("CD-494", "web1", there.ref().registry(), unknown.toString());
                    assertThat(failure.problems().get(0).why()).contains("refused");
                });
        assertThatThrownBy(() -> machine.place(
                        SERVICE,
                        PRODUCTION,
                        new Software.Image(new ImageRef(registry.address(), "shop", unknown), Optional::empty)))
                .hasMessageContaining("CD-494");
    }

    /** One that the engine has never seen: of others it keeps the manifests. */
    @Test
    void whatIsSwappedInTheRegistryIsRefused() throws Exception {
        OciLayout layout = new OciLayout(Files.createDirectories(top.resolve("unseen.oci")));
        OciLayout.Image unseen = NoiseImage.into(layout, 1000);
        OciRegistry.of(
                        new PushSpec.Images(registry.address(), Optional.empty(), false, Origin.of("a test")),
                        top,
                        new OciRegistry.User(Map.of("HOME", top.toString()), new KnownSecrets(), new Cancel()))
                .push("unseen", layout, unseen, line -> {});
        Digest digest = unseen.manifest().digest();
        try (SwappingProxy proxy = SwappingProxy.before(registry)) {
            assertThatThrownBy(() -> machine.place(SERVICE, PRODUCTION, unseen(proxy.address(), digest)))
                    .isInstanceOfSatisfying(Failure.class, failure -> {
                        assertThat(failure.problems().get(0).code()).isEqualTo("CD-494");
                        assertThat(failure.problems().get(0).why()).contains("verification failed");
                    });
        }
        assertThat(engine.text("images", "-q", "--filter", "reference=*/unseen"))
                .isBlank();
        machine.place(SERVICE, PRODUCTION, unseen(registry.address(), digest));
    }

    private static Software.Image unseen(String address, Digest digest) {
        return new Software.Image(new ImageRef(address, "unseen", digest), Optional::empty);
    }

    @Test
    void onlyWhatTheEnvironmentDoesNotNeedIsPruned() throws Exception {
        Name staging = new Name("staging");
        Software.Image old = pushed("shop", DOCKERFILE + "ENV OLD=1\n");
        machine.place(SERVICE, PRODUCTION, image);
        machine.place(SERVICE, PRODUCTION, old);
        machine.place(SERVICE, staging, image);
        engine.text("image", "prune", "-f");
        assertThat(engine.run("inspect", old.ref().toString()).exit()).isZero();
        Instance ended = machine.start(worker("d1", "exit 0"));
        Instance kept = machine.start(web("d2", 0, ""));
        Instance elsewhere = new Instance(
                new Slot(SERVICE, staging, new Name("web"), 0, Colour.GREEN, host),
                "d3",
                new Version("1.0.0"),
                image.digest(),
                7,
                0,
                Optional.empty());
        machine.start(web("d3", 2, "exit 0").of(elsewhere));
        await().atMost(SOON).until(() -> machine.exit(ended).isPresent());
        machine.stop(ended, Duration.ofSeconds(1));
        machine.stop(kept, Duration.ofSeconds(1));
        machine.stop(elsewhere, Duration.ofSeconds(1));

        machine.prune(SERVICE, PRODUCTION, List.of(image.digest()), List.of("d2"));

        assertThat(engine.text("ps", "-a", "--format", "{{.Names}}").lines())
                .containsExactlyInAnyOrder(name(kept), name(elsewhere));
        assertThat(engine.run("inspect", old.ref().toString()).exit()).isNotZero();

        machine.prune(SERVICE, PRODUCTION, List.of(), List.of());
        assertThat(engine.run("inspect", image.ref().toString()).exit()).isZero();
        machine.prune(SERVICE, staging, List.of(), List.of());
        assertThat(engine.text("ps", "-a", "-q")).isEmpty();
        assertThat(engine.run("inspect", image.ref().toString()).exit()).isNotZero();
        machine.place(SERVICE, PRODUCTION, image);
    }

    @Test
    void itsOwnHealthCheckIsHeard() throws Exception {
        Software.Image checked = pushed(
                "checked", DOCKERFILE + "HEALTHCHECK --interval=200ms --retries=1 CMD echo sick; test -e /tmp/well\n");
        Start start = web("d1", 0, "");
        Instance plain = machine.start(start);
        assertThat(machine.health(plain)).isInstanceOf(Machine.Health.Unknown.class);
        machine.place(SERVICE, PRODUCTION, checked);
        Start sick = new Start(
                instance("d2", "worker", 0), checked, "", Map.of(), Map.of(), Optional.empty(), Duration.ofSeconds(5));
        Instance instance = machine.start(sick);

        await().atMost(SOON).until(() -> machine.health(instance) instanceof Machine.Health.Bad);
        assertThat(((Machine.Health.Bad) machine.health(instance)).why()).contains("sick");
        engine.text("exec", name(instance), "sh", "-c", "mkdir -p /tmp; touch /tmp/well");
        await().atMost(SOON).until(() -> machine.health(instance) instanceof Machine.Health.Good);
    }

    @Test
    void itsLinesAreFollowed() throws IOException {
        Instance started = machine.start(worker("d1", "while :; do echo tick; sleep 0.1; done"));
        Queue<String> lines = new ConcurrentLinkedQueue<>();
        try (java.io.Closeable following = machine.follow(started, lines::add)) {
            assertThat(following).isNotNull();
            await().atMost(SOON).until(() -> lines.size() > 3);
        }
        assertThat(lines).containsOnly("tick");
    }

    @Test
    void aLinkedContainerIsKeptAndReplacedOnlyWhenThatIsSaid() throws Exception {
        Linked db = linked(DATABASE, "first");
        assertThat(machine.isLinked(db)).isFalse();
        machine.link(db, line -> {});
        String id = engine.text("inspect", "--format", "{{.Id}}", "cdctl-shop-production-linked-db");

        assertThat(machine.isLinked(db)).isTrue();
        machine().link(db, line -> {});
        assertThat(engine.text("ps", "-q", "--no-trunc")).isEqualTo(id);
        assertThat(machine.observe(SERVICE, PRODUCTION)).isEmpty();
        Instance asks = machine.startJob(worker("d1", "nslookup db"));
        await().atMost(SOON).until(() -> machine.exit(asks).isPresent());
        assertThat(machine.tail(asks, 9)).contains("Name:\tdb");

        Linked other = linked(DATABASE, "second");
        assertThat(machine.isLinked(other)).isFalse();
        assertThatThrownBy(() -> machine.link(other, line -> {}))
                .isInstanceOfSatisfying(
                        Failure.class, failure -> assertThat(failure.kind()).isEqualTo(Failure.Kind.REFUSED))
                .hasMessageContaining("CD-520");
        machine.release(SERVICE, PRODUCTION, new Name("db"));
        assertThat(engine.text("ps", "-q", "--no-trunc")).isEqualTo(id);
        machine.link(other, line -> {});
        assertThat(engine.text("ps", "-q", "--no-trunc")).isNotEqualTo(id).hasSize(id.length());
        assertThat(engine.text("exec", "cdctl-shop-production-linked-db", "cat", "/run/secrets/PASSWORD", "/data/kept"))
                .isEqualTo("secondfirst");

        machine.prune(SERVICE, PRODUCTION, List.of(), List.of());
        assertThat(machine.isLinked(other)).isTrue();
        machine.forget(SERVICE, PRODUCTION);
        assertThat(engine.text("ps", "-a", "-q")).isEmpty();
        assertThat(engine.text("network", "ls", "--format", "{{.Name}}")).doesNotContain("cdctl-shop-production");
        assertThat(engine.text("volume", "ls", "-q")).isEqualTo("cdctl-shop-production-data");
        engine.text("volume", "rm", "cdctl-shop-production-data");
        machine.place(SERVICE, PRODUCTION, image);
    }

    @Test
    void aLinkedContainerThatEndsIsNamedWithItsLastLines() throws Exception {
        Linked db = linked("echo no database here; exit 1", "first");

        assertThatThrownBy(() -> machine.link(db, line -> {}))
                .isInstanceOfSatisfying(
                        Failure.class,
                        failure -> assertThat(failure.problems().get(0).why()).contains("no database here"))
                .hasMessageContaining("CD-521");
    }

    @Test
    void theContainersOfAColourFindEachOtherByTheirRoleAndItsName() {
        machine.start(web("d1", 0, ""));

        Instance asks = machine.startJob(worker("d1", "nslookup web-green"));

        await().atMost(SOON).until(() -> machine.exit(asks).isPresent());
        assertThat(machine.tail(asks, 9)).contains("Name:\tweb-green");
    }

    /** The tag moves on, and the image is gone from the host: its first bytes come back all the same. */
    @Test
    void theImageOfALinkedContainerNeedsALoginAndStaysWhatItWas() throws Exception {
        try (Registry secure = Registry.secure(top.resolve("registry-linked"), "ana", "correct-horse")) {
            engine.text("login", "-u", "ana", "-p", "correct-horse", secure.address());
            String script = "CMD [\"/bin/sh\", \"-c\", \"" + DATABASE + "\"]\n";
            Software.Image first = pushed("db", DOCKERFILE + script, secure);
            Linked db = linkedOf(secure.address() + "/db:latest", "first");
            assertThatThrownBy(() -> machine.link(db, line -> {})).hasMessageContaining("CD-494");

            List<String> asked = new ArrayList<>();
            Machine known = DockerMachine.on(host, () -> URI.create(engine.host()), Optional.empty(), new Cancel())
                    .loggedIn(registry -> {
                        asked.add(registry);
                        return Optional.of(new Login("ana", "correct-horse"));
                    });
            known.link(db, line -> {});
            assertThat(asked).containsExactly(secure.address());
            String container = "cdctl-shop-production-linked-db";
            assertThat(engine.text("inspect", "--format", "{{.Config.Image}}", container))
                    .isEqualTo(first.ref().toString());

            pushed("db", DOCKERFILE + "RUN echo another > /www/index.html\n" + script, secure);
            known.release(SERVICE, PRODUCTION, new Name("db"));
            known.link(linkedOf(secure.address() + "/db:latest", "second"), line -> {});
            assertThat(engine.text("exec", container, "cat", "/www/index.html")).isEqualTo("hello");
            assertThat(engine.text("inspect", "--format", "{{.Config.Image}}", container))
                    .isEqualTo(first.ref().toString());
            machine.forget(SERVICE, PRODUCTION);
            machine.place(SERVICE, PRODUCTION, image);
        }
    }

    private static Linked linkedOf(String image, String level) {
        LinkedSpec spec = new LinkedSpec(
                new Name("db"), image, Optional.of(5432), Map.of(), Optional.empty(), Optional.empty(), List.of());
        return new Linked(SERVICE, PRODUCTION, spec, Map.of("LEVEL", level), Map.of(), Digest.of(image + level));
    }

    /** A stopped container is there for its log; what it was told is not. */
    @Test
    void theSecretsOfWhatHasEndedAreTakenAway() throws IOException {
        Start plain = worker("d1", "cat $PASSWORD_FILE; echo; trap exit TERM; while true; do sleep 1 & wait $!; done");
        Instance started = machine.start(knowing("correct horse", plain));
        await().atMost(SOON).until(() -> machine.tail(started, 1).contains("correct horse"));
        machine.clear(started);
        assertThat(secret(started)).isEqualTo("correct horse");

        machine.stop(started, Duration.ofSeconds(5));
        assertThat(secret(started)).isEmpty();
        assertThat(machine.tail(started, 1)).containsExactly("correct horse");

        Instance job = machine.startJob(new Start(
                instance("d2", "worker", 0),
                plain.software(),
                "cat $PASSWORD_FILE",
                Map.of(),
                Map.of("PASSWORD", "correct horse"),
                plain.container(),
                plain.stopTimeout()));
        await().atMost(SOON).until(() -> machine.exit(job).isPresent());
        assertThat(secret(job)).isEqualTo("correct horse");
        machine().clear(job);
        assertThat(secret(job)).isEmpty();
        assertThat(machine().exit(job)).contains(new Exit.Code(0));
    }

    @Test
    void whatItsEngineStartsAgainHasItsSecretsStill() {
        Instance started = machine.start(knowing("correct horse", worker("d1", "cat $PASSWORD_FILE; echo; exit 3")));
        await().atMost(SOON)
                .until(() -> Integer.parseInt(inspect(started, "{{.RestartCount}}")) > 1
                        && machine.tail(started, 2).size() == 2);
        assertThat(machine.tail(started, 2)).containsExactly("correct horse", "correct horse");
    }

    private static Start knowing(String password, Start other) {
        return new Start(
                other.instance(),
                other.software(),
                other.command(),
                Map.of(),
                Map.of("PASSWORD", password),
                other.container(),
                other.stopTimeout());
    }

    private String secret(Instance instance) throws IOException {
        Path copy = top.resolve("secret-" + instance.deployment());
        Files.deleteIfExists(copy);
        engine.text("cp", name(instance) + ":/run/secrets/PASSWORD", copy.toString());
        return Files.readString(copy);
    }

    /** A container in which somebody listens on 5432, and which writes its first password down in its volume. */
    private Linked linked(String command, String password) throws IOException {
        String name = "db" + command.length();
        String script = "test -e /data/kept || cat $PASSWORD_FILE > /data/kept; " + command;
        pushed(name, DOCKERFILE + "CMD [\"/bin/sh\", \"-c\", \"" + script + "\"]\n");
        LinkedSpec spec = new LinkedSpec(
                new Name("db"),
                registry.address() + "/" + name,
                Optional.of(5432),
                Map.of(),
                Optional.empty(),
                Optional.empty(),
                List.of("data:/data"));
        return new Linked(
                SERVICE,
                PRODUCTION,
                spec,
                Map.of("LEVEL", "info"),
                Map.of("PASSWORD", password),
                Digest.of(command + password));
    }

    @Test
    void aHostThatIsTooSmallForTwoColoursIsNamed() {
        machine.requireRoom(new Machine.Room(0, 0));
        assertThatThrownBy(() -> machine.requireRoom(new Machine.Room(1L << 50, 0)))
                .hasMessageContaining("CD-519")
                .hasMessageContaining("web1");
    }

    @Test
    void anEngineThatIsNotThereOrSaysNothingIsNamed() throws IOException {
        Host gone = Host.of("unix:///nowhere/docker.sock").named("web2");
        assertUnreachable(gone, gone.url());
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            assertUnreachable(
                    Host.of("tcp://127.0.0.1:" + silent.getLocalPort()).named("web3"),
                    "tcp://127.0.0.1:" + silent.getLocalPort());
        }
    }

    private static void assertUnreachable(Host host, String url) {
        Machine nobody = DockerMachine.on(host, () -> URI.create(url), Optional.empty(), new Cancel());
        assertThatThrownBy(() -> nobody.observe(SERVICE, PRODUCTION)).isInstanceOfSatisfying(Failure.class, failure -> {
            assertThat(failure.kind()).isEqualTo(Failure.Kind.UNREACHABLE);
            assertThat(failure).hasMessageContaining("CD-473").hasMessageContaining(host.id());
        });
    }

    private Machine machine() {
        return DockerMachine.on(host, () -> URI.create(engine.host()), Optional.empty(), new Cancel());
    }

    private Start web(String deployment, int index, String command) {
        return new Start(
                instance(deployment, "web", index),
                image,
                command,
                Map.of(),
                Map.of(),
                Optional.empty(),
                Duration.ofSeconds(5));
    }

    private Start worker(String deployment, String command) {
        return new Start(
                instance(deployment, "worker", 0),
                image,
                command,
                Map.of(),
                Map.of(),
                Optional.empty(),
                Duration.ofSeconds(5));
    }

    private Instance instance(String deployment, String role, int index) {
        Optional<Address> address =
                role.equals("web") ? Optional.of(new Address("127.0.0.1", ports.first() + index)) : Optional.empty();
        return new Instance(
                new Slot(SERVICE, PRODUCTION, new Name(role), index, Colour.GREEN, host),
                deployment,
                new Version("1.0.0"),
                image.digest(),
                7,
                1,
                address);
    }

    private static ContainerSpec spec(Optional<Long> memory, Optional<String> user, boolean restart) {
        return new ContainerSpec(
                Optional.empty(),
                8080,
                memory,
                Optional.of(500),
                user,
                List.of(),
                restart,
                List.of(),
                List.of(),
                List.of());
    }

    private static String name(Instance instance) {
        return "cdctl-" + instance.slot().service() + "-" + instance.slot().environment() + "-"
                + instance.slot().role() + "-" + instance.slot().index() + "-green-" + instance.deployment();
    }

    private String inspect(Instance instance, String format) {
        return engine.text("inspect", "--format", format, name(instance));
    }

    private static String answer(Instance instance) throws IOException {
        Address address = instance.address().orElseThrow();
        URI uri = URI.create("http://" + address + "/index.html");
        return await().atMost(SOON).ignoreExceptions().until(() -> read(uri), text -> !text.isEmpty());
    }

    private static String read(URI uri) throws IOException {
        try (java.io.InputStream body = uri.toURL().openStream()) {
            return new String(body.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8).strip();
        }
    }

    private Software.Image pushed(String name, String dockerfile) throws IOException {
        return pushed(name, dockerfile, registry);
    }

    /** Built, pushed, and not there any more. */
    private Software.Image pushed(String name, String dockerfile, Registry to) throws IOException {
        Path context = Files.createDirectories(top.resolve("context"));
        Path busybox = Files.exists(Path.of("/bin/busybox")) ? Path.of("/bin/busybox") : Path.of("/usr/bin/busybox");
        if (Files.notExists(context.resolve("busybox"))) {
            Files.copy(busybox, context.resolve("busybox"));
        }
        Files.writeString(context.resolve("Dockerfile"), dockerfile);
        String tag = to.address() + "/" + name + ":latest";
        engine.text("build", "--network=none", "-q", "-t", tag, context.toString());
        engine.text("push", "-q", tag);
        String ref = engine.text("inspect", "--format", "{{index .RepoDigests 0}}", tag);
        engine.text("rmi", "-f", engine.text("inspect", "--format", "{{.Id}}", tag));
        Software.Image pushed = new Software.Image(
                new ImageRef(to.address(), name, Digest.parse(ref.substring(ref.indexOf('@') + 1))), Optional::empty);
        if (to == registry && name.equals("shop")) {
            engine.text("pull", "-q", pushed.ref().toString());
        }
        return pushed;
    }
}

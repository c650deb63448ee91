package dev.cdctl.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.cdctl.cli.e2e.Program.Ended;
import dev.cdctl.cli.e2e.Program.Started;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Stages that run in containers of a real engine, from images of a real registry. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StageImageIT {
    private static final Duration SOON = Duration.ofMinutes(1);
    private static final String USER = "12345";

    private final Path top;
    private final Dockerd engine;
    private final Registry registry;
    private final String tools;
    private final List<Shop> shops = new ArrayList<>();

    StageImageIT(@TempDir Path top) throws IOException, InterruptedException {
        this.top = top.toRealPath();
        Files.setPosixFilePermissions(this.top, PosixFilePermissions.fromString("rwxr-xr-x"));
        engine = Dockerd.start(top.resolve("engine"));
        registry = Registry.plain(top.resolve("registry"));
        tools = pushed(registry.address() + "/tools", "1");
    }

    @AfterEach
    void close() {
        shops.forEach(Shop::close);
        shops.clear();
        assertThat(engine.leftovers()).isEmpty();
    }

    @AfterAll
    void end() throws IOException, InterruptedException {
        registry.close();
        engine.close();
    }

    /** Builds an image of busybox and a number, pushes it, takes it out of the engine, and tells its pinned name. */
    private String pushed(String name, String number) throws IOException {
        Path context = Files.createDirectories(top.resolve("tools-" + number));
        Path busybox = context.resolve("busybox");
        if (!Files.exists(busybox)) {
            Files.copy(busybox(), busybox);
        }
        assertThat(busybox.toFile().setExecutable(true)).isTrue();
        Files.writeString(context.resolve("Dockerfile"), """
                FROM scratch
                COPY busybox /bin/busybox
                RUN ["/bin/busybox", "--install", "-s", "/bin"]
                RUN echo %s > /number
                ENV HOME=/root GREETING=hello
                ENTRYPOINT ["/bin/false"]
                """.formatted(number));
        engine.text("build", "-q", "-t", name, context.toString());
        engine.text("push", name);
        String pinned = engine.text("inspect", "--format", "{{index .RepoDigests 0}}", name);
        engine.text("rmi", "-f", engine.text("inspect", "--format", "{{.Id}}", name));
        return pinned;
    }

    private static Path busybox() {
        return Files.exists(Path.of("/bin/busybox")) ? Path.of("/bin/busybox") : Path.of("/usr/bin/busybox");
    }

    private Shop shop(String name, String stage) throws IOException {
        Path folder = Files.createDirectory(top.resolve(name));
        Shop shop = Shop.open(folder, usual -> usual.replace("package:", "stages:\n  unit: {" + stage + "}\npackage:"));
        shops.add(shop);
        shop.with("DOCKER_HOST", engine.host());
        shop.write("release.txt", "1\n");
        shop.write("source.txt", name + "\n");
        shop.git("add", "-A");
        shop.git("commit", "-q", "-m", "Begin");
        return shop;
    }

    private String image() {
        return "image: '" + tools + "', ";
    }

    @Test
    void aScriptHasTheToolsOfItsImageTheRepositoryAndNothingElse() throws IOException {
        Shop shop = shop("whole", image() + """
                in: sub, env: {OWN: mine}, fingerprint: {env: [HANDED]}, run: "
                cat /number; pwd; echo $CDCTL_FOLDER; echo $CDCTL_STAGE; echo $OWN $HANDED; echo $GREETING;
                echo none:$STRANGE; echo home $HOME; touch $HOME/x; ls /bin/busybox; cat; echo one >&2; echo two;
                cat ../source.txt > ../made.txt"
                """.replace("\n", " "));
        Files.createDirectory(shop.project().resolve("sub"));
        shop.with("STRANGE", "of the caller").with("HANDED", "over");

        Ended ended = shop.done("run", "unit");

        String folder = shop.project().toString();
        String log = Files.readString(log(shop));
        assertThat(log)
                .isEqualTo(String.join(
                        "\n",
                        "1",
                        folder + "/sub",
                        folder,
                        "unit",
                        "mine over",
                        "hello",
                        "none:",
                        "home /home/cdctl",
                        "/bin/busybox",
                        "one",
                        "two",
                        ""));
        assertThat(ended.err()).contains("ok unit");
        assertThat(shop.project().resolve("made.txt")).hasContent("whole");
        assertThat(shop.done("run", "unit").err()).doesNotContain("pulling");
    }

    @Test
    void aScriptIsNobodyButTheCaller() throws IOException {
        Shop shop = shop("user", image() + "run: id -u > who; id -g >> who; touch $HOME/x");
        Path program = Files.copy(Program.FILE, top.resolve("cdctl"));
        assertThat(program.toFile().setExecutable(true, false)).isTrue();
        shop.with("XDG_CACHE_HOME", shop.home().resolve("cache").toString());
        engine.open();
        assertThat(shop.run(
                                "chown",
                                "-R",
                                USER + ":" + USER,
                                top.resolve("user").toString())
                        .end()
                        .exit())
                .isZero();

        Ended ended = shop.run(
                        "setpriv",
                        "--reuid=" + USER,
                        "--regid=" + USER,
                        "--clear-groups",
                        program.toString(),
                        "run",
                        "unit")
                .end();

        assertThat(ended.exit()).as("%s", ended).isZero();
        Path who = shop.project().resolve("who");
        assertThat(who).hasContent(USER + "\n" + USER);
        assertThat(Files.getAttribute(who, "unix:uid")).isEqualTo(Integer.valueOf(USER));
    }

    @Test
    void theDigestOfTheImageIsPartOfTheFingerprint() throws IOException {
        Shop shop = shop(
                "cached",
                image() + "inputs: [source.txt], outputs: [made.txt], run: cat source.txt /number > made.txt");
        shop.done("run", "unit");
        assertThat(shop.done("run", "unit").err()).contains("skipped unit: unchanged, outputs kept");
        String other = pushed(registry.address() + "/tools", "2");
        shop.write("pipeline.yaml", shop.read("pipeline.yaml").replace(tools, other));
        assertThat(shop.done("plan").out()).contains("(the image changed)");
        assertThat(shop.done("run", "unit").err()).contains("pulling " + other, "ok unit");
        assertThat(shop.project().resolve("made.txt")).hasContent("cached\n2");
    }

    @Test
    void aSecretReachesTheScriptByNoCommandLineAndIsMasked() throws IOException {
        Shop shop = shop(
                "secret",
                image() + "env: {TOKEN: {secret: {file: ../token}}},"
                        + " run: 'echo $TOKEN; echo up-$CDCTL_STAGE; until [ -e go ]; do sleep 0.1; done'");
        Files.writeString(top.resolve("secret/token"), "horse-battery-42\n");

        Started started = shop.start("run", "unit");
        await().atMost(SOON).until(() -> started.said().contains("up-unit"));
        assertThat(commandLines()).contains("until [ -e go ]").doesNotContain("horse-battery-42");
        assertThat(engine.text("inspect", running())).contains("horse-battery-42");
        Files.createFile(shop.project().resolve("go"));

        Ended ended = started.end();
        assertThat(ended.exit()).as("%s", ended).isZero();
        assertThat(ended.err()).contains("***").doesNotContain("horse-battery-42");
        assertThat(log(shop)).content().contains("***").doesNotContain("horse-battery-42");
    }

    @Test
    void aScriptThatFailsTellsItsStatusAndItsLastLines() throws IOException {
        Shop shop = shop("failing", image() + "run: 'echo out of paper; (exit 7); echo too-$CDCTL_STAGE'");
        Ended failed = shop.cdctl("run", "unit");
        assertThat(failed.exit()).as("%s", failed).isEqualTo(1);
        assertThat(failed.err())
                .contains("CD-302", "exit status 7", "out of paper")
                .doesNotContain("too-unit");

        Shop bash = shop("bash", image() + "shell: bash, run: 'true'");
        Ended missing = bash.cdctl("run", "unit");
        assertThat(missing.exit()).as("%s", missing).isEqualTo(1);
        assertThat(missing.err()).contains("CD-312", "the shell bash is not in the image");
    }

    @Test
    void aScriptThatTakesTooLongMayEndItselfAndIsEnded() throws IOException {
        Shop polite =
                shop("polite", image() + "timeout: 2s, run: \"trap 'echo good bye; exit 1' TERM; sleep 600 & wait\"");
        Ended ended = polite.cdctl("run", "unit");
        assertThat(ended.exit()).as("%s", ended).isEqualTo(1);
        assertThat(ended.err()).contains("CD-303", "its timeout of 2s", "good bye");
        assertThat(engine.leftovers()).isEmpty();

        Shop deaf = shop("deaf", image() + "timeout: 1s, run: \"trap '' TERM; sleep 600; sleep 600\"");
        assertThat(deaf.cdctl("run", "unit").err()).contains("CD-303");
    }

    @Test
    void whatWasInterruptedIsRemovedAndWhatWasKilledIsRemovedByTheNextRun() throws IOException {
        Shop shop = shop("killed", image() + "run: 'echo up-$CDCTL_STAGE; [ -e go ] || sleep 600'");
        Started interrupted = shop.start("run", "unit");
        await().atMost(SOON).until(() -> interrupted.said().contains("up-unit"));
        assertThat(running()).isNotEmpty();
        interrupted.process().destroy();
        assertThat(interrupted.end().exit()).isEqualTo(143);
        assertThat(engine.leftovers()).isEmpty();

        Started killed = shop.start("run", "unit");
        await().atMost(SOON).until(() -> killed.said().contains("up-unit"));
        killed.process().destroyForcibly();
        killed.end();
        String left = running();
        assertThat(left).isNotEmpty();
        Files.createFile(shop.project().resolve("go"));
        shop.done("run", "unit");
        assertThat(engine.leftovers()).isEmpty();
    }

    @Test
    void twoStagesRunSideBySideInContainersOfTheirOwn() throws IOException {
        Shop shop = shop(
                "both",
                image() + "needs: [], run: 'touch a; until [ -e b ]; do sleep 0.1; done'}\n  other: {" + image()
                        + "needs: [], run: 'touch b; until [ -e a ]; do sleep 0.1; done'");
        assertThat(shop.done("run", "unit", "other", "--jobs", "2").err()).contains("ok unit", "ok other");
    }

    @Test
    void whatCannotBeRunSaysSoByItsExitCode() throws IOException {
        Shop unpinned = shop("unpinned", "image: 'tools:1', run: 'true'");
        Ended invalid = unpinned.cdctl("validate");
        assertThat(invalid.exit()).as("%s", invalid).isEqualTo(3);
        assertThat(invalid.err()).contains("CD-311", "tools:1@sha256:", "pipeline.yaml:");
        unpinned.write("pipeline.yaml", unpinned.read("pipeline.yaml").replace("image: 'tools:1', ", ""));

        Shop absent = shop("absent", "image: '" + tools.substring(0, tools.length() - 1) + digit() + "', run: 'true'");
        Ended unknown = absent.cdctl("run", "unit");
        assertThat(unknown.exit()).as("%s", unknown).isEqualTo(4);
        assertThat(unknown.err()).contains("CD-313", "docker pull");

        Shop alone = shop("alone", image() + "run: 'true'");
        alone.with("DOCKER_HOST", "unix:///nowhere/docker.sock");
        Ended unreachable = alone.cdctl("run", "unit");
        assertThat(unreachable.exit()).as("%s", unreachable).isEqualTo(4);
        assertThat(unreachable.err()).contains("CD-473", "unix:///nowhere/docker.sock (DOCKER_HOST)");
    }

    @Test
    void anImageOfAPrivateRegistryIsPulledWithTheLoginThatDockerLeft() throws IOException, InterruptedException {
        try (Registry secure = Registry.secure(top.resolve("registry-secure"), "ana", "correct-horse")) {
            engine.text("login", "-u", "ana", "-p", "correct-horse", secure.address());
            String pinned = pushed(secure.address() + "/tools", "3");
            Shop shop = shop("login", "image: '" + pinned + "', run: cat /number");
            Ended nobody = shop.cdctl("run", "unit");
            assertThat(nobody.exit()).as("%s", nobody).isEqualTo(4);
            assertThat(nobody.err()).contains("CD-313");

            Files.createDirectories(shop.home().resolve(".docker"));
            String auth = Base64.getEncoder().encodeToString("ana:correct-horse".getBytes(StandardCharsets.UTF_8));
            Files.writeString(
                    shop.home().resolve(".docker/config.json"),
                    "{\"auths\":{\"" + secure.address() + "\":{\"auth\":\"" + auth + "\"}}}");
            assertThat(shop.done("run", "unit").err()).contains("ok unit").doesNotContain("correct-horse");
        }
    }

    /** Another last digit than that of the image. */
    private char digit() {
        return tools.endsWith("0") ? '1' : '0';
    }

    private static Path log(Shop shop) throws IOException {
        try (Stream<Path> files = Files.walk(shop.project().resolve(".cdctl/runs"))) {
            return files.filter(file -> file.endsWith("unit.log")).findFirst().orElseThrow();
        }
    }

    private String running() {
        return engine.text("ps", "-q", "--filter", "label=dev.cdctl.stage");
    }

    private static String commandLines() throws IOException {
        StringBuilder all = new StringBuilder();
        try (Stream<Path> processes = Files.list(Path.of("/proc"))) {
            processes
                    .filter(path -> path.getFileName().toString().matches("[0-9]+"))
                    .forEach(path -> {
                        try {
                            all.append(Files.readString(path.resolve("cmdline"), StandardCharsets.ISO_8859_1))
                                    .append('\n');
                        } catch (IOException e) {
                            // It has ended.
                        }
                    });
        }
        return all.toString();
    }
}

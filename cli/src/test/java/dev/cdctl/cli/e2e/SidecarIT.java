package dev.cdctl.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cdctl.cli.e2e.Program.Ended;
import dev.cdctl.cli.world.World;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Releases of two images on a real engine: containers of both form one colour, and come and go together. */
class SidecarIT {
    private static final String DOCKERFILE = """
            FROM scratch
            COPY service release.txt /
            ENV VERSION="%s" BEHAVE="%s"
            ENTRYPOINT ["/service"]
            """;

    private final Dockerd engine;
    private final Registry registry;
    private final Shop shop;

    SidecarIT(@TempDir Path top) throws IOException, InterruptedException {
        engine = Dockerd.start(top.resolve("engine"));
        registry = Registry.plain(top.resolve("registry"));
        shop = Shop.open(Files.createDirectory(top.resolve("shop")), this::pipeline);
    }

    private String pipeline(String usual) {
        return usual.replace(
                        "  - archive: {name: shop, files: [start.sh, release.txt]}",
                        "  - image: {name: shop}\n  - image: {name: cache, dockerfile: cache.Dockerfile}")
                .replace("push: {archives:", "push: {images: " + registry.address() + "/two, archives:")
                .replace("  command: ./start.sh\n", "  container: {image: shop, memory: 128m}\n  roles:\n    web:\n")
                .replace("  health: {http: /health, every: 50ms, times: 2, within: 30s}", """
                              health: {http: /health, every: 50ms, times: 2, within: 15s}
                            cache:
                              kind: sidecar
                              container: {image: cache, memory: 32m, user: "10001", volumes: ["kept:/kept"]}\
                        """)
                .replace(
                        "  production:\n",
                        "  production:\n    hosts: [{url: \"" + engine.host() + "\", name: web1}]\n");
    }

    @BeforeEach
    void prepare() throws IOException {
        shop.with("DOCKER_HOST", engine.host());
        shop.write(".gitignore", ".cdctl/\nservice\n");
        shop.write(".dockerignore", ".git\n");
        Files.copy(World.service(), shop.project().resolve("service"));
    }

    @AfterEach
    void end() throws IOException, InterruptedException {
        shop.close();
        assertThat(engine.text("ps", "-a", "-q")).isEmpty();
        registry.close();
        engine.close();
    }

    @Test
    void theContainersOfAColourAreDeployedCheckedKeptAndTakenBackTogether() throws Exception {
        release("1.0.0", "");
        release("1.1.0", "");
        List<String> first = deploy("1.0.0");
        assertThat(containers()).containsExactly("cache blue 1.0.0", "web blue 1.0.0");
        assertThat(limits("cache", "blue")).isEqualTo((32 << 20) + " [10001] cdctl-shop-production-kept:/kept:rw");
        assertThat(limits("web", "blue")).isEqualTo((128 << 20) + " []");
        assertThat(names("blue")).contains("cache-blue");

        List<String> second = deploy("1.1.0");
        assertThat(shop.served()).isEqualTo("1.1.0");
        assertThat(containers())
                .containsExactly("cache blue 1.0.0", "cache green 1.1.0", "web blue 1.0.0", "web green 1.1.0");
        assertThat(names("green")).contains("cache-green");

        aBrokenSidecarFailsTheRelease();
        aRollbackNeedsNoRegistry();
        prune(first, second);
    }

    private void aBrokenSidecarFailsTheRelease() {
        release("1.2.0", "exit=3");
        assertThat(shop.done("plan").out()).contains("1 cache of 1.2.0 (image cache) as blue");
        Ended failed = shop.cdctl("deploy", "--release", "1.2.0");
        assertThat(failed.exit()).as("%s", failed).isEqualTo(1);
        assertThat(failed.err()).contains("cache-0", "exit code 3");
        assertThat(shop.served()).isEqualTo("1.1.0");
        assertThat(engine.text("ps", "-q", "--filter", "label=dev.cdctl.version=1.2.0"))
                .isEmpty();
    }

    /** The failed release took the place of the warm one, so both its containers are started again, from what is there. */
    private void aRollbackNeedsNoRegistry() throws InterruptedException {
        registry.close();
        shop.done("rollback");
        assertThat(shop.served()).isEqualTo("1.0.0");
        assertThat(containers()).contains("cache blue 1.0.0", "web blue 1.0.0");
        assertThat(names("blue")).contains("cache-blue");
    }

    /** Nothing of what is live or warm goes; both images of the release that failed do. */
    private void prune(List<String> first, List<String> second) {
        assertThat(images()).containsAll(first).containsAll(second).hasSize(6);
        shop.done("prune", "--keep", "1");
        assertThat(images())
                .containsExactlyInAnyOrderElementsOf(
                        Stream.concat(first.stream(), second.stream()).toList());
    }

    private void release(String version, String cache) {
        shop.write("Dockerfile", DOCKERFILE.formatted(version, ""));
        shop.write("cache.Dockerfile", DOCKERFILE.formatted("cache-" + version, cache));
        shop.release(version);
    }

    /** @return the tags that keep the images which its containers are of */
    private List<String> deploy(String version) {
        shop.deploy(version);
        List<String> used =
                lines("ps", "--no-trunc", "--format", "{{.Image}}", "--filter", "label=dev.cdctl.version=" + version);
        assertThat(used).hasSize(2).doesNotHaveDuplicates().allMatch(image -> image.contains("@sha256:"));
        return used.stream()
                .map(image -> image.replaceFirst("^.*@sha256:", "cdctl/shop/production:sha256-"))
                .toList();
    }

    private List<String> containers() {
        String format =
                "{{.Label \"dev.cdctl.role\"}} {{.Label \"dev.cdctl.colour\"}} {{.Label \"dev.cdctl.version\"}}";
        return lines("ps", "--format", format).stream().sorted().toList();
    }

    private List<String> images() {
        return lines("images", "--format", "{{.Repository}}:{{.Tag}}", "cdctl/shop/production");
    }

    private String limits(String role, String colour) {
        String format = "{{.HostConfig.Memory}} [{{.Config.User}}]{{range .HostConfig.Binds}} {{.}}{{end}}";
        return engine.text("inspect", "--format", format, container(role, colour))
                .strip();
    }

    /** The names by which the sidecar of a colour is found in the network of its environment. */
    private String names(String colour) {
        String format = "{{range .NetworkSettings.Networks}}{{.Aliases}}{{end}}";
        return engine.text("inspect", "--format", format, container("cache", colour));
    }

    private String container(String role, String colour) {
        return engine.text(
                        "ps",
                        "-q",
                        "--filter",
                        "label=dev.cdctl.role=" + role,
                        "--filter",
                        "label=dev.cdctl.colour=" + colour)
                .strip();
    }

    private List<String> lines(String... command) {
        return Arrays.stream(engine.text(command).split("\n"))
                .filter(line -> !line.isBlank())
                .toList();
    }
}

package dev.cdctl.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.cdctl.cli.e2e.Program.Ended;
import dev.cdctl.cli.e2e.Program.Started;
import dev.cdctl.cli.world.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The pipeline for GitLab of docs/ci.md, run by gitlab-ci-local: each job in a checkout of its own. */
@Timeout(600)
class GitLabIT {
    private static final String PACKAGE = "gitlab-ci-local@4.65.1";
    private static final Path CLIENT = Path.of("target/gitlab-ci-local").toAbsolutePath();
    private static final Path PAGE = Path.of("../docs/ci.md");
    private static final Pattern BLOCK = Pattern.compile("## GitLab\n\n```yaml\n(.*?)```", Pattern.DOTALL);
    private static final Duration SOON = Duration.ofSeconds(90);

    private final Path folder;
    private final Shop shop;

    GitLabIT(@TempDir Path folder) throws IOException {
        this.folder = folder.toRealPath();
        this.shop = Shop.open(this.folder, this::withIntegration);
        Path bin = Files.createDirectories(folder.resolve("bin"));
        Path program = Files.writeString(bin.resolve("cdctl"), "#!/bin/sh\nexec " + Program.FILE + " \"$@\"\n");
        assertThat(program.toFile().setExecutable(true)).isTrue();
        shop.with("PATH", bin + ":" + System.getenv().getOrDefault("PATH", "/usr/bin:/bin"));
        shop.write(".gitignore", ".cdctl/\n.gitlab-ci-local/\nresult.json\n");
        Matcher block = BLOCK.matcher(Files.readString(PAGE));
        assertThat(block.find()).isTrue();
        shop.write(".gitlab-ci.yml", block.group(1));
        shop.git("remote", "add", "origin", shop.project().toUri().toString());
    }

    /** Half of the ports for an environment of its own, and one repository for every checkout. */
    private String withIntegration(String pipeline) {
        Matcher ports = Pattern.compile("ports: ([0-9]+)-([0-9]+)").matcher(pipeline);
        assertThat(ports.find()).isTrue();
        int first = Integer.parseInt(ports.group(1));
        int last = Integer.parseInt(ports.group(2));
        int half = (first + last) / 2;
        return pipeline.replace(ports.group(), "ports: " + first + "-" + half)
                .replace("file:../repository", "file:" + folder.resolve("repository"))
                .replace("within: 30s", "within: 10m")
                .replace("environments:\n", """
                        environments:
                          integration:
                            routers: [{embedded: {port: %d}}]
                            ports: %d-%d
                            drain: 0s
                        """.formatted(half + 1, half + 2, last));
    }

    @AfterEach
    void close() {
        Ended removed = shop.cdctl("remove", "-e", "integration");
        shop.close();
        assertThat(removed.exit()).as(removed.toString()).isZero();
    }

    /** It is installed as whoever runs the tests has npm set up, not in the shop's empty home. */
    private static synchronized Path client() {
        Path client = CLIENT.resolve("node_modules/.bin/gitlab-ci-local");
        if (!Files.exists(client)) {
            new Command(List.of("npm", "install", "--no-audit", "--no-fund", "--prefix"), Map.of())
                    .text(CLIENT.toString(), PACKAGE);
        }
        return client;
    }

    private Started pipeline(String... more) {
        List<String> command =
                new ArrayList<>(List.of(client().toString(), "--force-shell-executor", "--shell-isolation"));
        command.addAll(List.of(more));
        return shop.run(command.toArray(new String[0]));
    }

    private void commit(String version) {
        shop.write("release.txt", version + "\n");
        shop.git("add", "-A");
        shop.git("commit", "-q", "-m", "release " + version);
        shop.git("tag", "v" + version);
    }

    private String live(String environment) {
        return shop.done("status", "-o", "json", "-e", environment).out().replaceAll("\\s", "");
    }

    @Test
    void itsJobsHandTheReleaseFromOneToTheNext() throws IOException {
        commit("1.0.0");
        Ended first = pipeline().end();
        assertThat(first.exit()).as(first.toString()).isZero();
        assertThat(first.out()).contains("PASS", "integration").doesNotContain("CD-");
        assertThat(live("integration")).contains("\"version\":\"1.0.0\"");
        assertThat(live("production")).doesNotContain("\"version\":\"1.0.0\"");
        Ended second = pipeline("--manual", "production").end();
        assertThat(second.exit()).as(second.toString()).isZero();
        assertThat(second.out()).contains("was live already in", "1.0.0");
        assertThat(shop.served()).isEqualTo("1.0.0");
        assertThat(shop.done("history", "-o", "json").out()).contains("/-/jobs/");
    }

    @Test
    void aCancelledJobUndoesWhatItBeganAndUnlocks() throws IOException {
        commit("1.0.0");
        assertThat(pipeline().end().exit()).isZero();
        shop.write("start.sh", "#!/bin/sh\nexec sleep 600\n");
        commit("1.1.0");
        Started cancelled = pipeline();
        await().atMost(SOON).until(() -> starting().size() == 1);
        cancelled.process().destroy();
        assertThat(cancelled.end().exit()).isEqualTo(143);
        await().atMost(SOON).until(() -> deploying().isEmpty());
        assertThat(starting()).as("what the job had started").isEmpty();
        assertThat(live("integration")).contains("\"version\":\"1.0.0\"").doesNotContain("1.1.0");
        assertThat(shop.done("lock", "status", "-e", "integration").out()).contains("not locked");
    }

    /** Instances of the release that never gets well. */
    private List<ProcessHandle> starting() {
        return shop.instances().stream()
                .filter(process -> Processes.describe(process).contains("sleep 600"))
                .toList();
    }

    private List<ProcessHandle> deploying() {
        return shop.processes().stream()
                .filter(process -> Processes.describe(process).contains("deploy -e integration"))
                .toList();
    }
}

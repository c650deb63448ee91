package dev.cdctl.cli.look;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cdctl.cli.InProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Production has its state in files, and staging in an etcd that is off. */
class UnreachableStoreTest {
    private final Path folder;
    private final String etcd;

    UnreachableStoreTest(@TempDir Path folder) throws IOException {
        this.folder = folder;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            etcd = "etcd://127.0.0.1:" + free.getLocalPort();
        }
        pipeline("");
    }

    private void pipeline(String run) throws IOException {
        Files.writeString(folder.resolve("pipeline.yaml"), """
                service: books
                stages: {build: 'true'}
                package: [{archive: {name: books, files: [work.sh]}}]
                run:
                  roles: {feeder: {kind: worker, command: sh work.sh, health: {within: 5s}}}
                %senvironments:
                  staging: {state: "%s"}
                  production: {}
                """.formatted(run, etcd));
    }

    private InProcess.Result run(String... words) {
        return new InProcess().in(folder).with("HOME", folder.toString()).run(words);
    }

    @Test
    void statusShowsTheOthersAndEndsWith4() {
        InProcess.Result status = run("status");
        assertThat(status.exit()).as("%s", status).isEqualTo(4);
        assertThat(status.out())
                .contains("staging: not known, the state in " + etcd, "production: nothing is deployed");
        assertThat(status.err()).contains("CD-704");

        InProcess.Result json = run("status", "-o", "json");
        assertThat(json.exit()).isEqualTo(4);
        assertThat(json.out())
                .contains("\"unknown\" : \"the state in " + etcd, "\"name\" : \"production\"", "\"code\" : \"CD-704\"");
        assertThat(run("status", "-e", "production").exit()).isZero();
        assertThat(run("status", "-e", "staging").exit()).isEqualTo(4);
    }

    @Test
    void theCatalogueNamesTheStoreAndAsksNoneThatIsNotWanted() {
        InProcess.Result all = run("catalogue", "-f", "pipeline.yaml");
        assertThat(all.exit()).as("%s", all).isEqualTo(4);
        assertThat(all.out()).contains("not shown: the state in " + etcd);
        assertThat(all.err()).contains("CD-704");

        InProcess.Result production = run("catalogue", "-f", "pipeline.yaml", "-e", "production");
        assertThat(production.exit()).as("%s", production).isZero();
        assertThat(production.out() + production.err()).doesNotContain("etcd:");
    }

    @Test
    void whatIsTooLargeForTheStateIsAProblemOfThePipeline() throws IOException {
        pipeline("  config: [large.conf]\n");
        assertThat(run("validate").exit()).isZero();
        Files.writeString(folder.resolve("large.conf"), "x".repeat(900_000));

        InProcess.Result validated = run("validate");
        assertThat(validated.exit()).as("%s", validated).isEqualTo(3);
        assertThat(validated.err()).contains("CD-967", "large.conf", "pipeline.yaml:8");
    }
}

package dev.cdctl.cli.work;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cdctl.adapter.file.FileStore;
import dev.cdctl.cli.InProcess;
import dev.cdctl.history.Listing;
import dev.cdctl.history.PipelineText;
import dev.cdctl.history.Published;
import dev.cdctl.model.Name;
import dev.cdctl.state.Store;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code -f} with the address of a store, in a folder that has nothing. */
class StoreAsPipelineTest {
    private static final String TEXT = """
            service: books
            stages: {build: 'true'}
            package: [{archive: {name: books, files: [start.sh]}}]
            run: {command: ./start.sh}
            environments:
              staging: {state: "%1$s"}
              production: {state: "%1$s"}
            """;

    private final Path empty;
    private final String url;

    StoreAsPipelineTest(@TempDir Path folder) throws IOException {
        this.empty = Files.createDirectory(folder.resolve("empty"));
        this.url = "file:" + folder.resolve("state");
        Store store = new FileStore(folder.resolve("state/store"));
        for (String environment : List.of("staging", "production")) {
            Listing listing = new Listing(new Name("books"), new Name(environment), "", "", List.of(), "build7");
            Published published = new Published(listing, new PipelineText("pipeline.yaml", TEXT.formatted(url)));
            assertThat(store.commit(published.changes(store))).isTrue();
        }
    }

    private InProcess.Result run(String... words) {
        return new InProcess().in(empty).with("HOME", empty.toString()).run(words);
    }

    private static void ends(InProcess.Result result, int exit, String... words) {
        assertThat(result.exit()).as("%s", result).isEqualTo(exit);
        assertThat(result.out() + result.err()).contains(words);
    }

    @Test
    void itIsThePipelineOfWhateverLooks() throws IOException {
        ends(run("validate", "-f", url), 0, url + " has no problem: books, to staging, then production");
        ends(run("status", "-f", url + "#books", "-e", "production"), 0, "nothing is deployed");
        ends(run("config", "-f", url), 0, "service = books");
        ends(run("catalogue", "-f", url + "#books"), 0, "books");
        ends(run("doctor", "-f", url), 1, url + " has no problem");
        ends(run("history", "-f", url, "-e", "production"), 0, "nothing was deployed");
        assertThat(Files.list(empty)).isEmpty();
    }

    @Test
    void theVariableWorksTheSame() {
        InProcess.Result result = new InProcess()
                .in(empty)
                .with("HOME", empty.toString())
                .with("CDCTL_FILE", url + "#books")
                .run("validate");
        ends(result, 0, url + "#books has no problem");
    }

    @Test
    void whatChangesAnEnvironmentNeedsItsName() {
        ends(run("flip", "blue", "-f", url), 2, "CD-822", url + " has staging, production");
        ends(run("flip", "blue", "-f", url, "-e", "other"), 2, "CD-821", "it has production, staging");
        ends(run("flip", "blue", "-f", url + "#other", "-e", "production"), 2, "CD-872");
        ends(run("flip", "blue", "-f", url, "-e", "production"), 5, "CD-5");
    }

    @ParameterizedTest
    @ValueSource(strings = {"consul:8500", "consul://a,b", "etcd://", "ssh://host", "file:", "file:/state#No-Service"})
    void whatIsNoAddressIsWrongUsage(String address) {
        ends(run("status", "-f", address), 2, "CD-802", address);
    }

    @Test
    void whatNeedsACheckoutSaysSo() {
        ends(run("init", "-f", url), 2, "CD-802", "writes a file");
        ends(run("version", "-f", url), 1, "CD-");
        ends(run("deploy", "-f", url, "-e", "production"), 1, "CD-");
        ends(run("push", "-f", url), 1, "CD-");
    }
}

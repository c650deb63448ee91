package dev.cdctl.cli.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cdctl.adapter.file.FileStore;
import dev.cdctl.cli.InProcess;
import dev.cdctl.json.Json;
import dev.cdctl.json.JsonText;
import dev.cdctl.model.IsoTime;
import dev.cdctl.state.Store.Change;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code router status} says of routers that processes beside them move. */
class SyncedStatusTest {
    private static final String PIPELINE = """
            service: books
            run: {command: ./start.sh}
            package:
              - archive: {name: books, files: [start.sh]}
            environments:
              production:
                routers: [{nginx: {flags: "%s/flags", listen: "127.0.0.1:1"}, sync: [lb1]}%s]
            """;

    private final Path folder;

    SyncedStatusTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @Test
    void cdctlsOwnRouterIsSpokenOfOnlyWhereThereIsOne() throws IOException {
        pipeline("");
        assertThat(status()).contains("router lb1  production: its process has never reported");
        assertThat(status()).doesNotContain("the router does not run");

        pipeline(", embedded: {port: 1024}");
        assertThat(status()).startsWith("the router does not run\n");
    }

    @Test
    void aProcessThatDiedIsSilentAndDoesNotFollow() throws IOException {
        pipeline("");
        report(Instant.now().minusSeconds(40), true);

        assertThat(status()).contains("    silent for 4", " on vm, since ").doesNotContain("follows on");
        assertThat(silent()).isGreaterThanOrEqualTo(40);
    }

    @Test
    void aProxyThatDoesNotAnswerIsNotSaidToServe() throws IOException {
        pipeline("");
        report(Instant.now(), false);

        assertThat(status())
                .contains("router lb1  production: does not answer, generation 0 is decided", "    follows on vm");
    }

    private void pipeline(String more) throws IOException {
        Files.writeString(folder.resolve("pipeline.yaml"), PIPELINE.formatted(folder, more));
    }

    private void report(Instant heard, boolean answers) {
        Json.Obj report = Json.object()
                .put("format", 1)
                .put("router", "lb1")
                .put("standing", "follows")
                .put("life", "a")
                .put("host", "vm")
                .put("answers", answers)
                .put("proven", "")
                .put("tried", "")
                .put("error", "")
                .put("since", IsoTime.text(heard))
                .put("heard", IsoTime.text(heard))
                .build();
        assertThat(new FileStore(folder.resolve("state/cdctl/store"))
                        .commit(List.of(new Change.Put("books/production/routers/lb1", 0, report))))
                .isTrue();
    }

    private long silent() {
        Json.Obj answer = JsonText.readObject(run("-o", "json"));
        return ((Json.Obj) answer.items("others").get(0)).number("silent").orElseThrow();
    }

    private String status() {
        return run();
    }

    private String run(String... more) {
        List<String> words = new java.util.ArrayList<>(List.of("router", "status"));
        words.addAll(List.of(more));
        InProcess.Result result = new InProcess()
                .in(folder)
                .with("HOME", folder.toString())
                .with("XDG_STATE_HOME", folder.resolve("state").toString())
                .run(words.toArray(String[]::new));
        assertThat(result.exit()).as(result.err()).isZero();
        return result.out();
    }
}

package dev.cdctl.cli.work;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cdctl.cli.InProcess.Result;
import dev.cdctl.json.Json;
import dev.cdctl.json.JsonText;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlanTest {
    private static final List<String> LOOKING = List.of(
            "plan -e production",
            "plan -e production -o json",
            "run --dry-run",
            "run --dry-run build",
            "run --dry-run --from package -e production",
            "status",
            "status -o json",
            "history",
            "version",
            "validate",
            "config --show-origin",
            "schema",
            "lock status",
            "explain run",
            "__complete -- run --from ");

    private static Json.Obj part(Result plan, int index) {
        return (Json.Obj) JsonText.readObject(plan.out()).items("plans").get(index);
    }

    @Test
    void whoOnlyLooksWritesNothing(@TempDir Path temporary) throws IOException {
        try (WorkingCopy copy = new WorkingCopy(temporary).worker("")) {
            copy.write("web.yaml", """
                    service: books
                    package: [{archive: {name: books, files: [work.sh]}}]
                    run: {command: sh work.sh}
                    environments: {integration: {}, production: {}}
                    """).commit("Lend books");
            Map<String, String> before = copy.snapshot();
            for (String line : LOOKING) {
                copy.good(line);
                assertThat(copy.snapshot()).as(line).isEqualTo(before);
            }
            copy.good("plan -f web.yaml -e production");
            copy.good("status -f web.yaml");
            assertThat(copy.snapshot()).isEqualTo(before);
        }
    }

    @Test
    void whoOnlyLooksAtWhatIsLiveWritesNothing(@TempDir Path temporary) throws IOException {
        try (WorkingCopy copy = new WorkingCopy(temporary).worker("").commit("Lend books")) {
            copy.good("run -e production");
            Map<String, String> before = copy.snapshot();
            for (String line : LOOKING) {
                copy.good(line);
                assertThat(copy.snapshot()).as(line).isEqualTo(before);
            }
        }
    }

    @Test
    void itTellsEverythingThatRunWouldDo(@TempDir Path temporary) throws IOException {
        try (WorkingCopy copy = new WorkingCopy(temporary).worker("").commit("Lend books")) {
            copy.good("run -e production");
            copy.write("work.sh", "exec sleep 601\n").commit("Lend more books");
            Result plan = copy.good("plan -e production");
            assertThat(plan.out())
                    .contains("run build: echo building", "package books", "push books")
                    .contains("deploy: books in integration, live is", "deploy: books in production")
                    .contains("hand the work over to 1 feeder: exec sh work.sh", "decide that green is live")
                    .contains("Lend more books (Ada)")
                    .doesNotContain("note:");
            assertThat(copy.good("run --dry-run -e production").out()).isEqualTo(plan.out());
        }
    }

    @Test
    void whatIsLiveAlreadyIsNothingToDo(@TempDir Path temporary) throws IOException {
        try (WorkingCopy copy = new WorkingCopy(temporary).worker("").commit("Lend books")) {
            copy.good("run");
            Json.Obj live = part(copy.good("plan -o json"), 1);
            assertThat(live.flag("changes")).isFalse();
            assertThat(JsonText.pretty(live)).contains("nothing to do: it is live already");
            assertThat(part(copy.good("plan -e production -o json"), 2).flag("changes"))
                    .isTrue();
        }
    }

    @Test
    void aChangedSecretIsSomethingToDo(@TempDir Path temporary) throws IOException {
        try (WorkingCopy copy = new WorkingCopy(temporary).worker("")) {
            copy.write("pipeline.yaml", """
                    service: books
                    package: [{archive: {name: books, files: [work.sh]}}]
                    run:
                      env: {TOKEN: {secret: {env: TOKEN}}}
                      roles: {feeder: {kind: worker, command: exec sh work.sh, health: {within: 5s}}}
                    environments: {integration: {watch: 100ms}}
                    """);
            copy.commit("Lend books").with("TOKEN", "first-value").good("run");
            assertThat(copy.good("plan").out()).contains("nothing to do");
            copy.with("TOKEN", "second-value");
            assertThat(copy.good("plan").out())
                    .contains("note: the release is live, but a secret changed")
                    .doesNotContain("nothing to do", "second-value");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"plan -e production", "run --dry-run -e production"})
    void aClosedGateIsTold(String line, @TempDir Path temporary) throws IOException {
        try (WorkingCopy copy = new WorkingCopy(temporary).worker("").commit("Lend books")) {
            copy.write(
                    "pipeline.yaml",
                    java.nio.file.Files.readString(copy.folder().resolve("pipeline.yaml"))
                            .replace("{after: integration,", "{after: integration, approve: manual,"));
            copy.commit("Approve");
            copy.cdctl().run("freeze", "the sale is on", "-e", "production");
            assertThat(copy.good(line).out())
                    .contains("note: books in production is frozen: the sale is on")
                    .contains("note: it is not approved yet", "cdctl approve -e production");
            assertThat(copy.run("run -e production").exit()).isEqualTo(5);
            assertThat(copy.good("plan -e production").out()).contains("is not approved for production");
        }
    }
}

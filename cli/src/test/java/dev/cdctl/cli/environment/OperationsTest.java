package dev.cdctl.cli.environment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.cdctl.cli.InProcess.Result;
import dev.cdctl.cli.text.OutputSchema;
import dev.cdctl.json.Json;
import dev.cdctl.language.SchemaCheck;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What people do to environments, with real instances and a real router. */
class OperationsTest {
    private static final Duration SOON = Duration.ofSeconds(10);

    @Test
    void fromTheFirstRunToTheRemovalOfEverything(@TempDir Path folder) throws IOException {
        Shop shop = new Shop(folder);
        try {
            firstReleases(shop);
            looksAndSmallThings(shop);
            stopsAndStarts(shop);
            backAndForth(shop);
        } finally {
            shop.run("remove", "-e", "integration", "--yes");
            shop.run("remove", "-e", "production", "--yes");
        }
        // The last of them may have been told to end, and be at it.
        await().atMost(SOON).untilAsserted(() -> assertThat(shop.processes()).isEmpty());
        assertThat(shop.files()).allMatch(file -> file.startsWith("store/.") || file.equals("store/ports.json"));
    }

    @Test
    void whatWasNeverDeployedLeavesNoTrace(@TempDir Path folder) throws IOException {
        Shop shop = new Shop(folder);
        assertThat(answers(shop, "stop", "stop", "-e", "production", "--yes").need("state"))
                .isEqualTo("never deployed");
        answers(shop, "prune", "prune", "-e", "production");
        refused(shop, "CD-573", "up", "-e", "production");
        refused(shop, "CD-588", "rollback", "-e", "production");

        assertThat(shop.files()).allMatch(file -> file.startsWith("store/."));
    }

    private static void firstReleases(Shop shop) {
        Result refused = shop.run("run", "-e", "production");
        assertThat(refused.exit()).as(refused.err()).isEqualTo(5);
        assertThat(refused.err())
                .contains("is not approved for production")
                .endsWith("unknown release; shop in integration was changed before that\n");
        assertThat(shop.run("approve", "-e", "production").exit()).isEqualTo(2);
        answers(shop, "approve", "approve", "-e", "production", "--yes");
        Json.Obj deployed = answers(shop, "deploy", "deploy", "-e", "production");
        assertThat(deployed.flag("changed")).isTrue();
        assertThat(answers(shop, "deploy", "deploy", "-e", "production").flag("changed"))
                .isFalse();
        refused(shop, "CD-594", "deploy", "-e", "production", "--release", "9.9.9");
        refused(shop, "CD-588", "rollback", "-e", "production");
    }

    private static void looksAndSmallThings(Shop shop) {
        answers(shop, "status", "status", "--check");
        answers(shop, "history", "history", "-e", "production");
        answers(shop, "logs", "logs", "-e", "production");
        answers(shop, "verify", "verify", "-e", "integration");
        answers(shop, "router", "router", "status");
        answers(shop, "router", "router", "unit");
        answers(shop, "lock", "lock", "status", "-e", "production");
        answers(shop, "resume", "resume", "-e", "production");
        answers(shop, "prune", "prune", "-e", "production");
        answers(shop, "freeze", "freeze", "exams", "-e", "production");
        refused(shop, "CD-582", "restart", "-e", "production");
        answers(shop, "freeze", "freeze", "--lift", "-e", "production");
        refused(shop, "CD-828", "lock", "break", "abcdefgh", "-e", "production");
        refused(shop, "CD-587", "flip", "green", "-e", "production");
    }

    private static void stopsAndStarts(Shop shop) throws IOException {
        answers(shop, "stop", "stop", "-e", "production", "--yes");
        assertThat(shop.run("status", "-e", "production").out()).contains("stopped by ana on ");
        assertThat(shop.run("status", "-e", "production", "--check").exit()).isZero();
        answers(shop, "start", "start", "-e", "production");
        differences(shop);
        answers(shop, "restart", "restart", "-e", "production");
        answers(shop, "up", "up", "-e", "production");
        assertThat(shop.run("status", "-e", "production").out()).doesNotContain("stopped by");
    }

    /** Monitoring asks for one document that says both how things stand and what is wrong with it. */
    private static void differences(Shop shop) throws IOException {
        for (long pid : shop.instances("production")) {
            ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
        }
        Json.Obj status = answers(shop, "status", "status", "--check", "-e", "production");
        assertThat(status.flag("ok")).isFalse();
        assertThat(status.needNumber("exit")).isEqualTo(5);
        Json.Obj environment = (Json.Obj) status.items("environments").get(0);
        assertThat(environment.items("differences")).isNotEmpty();
        assertThat(status.items("problems")).hasSameSizeAs(environment.items("differences"));
        Result told = shop.run("status", "--check", "-e", "production");
        assertThat(told.exit()).isEqualTo(5);
        assertThat(told.out()).contains("only 0 of 1 live instances run");
        assertThat(told.err()).contains("CD-599");
    }

    private static void backAndForth(Shop shop) throws IOException {
        shop.version("1.1.0");
        assertThat(shop.run("run", "--to", "integration").exit()).isZero();
        assertThat(shop.run("approve", "-e", "production", "--yes").exit()).isZero();
        Json.Obj prepared = answers(shop, "deploy", "deploy", "-e", "production", "--no-flip");
        assertThat(prepared.text("outcome")).contains("prepared");
        assertThat(shop.run("status", "-e", "production").out()).contains("1.1.0  prepared  healthy");
        String idle = prepared.need("colour");
        answers(shop, "flip", "flip", idle, "-e", "production");
        answers(shop, "rollback", "rollback", "-e", "production");
        assertThat(answers(shop, "promote", "promote", "-e", "production").need("version"))
                .isEqualTo("1.1.0");
        assertThat(answers(shop, "rollback", "rollback", "1.0.0", "-e", "production")
                        .need("version"))
                .isEqualTo("1.0.0");
    }

    private static Json.Obj answers(Shop shop, String kind, String... args) {
        Json.Obj document = shop.document(args);
        assertThat(SchemaCheck.errors(OutputSchema.answer(), document)).isEmpty();
        assertThat(document.need("kind"))
                .as(String.join(" ", args) + ": " + document)
                .isEqualTo(kind);
        return document;
    }

    private static void refused(Shop shop, String code, String... args) {
        Json.Obj document = answers(shop, "error", args);
        assertThat(document.needNumber("exit")).isEqualTo(5);
        assertThat(document.items("problems").stream()
                        .map(problem -> ((Json.Obj) problem).need("code"))
                        .toList())
                .isEqualTo(List.of(code));
    }
}

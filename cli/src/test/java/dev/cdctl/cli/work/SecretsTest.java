package dev.cdctl.cli.work;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cdctl.cli.InProcess.Result;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Seeds secrets of every source, has every script print them in every form, and looks for them in every byte. */
class SecretsTest {
    private static final Map<String, String> SECRETS = Map.of(
            "BY_ENV", "s3cr3t \"by/env\"+&?",
            "BY_FILE", "hunter2\\by=file%",
            "BY_COMMAND", "correct horse <by> command");

    /** What the machine keeps of an instance's own output is the instance's own; the vault is where secrets come from. */
    private static final String NOT_OURS = "(home/state/cdctl/machine/books/[a-z]+/logs|vault)/.*";

    private static final String PRINT = """
            printf '%s\\n' "$BY_ENV" "$BY_FILE" "$BY_COMMAND"
            printf %s "$BY_ENV" | base64; printf %s "$BY_FILE" | base64; printf %s "$BY_COMMAND" | base64
            cat "$FORMS"
            """;

    private static String need(String name) {
        return Objects.requireNonNull(SECRETS.get(name));
    }

    private static List<String> forms() {
        return forms(SECRETS.values());
    }

    private static List<String> forms(Collection<String> secrets) {
        List<String> forms = new ArrayList<>();
        secrets.forEach(secret -> {
            forms.add(secret);
            forms.add(Base64.getEncoder().encodeToString(secret.getBytes(UTF_8)));
            forms.add(URLEncoder.encode(secret, UTF_8));
            forms.add(secret.replace("\\", "\\\\").replace("\"", "\\\""));
        });
        return forms;
    }

    private static WorkingCopy copy(Path temporary, int exit) throws IOException {
        WorkingCopy copy = new WorkingCopy(temporary);
        copy.with("XDG_STATE_HOME", copy.root().resolve("home/state").toString());
        copy.with("BY_ENV", need("BY_ENV"));
        copy.with("VAULT", copy.root().resolve("vault").toString());
        Files.createDirectories(copy.root().resolve("vault"));
        for (Map.Entry<String, String> secret : SECRETS.entrySet()) {
            Files.writeString(copy.root().resolve("vault/" + secret.getKey()), secret.getValue() + "\n");
        }
        Files.writeString(copy.root().resolve("vault/forms"), String.join("\n", forms()) + "\n");
        List<String> beforeAnyDeployment = List.of(need("BY_ENV"), need("BY_FILE"));
        Files.writeString(copy.root().resolve("vault/known"), String.join("\n", forms(beforeAnyDeployment)) + "\n");
        return copy.write("pipeline.yaml", """
                service: books
                stages: {build: 'cat ../vault/known; cat ../vault/BY_FILE | base64'}
                package: [{archive: {name: books, files: [work.sh]}}]
                push: {archives: 'file:../pushed'}
                run:
                  env:
                    FORMS: ${VAULT}/forms
                    BY_ENV: {secret: {env: BY_ENV}}
                    BY_FILE: {secret: {file: ../vault/BY_FILE}}
                    BY_COMMAND: {secret: {command: cat ../vault/BY_COMMAND}}
                  roles: {feeder: {kind: worker, command: exec sh work.sh, health: {within: 5s}}}
                environments:
                  integration:
                    watch: 300ms
                    verify: 'cat ../vault/forms; exit %d'
                """.formatted(exit))
                .write("work.sh", PRINT + "exec sleep 600\n")
                .commit("Lend books");
    }

    private static void assertSecret(WorkingCopy copy, List<Result> results) throws IOException {
        List<String> found = new ArrayList<>();
        for (String form : forms()) {
            copy.snapshot().forEach((file, content) -> {
                if (!file.matches(NOT_OURS) && content.contains(form)) {
                    found.add(form + " in " + file);
                }
            });
            results.stream()
                    .filter(result -> (result.out() + result.err()).contains(form))
                    .forEach(result -> found.add(form + " in the output of " + result.args()));
        }
        assertThat(found).isEmpty();
    }

    @Test
    void aRunThatSucceedsKeepsThem(@TempDir Path temporary) throws IOException {
        try (WorkingCopy copy = copy(temporary, 0)) {
            assertSecret(
                    copy,
                    List.of(
                            copy.good("run -v --result-file ../result.json"),
                            copy.good("run -o json"),
                            copy.good("config --show-origin"),
                            copy.good("status"),
                            copy.good("history -o json"),
                            copy.good("logs"),
                            copy.good("plan -o json")));
            assertThat(Files.readString(copy.root().resolve("result.json"))).contains("deployments");
        }
    }

    @Test
    void aRunWhoseVerificationFailsKeepsThem(@TempDir Path temporary) throws IOException {
        try (WorkingCopy copy = copy(temporary, 4)) {
            Result failed = copy.run("run --result-file ../result.json");
            Result json = copy.run("run -o json");
            assertThat(failed.exit()).isEqualTo(1);
            assertThat(failed.err()).contains("CD-302", "***");
            assertThat(json.out()).contains("***");
            assertSecret(copy, List.of(failed, json));
        }
    }

    @Test
    void aRunWhoseInstanceFailsKeepsThem(@TempDir Path temporary) throws IOException {
        try (WorkingCopy copy = copy(temporary, 0)) {
            copy.write("work.sh", PRINT + "exit 3\n").commit("Fail");
            Result failed = copy.run("run --result-file ../result.json");
            Result json = copy.run("run -o json");
            assertThat(failed.exit()).isIn(1, 8);
            assertThat(failed.err()).contains("ended", "***");
            assertSecret(copy, List.of(failed, json));
        }
    }
}

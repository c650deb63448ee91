package dev.cdctl.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cdctl.model.Failure;
import dev.cdctl.model.Origin;
import dev.cdctl.model.Problem;
import dev.cdctl.model.mask.KnownSecrets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretReaderTest {
    private static final Origin HERE = new Origin("pipeline.yaml", 4, 9, "env: {}");

    private final Path folder;
    private final KnownSecrets known = new KnownSecrets();
    private final List<Problem> warnings = new ArrayList<>();
    private final List<String> commands = new ArrayList<>();
    private final SecretReader reader;

    SecretReaderTest(@TempDir Path folder) {
        this.folder = folder;
        this.reader = new SecretReader(folder, Map.of("TOKEN", "by-variable"), this::command, known, warnings::add);
    }

    private String command(Path at, String text) {
        commands.add(text);
        return "by-command\r\n";
    }

    private static EnvValue secret(SecretSource source) {
        return new EnvValue.Secret(source);
    }

    private List<String> codes(Map<String, EnvValue> env) {
        List<String> codes = new ArrayList<>();
        assertThatThrownBy(() -> reader.resolve(env))
                .isInstanceOfSatisfying(
                        Failure.class, failure -> failure.problems().forEach(problem -> codes.add(problem.code())));
        return codes;
    }

    @Test
    void eachSourceIsReadAndHidden() throws IOException {
        Files.writeString(folder.resolve("key"), "line one\nline two\n");
        Map<String, String> values = reader.resolve(Map.of(
                "PLAIN", new EnvValue.Plain("plain"),
                "A", secret(new SecretSource.File("key", HERE)),
                "B", secret(new SecretSource.Variable("TOKEN", HERE)),
                "C", secret(new SecretSource.Command("vault read", HERE))));
        assertThat(values)
                .containsOnly(
                        Map.entry("PLAIN", "plain"),
                        Map.entry("A", "line one\nline two"),
                        Map.entry("B", "by-variable"),
                        Map.entry("C", "by-command"));
        assertThat(known.hide("plain line two by-variable by-command")).isEqualTo("plain *** *** ***");
        assertThat(warnings).isEmpty();
    }

    @Test
    void everythingThatCannotBeReadIsToldAtOnce() {
        assertThat(codes(Map.of(
                        "A", secret(new SecretSource.File("none", HERE)),
                        "B", secret(new SecretSource.Variable("NONE", HERE)))))
                .containsExactly("CD-574", "CD-574");
    }

    @Test
    void aZeroByteIsRefusedWithoutTheValue() throws IOException {
        Files.writeString(folder.resolve("key"), "before\0after");
        assertThat(codes(Map.of("A", secret(new SecretSource.File("key", HERE)))))
                .containsExactly("CD-360");
    }

    @Test
    void aShortSecretIsWarnedOf() throws IOException {
        Files.writeString(folder.resolve("key"), "abc\n");
        assertThat(reader.resolve(Map.of("A", secret(new SecretSource.File("key", HERE)))))
                .containsEntry("A", "abc");
        assertThat(warnings).extracting(Problem::code).containsExactly("CD-301");
        assertThat(warnings.get(0).what()).contains("A").doesNotContain("abc");
    }

    @Test
    void learningRunsNothingAndMissesNothingLoudly() {
        reader.learn(Map.of(
                "A", secret(new SecretSource.Command("vault read", HERE)),
                "B", secret(new SecretSource.Variable("TOKEN", HERE)),
                "C", secret(new SecretSource.File("none", HERE))));
        assertThat(commands).isEmpty();
        assertThat(known.hide("by-variable")).isEqualTo("***");
    }

    @Test
    void aFingerprintIsOfTheReference() throws IOException {
        Path key = Files.writeString(folder.resolve("key"), "value");
        String fingerprint = secret(new SecretSource.File(key.toString(), HERE)).fingerprint();
        assertThat(secret(new SecretSource.File(key.toString(), Origin.of("elsewhere")))
                        .fingerprint())
                .isEqualTo(fingerprint);
        assertThat(secret(new SecretSource.Variable(key.toString(), HERE)).fingerprint())
                .isNotEqualTo(fingerprint);
        assertThat(fingerprint).doesNotContain("value", "key");
    }
}

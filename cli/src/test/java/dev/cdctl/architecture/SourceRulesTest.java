package dev.cdctl.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SourceRulesTest {
    @ParameterizedTest
    @ValueSource(strings = {"../core/src/main/java", "src/main/java"})
    void theCodeKeepsTheRules(String folder) throws IOException {
        assertThat(SourceRules.check(Path.of(folder))).isEmpty();
    }

    @Test
    void theSeededCodeBreaksEveryRule() throws IOException {
        List<String> found = SourceRules.check(Path.of("src/test/java/dev/cdctl/seeded/sources"));
        assertThat(found)
                .contains(
                        "documented: Undocumented.java Undocumented",
                        "method-length: Undocumented.java tooLong",
                        "parameters: Undocumented.java tooMany",
                        "catch-all: Undocumented.java")
                .anyMatch(line -> line.startsWith("null-marked: "));
    }
}

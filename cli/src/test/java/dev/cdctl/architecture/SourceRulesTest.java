package dev.cdctl.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
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

    @Test
    void aPackageMayHaveFifteenFilesButNotSixteen(@TempDir Path folder) throws IOException {
        for (int file = 1; file <= 15; file++) {
            Files.writeString(folder.resolve("Type" + file + ".java"), "package many;");
        }
        assertThat(SourceRules.check(folder)).noneMatch(line -> line.startsWith("files-per-package: "));
        Files.writeString(folder.resolve("Type16.java"), "package many;");
        assertThat(SourceRules.check(folder)).contains("files-per-package: " + folder);
    }
}

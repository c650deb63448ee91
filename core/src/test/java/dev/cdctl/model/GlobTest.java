package dev.cdctl.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GlobTest {
    private final Path root;

    GlobTest(@TempDir Path root) {
        this.root = root;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {
                "**/AssemblyInfo.cs AssemblyInfo.cs",
                "**/AssemblyInfo.cs a/b/AssemblyInfo.cs",
                "src/** src/a",
                "src/** src/a/b",
                "src/ src/a/b",
                "src/**/x/*.c src/x/a.c",
                "src/**/x/*.c src/x/y/x/a.c",
                "*.{zip,tar.gz} books.tar.gz",
                "{a,b{c,d}}/e bd/e",
                "./a/b a/b",
                "a?c abc",
                "a**c abbc",
                "* .hidden",
                "[id].js [id].js",
                "ä? äß",
            })
    void matchesWhatIsMeant(String glob, String path) {
        assertThat(Glob.parse(glob).matches(path)).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {
                "*.cs a/b.cs",
                "**/AssemblyInfo.cs AssemblyInfo.csx",
                "**/AssemblyInfo.cs MyAssemblyInfo.cs",
                "src/** src",
                "a?c a/c",
                "a.c abc",
                "*.{zip,gz} books.tar",
            })
    void doesNotMatchWhatIsNotMeant(String glob, String path) {
        assertThat(Glob.parse(glob).matches(path)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "/etc/*", "../x", "a/../b", "a\\b", "{a,b", "a}", ".", "{a,..}/b"})
    void refusesWhatIsNoPattern(String glob) {
        assertThatThrownBy(() -> Glob.parse(glob)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void refusesMoreAlternativesThanAnyoneMeans() {
        assertThatThrownBy(() -> Glob.parse("{a,b}".repeat(30))).hasMessageContaining("alternatives");
    }

    @Test
    void manyStarsEndQuickly() {
        assertThat(Glob.parse("*a".repeat(60) + "b").matches("a".repeat(5000))).isFalse();
        assertThat(Glob.parse("**/a/".repeat(60) + "b").matches("a/".repeat(2000) + "c"))
                .isFalse();
    }

    @Test
    void walksInTheOrderOfPathsAndLeavesGitAndCdctlOut() throws IOException {
        for (String file : List.of("b/c", "b-a", "b.txt", "a", ".git/x", ".cdctl/x", "sub/.git", "sub/.cdctl/y")) {
            write(file);
        }
        assertThat(walk("**")).containsExactly("a", "b-a", "b.txt", "b/c");
    }

    @Test
    void doesNotFollowLinks() throws IOException {
        write("real/file");
        Files.createSymbolicLink(root.resolve("folder-link"), root.resolve("real"));
        Files.createSymbolicLink(root.resolve("link"), root.resolve("real/file"));
        assertThat(walk("**")).containsExactly("real/file");
    }

    @Test
    void walksARootThatIsALink() throws IOException {
        write("real/file");
        Path link = Files.createSymbolicLink(root.resolve("link"), root.resolve("real"));
        assertThat(Glob.walk(link, List.of(Glob.parse("*")))).containsExactly(link.resolve("file"));
    }

    @Test
    void severalPatternsGiveEachFileOnce() throws IOException {
        write("a/x.txt");
        write("b/y.txt");
        write("c/z.txt");
        assertThat(walk("a/*", "**/*.txt", "b/")).containsExactly("a/x.txt", "b/y.txt", "c/z.txt");
        assertThat(walk("a/*", "b/")).containsExactly("a/x.txt", "b/y.txt");
    }

    @Test
    void aMissingRootIsAProblem() {
        assertThatThrownBy(() -> Glob.walk(root.resolve("none"), List.of(Glob.parse("*"))))
                .isInstanceOf(Failure.class)
                .hasMessageContaining("CD-200");
    }

    private List<String> walk(String... globs) {
        return Glob.walk(root, Arrays.stream(globs).map(Glob::parse).toList()).stream()
                .map(file -> root.relativize(file).toString())
                .toList();
    }

    private void write(String file) throws IOException {
        Path path = root.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, file);
    }
}

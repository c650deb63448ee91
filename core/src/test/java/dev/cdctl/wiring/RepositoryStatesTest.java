package dev.cdctl.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every state of a repository gives the version that docs/versions.md says. */
class RepositoryStatesTest {
    private static final Path PAGE = Path.of("../docs/versions.md");

    private final Path temp;

    RepositoryStatesTest(@TempDir Path temp) throws IOException {
        this.temp = temp.toRealPath();
    }

    static List<RepositoryState> git() {
        return GitStates.all();
    }

    static List<RepositoryState> svn() {
        return SvnStates.all();
    }

    static List<RepositoryState> files() {
        return FileStates.all();
    }

    @ParameterizedTest
    @MethodSource("git")
    void gitGivesTheDocumentedVersion(RepositoryState state) {
        assertThat(state.found(temp, GitStates.FUNCTIONS)).isEqualTo(state.version());
    }

    @ParameterizedTest
    @MethodSource("svn")
    void subversionGivesTheDocumentedVersion(RepositoryState state) {
        assertThat(state.found(temp, SvnStates.FUNCTIONS)).isEqualTo(state.version());
    }

    @ParameterizedTest
    @MethodSource("files")
    void theOtherSourcesGiveTheDocumentedVersion(RepositoryState state) {
        assertThat(state.found(temp, FileStates.FUNCTIONS)).isEqualTo(state.version());
    }

    @Test
    void thePageHasEveryStateAndNoOther() throws IOException {
        List<String> rows = Files.readAllLines(PAGE).stream()
                .filter(line -> line.matches("\\| .* \\| `(CD-\\d+|[0-9][^ ]*)` \\|"))
                .toList();
        assertThat(rows)
                .isEqualTo(Stream.of(git(), svn(), files())
                        .flatMap(List::stream)
                        .map(RepositoryState::row)
                        .toList());
    }
}

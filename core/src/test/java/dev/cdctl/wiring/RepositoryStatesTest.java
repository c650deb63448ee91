package dev.cdctl.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cdctl.PageTable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every state of a repository gives the version that docs/versions.md says. */
class RepositoryStatesTest {
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
        assertPage("states of git", git());
        assertPage("states of Subversion", svn());
        assertPage("states of files", files());
        assertThat(git()).hasSizeGreaterThan(20);
    }

    private static void assertPage(String part, List<RepositoryState> states) throws IOException {
        List<String> lines = new ArrayList<>(List.of("| state | version |", "|---|---|"));
        states.forEach(state -> lines.add(state.row()));
        PageTable.assertSame("docs/versions.md", part, lines);
    }
}

package dev.cdctl.version.form;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.cdctl.PageTable;
import dev.cdctl.model.Failure;
import dev.cdctl.model.Version;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FormTest {
    private static final List<String> SHOWN = List.of(
            "1.4.2",
            "1.4.3-dev.5.g3f2a9c81",
            "1.4.3-dev.5.r1234",
            "0.0.0-dev.12.g3f2a9c81",
            "2.0.0-rc.1",
            "2.0.0-rc.1.dev.7.g3f2a9c81",
            "1.4.2+build.7",
            "1.4-SNAPSHOT",
            "1.0.0-preview.1",
            "1.2.3.4",
            "r17");

    @ParameterizedTest
    @CsvSource({
        "1.4.2, 1.4.2.0",
        "1.4.3-dev.5.gabcdef12, 1.4.2.5",
        "1.4.3-dev.0.gabcdef12.dirty.f1234567, 1.4.2.0",
        "0.0.0-dev.12.gabcdef12, 0.0.0.12",
        "1.5.0-dev.12.gabcdef12, 1.5.0.0",
        "2.0.0-rc.1, 2.0.0.0",
        "2.0.0-rc.1.dev.7.gabcdef12, 2.0.0.0",
        "1.4.2-SNAPSHOT, 1.4.2.0",
        "1.4.2+build.7, 1.4.2.0",
        "1.2.3.4, 1.2.3.4",
        "2026.11, 2026.11.0.0",
        "7-beta, 7.0.0.0",
        "65534.0.0, 65534.0.0.0",
    })
    void theFourNumbersKeepTheOrderOfBuilds(String version, String numbers) {
        assertThat(Form.NUMERIC.of(new Version(version))).isEqualTo(numbers);
    }

    @ParameterizedTest
    @CsvSource({
        "65535.0.0, its first number is above 65534",
        "1.65535.0, its second number is above 65534",
        "1.0.65535, its third number is above 65534",
        "1.4.3-dev.65535.gab, its fourth number is above 65534",
        "1.2.3.99999999999999999999, its fourth number is above 65534",
        "20261120.1, its first number is above 65534",
        "r17, it does not begin with one to four numbers",
        "1.2.3.4.5, it does not begin with one to four numbers",
    })
    void anAssemblyVersionThatDoesNotFitNamesThePart(String version, String why) {
        refused(Form.NUMERIC, version, "CD-223", why);
    }

    @ParameterizedTest
    @CsvSource({
        "1.4.2, 1.4.2",
        "1.4, 1.4.0",
        "7, 7.0.0",
        "1.4-SNAPSHOT, 1.4.0-SNAPSHOT",
        "2026.03.05, 2026.3.5",
        "1.4+7, 1.4.0+7",
    })
    void semverFillsNumbersIn(String version, String semver) {
        assertThat(Form.SEMVER.of(new Version(version))).isEqualTo(semver);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.2.3.4", "1.4.2.Final", "r17", "1.4-01", "1.4_2", "1.4.2-", "99999999999999999999.1"})
    void whatHasNoPlaceInSemverIsRefused(String version) {
        refused(Form.SEMVER, version, "CD-229", "one to three numbers");
        refused(Form.NPM, version, "CD-232", "semver.org");
    }

    @ParameterizedTest
    @CsvSource({
        "1.4.2+build.7, 1.4.2_build.7",
        "1.4.3-dev.5.gabcdef12, 1.4.3-dev.5.gabcdef12",
        "r17, r17",
    })
    void aDockerTagHasNoPlus(String version, String tag) {
        assertThat(Form.DOCKER.of(new Version(version))).isEqualTo(tag);
    }

    @ParameterizedTest
    @CsvSource({
        "1.4.2+7, 1.4.2+7",
        "1.4.2-SNAPSHOT, 1.4.2-SNAPSHOT",
        "1.4.2.Final, 1.4.2.Final",
        "2.0.0-rc.1.dev.7.gab, 2.0.0-rc.1.dev.7.gab",
        "1.4.3-dev.5.gab, 1.4.3-milestone.0.dev.5.gab",
        "1.0.0-M3, 1.0.0-M3",
        "1.0.0-alpha-1, 1.0.0-alpha-1",
    })
    void mavenGetsWhatItSortsBeforeTheRelease(String version, String maven) {
        assertThat(Form.MAVEN.of(new Version(version))).isEqualTo(maven);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.0.0-preview.1", "1.0.0-1", "1.0.0-m.1", "1.0.0-rcx"})
    void whatMavenWouldSortAfterTheReleaseIsRefused(String version) {
        refused(Form.MAVEN, version, "CD-230", "sorts it after the release");
    }

    @ParameterizedTest
    @CsvSource({
        "1.4.2, 1.4.2",
        "1.4.2+7, 1.4.2",
        "9007199254740991.0.0, 9007199254740991.0.0",
    })
    void npmGetsNoBuild(String version, String npm) {
        assertThat(Form.NPM.of(new Version(version))).isEqualTo(npm);
    }

    @ParameterizedTest
    @ValueSource(strings = {"9007199254740992.0.0", "1.0.0-rc.9007199254740992", "1.0.0-99999999999999999"})
    void whatJavaScriptCannotCountIsRefused(String version) {
        refused(Form.NPM, version, "CD-232", "above 9007199254740991");
    }

    @ParameterizedTest
    @CsvSource({
        "1.4.2, 1.4.2",
        "1.4.2+7, 1.4.2+7",
        "1.4.3-dev.5.gab, 1.4.3~dev.5.gab",
        "1.4-SNAPSHOT, 1.4~SNAPSHOT",
        "1.4.2-feature-x.1, 1.4.2~feature+x.1",
        "1.4.2.Final, 1.4.2.Final",
    })
    void debianGetsATildeBeforeThePreRelease(String version, String debian) {
        assertThat(Form.DEBIAN.of(new Version(version))).isEqualTo(debian);
    }

    @ParameterizedTest
    @ValueSource(strings = {"r17", "1.4_2"})
    void whatDebianDoesNotTakeIsRefused(String version) {
        refused(Form.DEBIAN, version, "CD-233", "begin with a digit");
    }

    @Test
    void scriptsGetEveryFormThatCanBeMade() {
        assertThat(Form.variables(new Version("1.4.2+7")))
                .containsEntry("CDCTL_VERSION_SEMVER", "1.4.2+7")
                .containsEntry("CDCTL_VERSION_NUMERIC", "1.4.2.0")
                .containsEntry("CDCTL_VERSION_DOCKER", "1.4.2_7")
                .hasSize(Form.values().length);
        assertThat(Form.variables(new Version("r17"))).containsOnlyKeys("CDCTL_VERSION_DOCKER", "CDCTL_VERSION_MAVEN");
    }

    @Test
    void thePageShowsEachForm() throws IOException {
        List<String> lines = new ArrayList<>();
        StringBuilder head = new StringBuilder("| version |");
        for (Form form : Form.values()) {
            head.append(" `").append(form.word()).append("` |");
        }
        lines.add(head.toString());
        lines.add("|---".repeat(Form.values().length + 1) + "|");
        for (String version : SHOWN) {
            StringBuilder row = new StringBuilder("| " + version + " |");
            for (Form form : Form.values()) {
                row.append(' ')
                        .append(form.find(new Version(version)).orElse("none"))
                        .append(" |");
            }
            lines.add(row.toString());
        }
        PageTable.assertSame("docs/versions.md", "forms", lines);
    }

    private static void refused(Form form, String version, String code, String why) {
        assertThat(form.find(new Version(version))).isEmpty();
        assertThatExceptionOfType(Failure.class)
                .isThrownBy(() -> form.of(new Version(version)))
                .satisfies(failure -> assertThat(failure.problems())
                        .singleElement()
                        .satisfies(problem -> assertThat(problem.code()).isEqualTo(code))
                        .satisfies(problem -> assertThat(problem.why()).contains(why)));
    }
}

package dev.cdctl.version.form;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SemverTest {
    @Test
    void sortsAsSemverOrgSays() {
        List<String> ordered = List.of(
                "0.9.9",
                "1.0.0-alpha",
                "1.0.0-alpha.1",
                "1.0.0-alpha.beta",
                "1.0.0-beta",
                "1.0.0-beta.2",
                "1.0.0-beta.11",
                "1.0.0-rc.1",
                "1.0.0",
                "1.0.1",
                "1.2.0",
                "1.10.0",
                "2.0.0");
        List<Semver> shuffled =
                ordered.stream().map(text -> Semver.parse(text).orElseThrow()).collect(Collectors.toList());
        Collections.reverse(shuffled);
        assertThat(shuffled.stream().sorted().map(Semver::toString)).isEqualTo(ordered);
    }

    @Test
    void everythingOnTheWayToTheNextTagLiesBetweenTheTwo() {
        Stream.of(
                        List.of("1.4.2", "1.4.3-dev.0.gab.dirty.f0", "1.4.3-dev.2.gab", "1.4.3-dev.10.gab", "1.4.3"),
                        List.of("2.0.0-rc.1", "2.0.0-rc.1.dev.1.gab", "2.0.0-rc.1.dev.10.gab", "2.0.0-rc.2", "2.0.0"),
                        List.of("0.0.0-dev.1.gab", "0.0.0-dev.12.gab", "0.0.1"))
                .forEach(ordered -> assertThat(ordered.stream()
                                .map(text -> Semver.parse(text).orElseThrow())
                                .toList())
                        .isSorted());
        assertThat(Semver.parse("1.4.2+build.7").orElseThrow().towardsNext()).isEqualTo("1.4.3-dev");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1.2",
                "1.2.3.4",
                "01.2.3",
                "1.2.3-",
                "1.2.3-01",
                "1.2.3-a..b",
                "1.2.3+",
                " 1.2.3",
                "1.2.3-ä",
                "v1.2.3",
                ""
            })
    void refusesWhatIsNoSemver(String text) {
        assertThat(Semver.parse(text)).isEmpty();
    }
}

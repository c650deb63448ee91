package dev.cdctl.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NearestTest {
    private static final List<String> KNOWN = List.of("deploy", "status", "stop", "up", "rollback");

    @ParameterizedTest
    @CsvSource({"depoly,deploy", "stauts,status", "stp,stop", "rollb,rollback"})
    void aTypingErrorFindsItsWord(String typed, String meant) {
        assertThat(Nearest.to(typed, KNOWN)).contains(meant);
    }

    @Test
    void whatIsNothingLikeAnyWordFindsNone() {
        assertThat(Nearest.to("kubernetes", KNOWN)).isEmpty();
        assertThat(Nearest.to("xy", KNOWN)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"'','',0", "a,'',1", "abc,abc,0", "abc,acb,2", "kitten,sitting,3"})
    void theDistanceCountsChanges(String left, String right, int distance) {
        assertThat(Nearest.distance(left, right)).isEqualTo(distance);
        assertThat(Nearest.distance(right, left)).isEqualTo(distance);
    }
}

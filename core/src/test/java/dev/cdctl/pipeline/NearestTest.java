package dev.cdctl.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NearestTest {
    private static final List<String> WORDS = List.of("health", "replicas", "run", "environments", "warm-up", "env");

    @Test
    void aSlipOfThePenIsMended() {
        assertThat(Nearest.of("helth", WORDS)).contains("health");
        assertThat(Nearest.of("haelth", WORDS)).contains("health");
        assertThat(Nearest.of("rplcsai", WORDS)).isEmpty();
        assertThat(Nearest.of("replicsa", WORDS)).contains("replicas");
        assertThat(Nearest.of("rnu", WORDS)).contains("run");
    }

    @Test
    void aBeginningIsCompleted() {
        assertThat(Nearest.of("environ", WORDS)).contains("environments");
        assertThat(Nearest.of("healthcheck", WORDS)).contains("health");
    }

    @Test
    void shortWordsMustBeCloser() {
        assertThat(Nearest.of("tan", WORDS)).isEmpty();
        assertThat(Nearest.of("x", WORDS)).isEmpty();
        assertThat(Nearest.of("", WORDS)).isEmpty();
        assertThat(Nearest.of("x", List.of("y"))).isEmpty();
    }

    @Test
    void theQuestionIsEmptyWhenNothingIsNear() {
        assertThat(Nearest.question("helth", WORDS)).isEqualTo("did you mean 'health'?");
        assertThat(Nearest.question("zebra", WORDS)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"depoly,deploy", "stauts,status", "stp,stop", "rollb,rollback", "kubernetes,", "xy,"})
    void aCommandIsFoundToo(String typed, @Nullable String meant) {
        assertThat(Nearest.of(typed, List.of("deploy", "status", "stop", "up", "rollback")))
                .isEqualTo(Optional.ofNullable(meant));
    }
}

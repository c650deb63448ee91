package dev.cdctl.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

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
    }

    @Test
    void theQuestionIsEmptyWhenNothingIsNear() {
        assertThat(Nearest.question("helth", WORDS)).isEqualTo("did you mean 'health'?");
        assertThat(Nearest.question("zebra", WORDS)).isEmpty();
    }
}

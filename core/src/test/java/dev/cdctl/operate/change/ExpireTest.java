package dev.cdctl.operate.change;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cdctl.history.Deployment;
import dev.cdctl.model.Colour;
import dev.cdctl.model.Failure;
import dev.cdctl.operate.Means;
import dev.cdctl.state.Lock;
import dev.cdctl.state.Owner;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExpireTest {
    private static final Owner SLEEPER = new Owner("ana", "here", 2, "end", Optional.empty());

    private Stage stage = new Stage(Path.of("/nowhere"));
    private String first = "";
    private String second = "";

    @BeforeEach
    void set(@TempDir Path folder) {
        stage = new Stage(folder);
        first = stage.deploy("1.0.0").deployment().id();
        second = stage.deploy("1.1.0").deployment().id();
    }

    @AfterEach
    void clear() {
        stage.close();
    }

    @Test
    void whatWasWarmEnds() {
        assertThat(expire(first, Duration.ZERO)).isTrue();
        assertThat(stage.running()).containsExactly("web-0 (green) 1.1.0");
        assertThat(expire(first, Duration.ZERO)).isFalse();
    }

    @Test
    void whatIsLiveStays() {
        assertThat(expire(second, Duration.ZERO)).isFalse();
        stage.flip(Colour.BLUE);
        assertThat(expire(first, Duration.ZERO)).isFalse();
        assertThat(stage.running()).hasSize(2);
    }

    @Test
    void whatWentLiveOnceMoreHasItsWholeTimeAgain() {
        stage.flip(Colour.BLUE);
        stage.flip(Colour.GREEN);
        assertThat(expire(first, Duration.ofHours(1))).isFalse();
        assertThat(stage.running()).hasSize(2);
    }

    @Test
    void whatARouterStillPointsAtStays() {
        var green = stage.router.observe().orElseThrow();
        stage.flip(Colour.BLUE);
        stage.router.remove();
        stage.router.apply(
                stage.means()
                        .environment()
                        .route(stage.means().environment().entrances().get(0), green),
                green);

        assertThat(expire(second, Duration.ZERO)).isFalse();
        assertThat(stage.running()).hasSize(2);
    }

    @Test
    void whileAnotherCommandIsAtWorkNothingEnds() {
        try (Lock held = stage.locks.acquire("books/production", SLEEPER, Duration.ZERO)) {
            assertThat(held.id()).isNotEmpty();
            assertThatThrownBy(() -> expire(first, Duration.ZERO)).isInstanceOf(Failure.class);
        }
        assertThat(stage.running()).hasSize(2);
    }

    @Test
    void nothingIsAddedToTheHistory() {
        List<Deployment> before = stage.means().environment().history().latest(10);
        expire(first, Duration.ZERO);
        assertThat(stage.means().environment().history().latest(10)).isEqualTo(before);
    }

    private boolean expire(String deployment, Duration warm) {
        Means means = stage.means();
        return new Expire(means.environment(), stage.journal, stage.locks)
                .run(deployment, warm, SLEEPER, Duration.ZERO);
    }
}

package dev.cdctl.operate.change;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cdctl.engine.Event;
import dev.cdctl.model.Colour;
import dev.cdctl.model.Failure;
import dev.cdctl.traffic.FakeRouter;
import dev.cdctl.traffic.Traffic;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nothing is ended that users have requests under way to. */
class DrainedTest {
    private static final Traffic BUSY = new Traffic(5, 0, 1, 0);

    private final List<List<String>> running = new ArrayList<>();
    private Stage stage = new Stage(Path.of("/nowhere"));

    @BeforeEach
    void set(@TempDir Path folder) {
        stage = new Stage(folder);
        stage.deploy("1.0.0");
    }

    @AfterEach
    void clear() {
        stage.close();
    }

    @Test
    void aReleaseThatIsTakenBackEndsWhenItsUsersHaveTheirAnswers() {
        busyUntil(4);
        stage.router.refuse(2);

        rollsBack();

        assertThat(running).hasSizeGreaterThanOrEqualTo(4);
        assertThat(running.subList(0, 4)).allMatch(all -> all.contains("web-0 (green) 1.1.0"));
        assertThat(stage.running()).containsExactly("web-0 (blue) 1.0.0");
    }

    @Test
    void soDoesAFirstReleaseThatIsTakenBack(@TempDir Path folder) {
        try (Stage fresh = new Stage(folder.resolve("fresh"))) {
            List<List<String>> seen = new ArrayList<>();
            fresh.router.traffic(() -> {
                seen.add(fresh.running());
                Traffic blue = seen.size() < 4 ? BUSY : Traffic.NONE;
                return new EnumMap<>(Map.of(Colour.BLUE, blue, Colour.GREEN, Traffic.NONE));
            });
            FakeRouter other = new FakeRouter();
            other.refuse(1);
            fresh.routers.add(other);

            assertThatThrownBy(() -> fresh.deploy("1.0.0")).isInstanceOf(Failure.class);

            assertThat(seen).hasSize(4).containsOnly(List.of("web-0 (blue) 1.0.0"));
            assertThat(fresh.running()).isEmpty();
            assertThat(fresh.router.observe()).isEmpty();
        }
    }

    @Test
    void nobodyWaitsForWhatHasDied() {
        busyUntil(Integer.MAX_VALUE);
        stage.router.refuse(2);
        stage.router.onApply(
                3,
                () -> stage.machine.observe(Stage.SERVICE, Stage.PRODUCTION).stream()
                        .map(instance -> instance.slot())
                        .filter(slot -> slot.colour() == Colour.GREEN)
                        .forEach(stage.machine::die));

        rollsBack();

        assertThat(running).containsExactly(List.of("web-0 (blue) 1.0.0"));
    }

    @Test
    void theOldColourIsEndedWhenTheLimitIsReachedAndThatItWasNotSeenIsSaid() {
        stage.keepWarm = Optional.of(Duration.ZERO);
        stage.router.traffic(() -> new EnumMap<>(Colour.class));

        stage.deploy("1.1.0");

        assertThat(drained()).isEqualTo("what is under way behind the fake router could not be seen");
        assertThat(stage.running()).containsExactly("web-0 (green) 1.1.0");
    }

    private void rollsBack() {
        assertThatThrownBy(() -> stage.deploy("1.1.0"))
                .isInstanceOfSatisfying(
                        Failure.class, failure -> assertThat(failure.kind()).isEqualTo(Failure.Kind.ROLLED_BACK));
        assertThat(stage.served()).isEqualTo("1.0.0");
    }

    private void busyUntil(int look) {
        stage.router.traffic(() -> {
            running.add(stage.running());
            Traffic green = running.size() < look ? BUSY : Traffic.NONE;
            return new EnumMap<>(Map.of(Colour.BLUE, Traffic.NONE, Colour.GREEN, green));
        });
    }

    private String drained() {
        return stage.events.stream()
                .filter(Event.StepEnded.class::isInstance)
                .map(Event.StepEnded.class::cast)
                .filter(ended -> ended.step().equals("drain"))
                .map(ended -> ended.outcome().detail())
                .findFirst()
                .orElseThrow();
    }
}

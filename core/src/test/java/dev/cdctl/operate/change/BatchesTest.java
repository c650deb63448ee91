package dev.cdctl.operate.change;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cdctl.deploy.spec.BatchSpec;
import dev.cdctl.engine.Cancel;
import dev.cdctl.engine.Event;
import dev.cdctl.model.Failure;
import dev.cdctl.operate.Openings;
import dev.cdctl.traffic.Decision;
import dev.cdctl.traffic.FakeRouter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Routers of several hosts, brought to a decision a few at a time. */
class BatchesTest {
    private Stage stage = new Stage(Path.of("/nowhere"));

    @BeforeEach
    void set() {
        stage = new Stage(Path.of("/nowhere"));
        stage.routers.add(new FakeRouter());
        stage.routers.add(new FakeRouter());
        stage.batches = Optional.of(new BatchSpec(1, false, Duration.ofMillis(50)));
    }

    @AfterEach
    void clear() {
        stage.close();
    }

    @Test
    void eachRouterIsProvenAndWatchedBeforeTheNext() {
        stage.deploy("1.0.0");
        stage.events.clear();

        stage.deploy("1.1.0");

        assertThat(served()).containsOnly("1.1.0");
        assertThat(stage.events.stream()
                        .filter(Event.StepEnded.class::isInstance)
                        .map(event -> ((Event.StepEnded) event).step())
                        .dropWhile(step -> !step.equals("commit")))
                .startsWith("commit", "apply", "prove", "pause", "apply", "prove", "pause", "apply", "prove", "drain");
    }

    @Test
    void sharesAndNumbersDivideTheRouters() {
        List<Integer> four = List.of(1, 2, 3, 4);
        assertThat(new BatchSpec(3, false, Duration.ZERO).split(four)).containsExactly(List.of(1, 2, 3), List.of(4));
        assertThat(new BatchSpec(50, true, Duration.ZERO).split(four)).containsExactly(List.of(1, 2), List.of(3, 4));
        assertThat(new BatchSpec(10, true, Duration.ZERO).split(four)).hasSize(4);
        assertThat(new BatchSpec(100, true, Duration.ZERO).split(four)).containsExactly(four);
    }

    @Test
    void whenOneDoesNotFollowThoseBeforeItAreBroughtBack() {
        stage.deploy("1.0.0");
        stage.routers.get(1).refuse(2);

        assertThatThrownBy(() -> stage.deploy("1.1.0"))
                .isInstanceOfSatisfying(
                        Failure.class, failure -> assertThat(failure.kind()).isEqualTo(Failure.Kind.ROLLED_BACK));

        assertThat(served()).containsOnly("1.0.0");
        assertThat(stage.routers.get(0).applied()).containsExactly(1L, 2L, 3L);
        assertThat(stage.routers.get(2).applied()).containsExactly(1L, 3L);
    }

    @Test
    void whenOneCannotBeBroughtBackItSaysWhatServesWhat() {
        stage.deploy("1.0.0");
        stage.routers.get(1).refuse(2);
        stage.routers.get(0).refuse(3);

        assertThatThrownBy(() -> stage.deploy("1.1.0")).isInstanceOfSatisfying(Failure.class, failure -> {
            assertThat(failure.kind()).isEqualTo(Failure.Kind.NEEDS_PERSON);
            assertThat(failure.problems())
                    .anySatisfy(problem -> assertThat(problem.why())
                            .contains("CD-741", "serves green (1.1.0); the fake router serves blue (1.0.0); the"));
        });

        assertThat(stage.routers.get(2).observe().map(Decision::generation)).contains(3L);
    }

    @Test
    void aWishToStopBetweenTwoBatchesLeavesTheRestToTheNextCommand() {
        stage.deploy("1.0.0");
        stage.batches = Optional.of(new BatchSpec(1, false, Duration.ofSeconds(30)));
        stage.routers.get(0).onApply(2, () -> stage.cancel.request("by hand"));

        assertThatThrownBy(() -> stage.deploy("1.1.0"))
                .isInstanceOfSatisfying(
                        Failure.class, failure -> assertThat(failure.kind()).isEqualTo(Failure.Kind.INTERRUPTED));
        assertThat(served()).containsExactly("1.1.0", "1.0.0", "1.0.0");

        stage.cancel = new Cancel();
        stage.routers.get(0).onApply(-1, () -> {});
        stage.batches = Optional.of(new BatchSpec(1, false, Duration.ofMillis(50)));
        assertThat(new Resume(stage.means()).run(Optional.empty())).isTrue();

        assertThat(served()).containsOnly("1.1.0");
        assertThat(Openings.of(stage.journal)).isEmpty();
    }

    private List<String> served() {
        return stage.routers.stream()
                .map(router -> router.observe()
                        .flatMap(Decision::live)
                        .map(placed -> placed.version().text())
                        .orElse("nothing"))
                .toList();
    }
}

package dev.cdctl.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cdctl.json.Json;
import dev.cdctl.model.Failure;
import dev.cdctl.model.Problem;
import dev.cdctl.state.Journal;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RunnerTest {
    private static final Failure LOST = Failure.refused(Problem.of("CD-702", "the lock is no longer ours"));

    private final List<Journal.Entry> written = new ArrayList<>();
    private boolean lost;

    /** Writes until the lock is lost. */
    private final Journal journal = new Journal() {
        @Override
        public void append(List<Entry> entries) {
            if (lost) {
                throw LOST;
            }
            written.addAll(entries);
        }

        @Override
        public List<Entry> entries() {
            return written;
        }
    };

    /** A step that loses the lock, and fails when it is told to. */
    private record Losing(String name, boolean commits, Runnable effect) implements Step {
        @Override
        public String describe() {
            return name;
        }

        @Override
        public String run(Consumer<String> progress) {
            effect.run();
            return "";
        }
    }

    private void run(Step... steps) {
        Runner.Operation operation = new Runner.Operation("op", 1, Json.object().build());
        new Runner(operation, new Runner.Terms(journal, event -> {}, new Cancel(), FaultPoints.none()))
                .run(new Plan("a plan", List.of(steps)));
    }

    @Test
    void whoLosesItsLockBeforeItsDecisionIsRefused() {
        Step start = new Losing("start", false, () -> lost = true);
        Step commit = new Losing("commit", true, () -> {});

        assertThatThrownBy(() -> run(start, commit)).isSameAs(LOST);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whoLosesItsLockAfterItsDecisionSaysThatItIsOpen(boolean fails) {
        Step commit = new Losing("commit", true, () -> {});
        Step apply = new Losing("apply", false, () -> {
            lost = true;
            if (fails) {
                throw Failure.unreachable(Problem.of("CD-704", "the state cannot be reached"));
            }
        });

        assertThatThrownBy(() -> run(commit, apply)).isInstanceOfSatisfying(Failure.class, failure -> {
            assertThat(failure.kind()).isEqualTo(Failure.Kind.NEEDS_PERSON);
            assertThat(failure.problems()).extracting(Problem::code).containsExactly("CD-702", "CD-966");
        });
    }
}

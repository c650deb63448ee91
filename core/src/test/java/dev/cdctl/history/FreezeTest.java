package dev.cdctl.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cdctl.model.Failure;
import dev.cdctl.state.ForwardingStore;
import dev.cdctl.state.MemoryStore;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FreezeTest {
    private static final Freeze.Order ORDER = new Freeze.Order(
            "the shop's busiest week",
            new Caller("ana", "build7", Optional.of("https://ci/1")),
            Instant.parse("2026-01-02T03:04:05Z"));

    private final MemoryStore store = new MemoryStore();
    private final Freeze freeze = new Freeze(store, "books/production");

    @Test
    void itIsReadAsItWasSet() {
        assertThat(freeze.read()).isEmpty();
        freeze.set(ORDER);
        assertThat(new Freeze(store, "books/production").read()).contains(ORDER);
        assertThat(new Freeze(store, "books/integration").read()).isEmpty();
    }

    @Test
    void theLastReasonCounts() {
        freeze.set(ORDER);
        freeze.set(new Freeze.Order("a fire", ORDER.by(), ORDER.since()));
        assertThat(freeze.read().orElseThrow().reason()).isEqualTo("a fire");
    }

    @Test
    void liftingEndsItAndOnceMoreIsNothing() {
        freeze.set(ORDER);
        freeze.lift();
        freeze.lift();
        assertThat(freeze.read()).isEmpty();
    }

    @Test
    void twoAtTheSameTimeAreTold() {
        Freeze contended = new Freeze(
                new ForwardingStore(store) {
                    @Override
                    public boolean commit(List<Change> changes) {
                        return false;
                    }
                },
                "books/production");
        assertThatThrownBy(() -> contended.set(ORDER))
                .isInstanceOf(Failure.class)
                .hasMessageContaining("at the same time");
    }
}

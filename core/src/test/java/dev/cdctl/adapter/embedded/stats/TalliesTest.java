package dev.cdctl.adapter.embedded.stats;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cdctl.adapter.embedded.stats.Tallies.Key;
import dev.cdctl.model.Colour;
import dev.cdctl.model.Name;
import dev.cdctl.traffic.Traffic;
import org.junit.jupiter.api.Test;

class TalliesTest {
    private static final Name SERVICE = new Name("books");
    private static final Name ENVIRONMENT = new Name("production");

    @Test
    void manyVersionsAreFoldedAndNothingIsLost() {
        Tallies tallies = new Tallies();
        for (int i = 0; i < 100; i++) {
            Counters counters = tallies.of(key("1." + i));
            counters.enter();
            counters.answered(i % 2 == 0, 1_000_000);
            if (i != 3) {
                counters.leave();
            }
        }
        assertThat(tallies.traffic(SERVICE, ENVIRONMENT)).containsEntry(Colour.BLUE, new Traffic(100, 50, 1, 0));
        assertThat(tallies.all()).hasSize(21).containsKeys(key("1.3"), key("1.99"), key("older"));
    }

    @Test
    void aRemovedEnvironmentIsForgotten() {
        Tallies tallies = new Tallies();
        tallies.of(key("1.0")).answered(false, 1);
        tallies.retain((service, environment) -> false);
        assertThat(tallies.all()).isEmpty();
    }

    private static Key key(String version) {
        return new Key(SERVICE, ENVIRONMENT, Colour.BLUE, version);
    }
}

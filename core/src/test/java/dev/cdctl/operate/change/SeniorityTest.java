package dev.cdctl.operate.change;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cdctl.model.Release;
import dev.cdctl.operate.Ancestry.Relation;
import dev.cdctl.operate.look.Seniority;
import dev.cdctl.state.Locks;
import dev.cdctl.state.Owner;
import dev.cdctl.state.Waiter;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** For whom a deployment gives up. */
class SeniorityTest {
    private static final boolean LATER = true;
    private static final boolean EARLIER = false;

    private final Path folder;

    SeniorityTest(@TempDir Path folder) {
        this.folder = folder;
    }

    private boolean givesUp(Relation mine, boolean later) {
        return givesUp(mine, "2.0.0", later, true);
    }

    /** @param mine how 1.0.0 stands to the other one */
    private boolean givesUp(Relation mine, String other, boolean later, boolean newestWins) {
        try (Stage stage = new Stage(folder)) {
            stage.ancestry = (release, theirs) -> mine;
            Locks.Wait wait = new Seniority(stage.means()).wait(release(stage, "1.0.0"), newestWins);
            return wait.manners().yieldTo(waiter(Optional.of(release(stage, other))), later);
        }
    }

    private static Release release(Stage stage, String version) {
        return stage.release(version).release();
    }

    private static Waiter waiter(Optional<Release> release) {
        Owner owner = new Owner("ana", "here", 1, "deploy", Optional.empty());
        return new Waiter("w", owner, Instant.now(), release);
    }

    @Test
    void aNewerCommitWinsWheneverItCame() {
        assertThat(givesUp(Relation.OLDER, LATER)).isTrue();
        assertThat(givesUp(Relation.OLDER, EARLIER)).isTrue();
    }

    @Test
    void anOlderCommitNeverWins() {
        assertThat(givesUp(Relation.NEWER, LATER)).isFalse();
        assertThat(givesUp(Relation.NEWER, EARLIER)).isFalse();
    }

    @Test
    void whereNothingTellsTheOneThatCameLaterWins() {
        assertThat(givesUp(Relation.INCOMPARABLE, LATER)).isTrue();
        assertThat(givesUp(Relation.INCOMPARABLE, EARLIER)).isFalse();
        assertThat(givesUp(Relation.NEWER, "1.0.0", LATER, true)).isTrue();
        assertThat(givesUp(Relation.NEWER, "1.0.0", EARLIER, true)).isFalse();
    }

    @Test
    void nobodyGivesUpUnlessItWasAskedToNorForWhatIsNoDeployment() {
        assertThat(givesUp(Relation.OLDER, "2.0.0", LATER, false)).isFalse();
        try (Stage stage = new Stage(folder)) {
            Locks.Wait wait = new Seniority(stage.means()).wait(release(stage, "1.0.0"), true);
            assertThat(wait.manners().yieldTo(waiter(Optional.empty()), LATER)).isFalse();
        }
    }
}

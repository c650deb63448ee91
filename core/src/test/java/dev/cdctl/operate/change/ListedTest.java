package dev.cdctl.operate.change;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cdctl.history.Listing;
import dev.cdctl.history.PipelineText;
import dev.cdctl.model.Failure;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the store's catalogue says of an environment after each thing that is done to it. */
class ListedTest {
    private static final String KEY = Listing.key(Stage.SERVICE, Stage.PRODUCTION);

    private Stage stage = new Stage(Path.of("/nowhere"));

    @BeforeEach
    void set(@TempDir Path folder) {
        stage = new Stage(folder);
    }

    @AfterEach
    void clear() {
        stage.close();
    }

    private Optional<String> description() {
        return Listing.read(stage.store, KEY).map(Listing::description);
    }

    private Optional<String> pipeline() {
        return PipelineText.read(stage.store, Stage.SERVICE, Stage.PRODUCTION).map(PipelineText::text);
    }

    @Test
    void aReleaseThatIsOnlyPreparedIsNotListedAndOneThatGoesLiveIs() {
        stage.deploy("1.0.0", false);
        assertThat(description()).isEmpty();
        assertThat(pipeline()).isEmpty();

        stage.deploy("1.0.0");
        assertThat(description()).contains("Lends books");
        assertThat(pipeline()).contains("description: Lends books");
    }

    @Test
    void theDecisionAndTheListingAreOneTransaction() {
        stage.killAt("commit.intent", () -> stage.deploy("1.0.0"));
        assertThat(description()).isEmpty();

        stage.killAt("commit.effect", () -> stage.deploy("1.0.0"));
        assertThat(description()).contains("Lends books");
    }

    @Test
    void otherWordsAreListedAlthoughTheReleaseIsLiveAlready() {
        stage.deploy("1.0.0");
        stage.description = "Sells books";

        assertThat(stage.deploy("1.0.0").changed()).isFalse();
        assertThat(description()).contains("Sells books");
        assertThat(pipeline()).contains("description: Sells books");
    }

    @Test
    void whatIsRemovedIsListedNoMore() {
        stage.deploy("1.0.0");
        new Power(stage.means()).remove();

        assertThat(description()).isEmpty();
        assertThat(pipeline()).isEmpty();
    }

    @Test
    void aFirstReleaseThatIsTakenBackLeavesNeither() {
        stage.router.refuse(1);
        assertThatThrownBy(() -> stage.deploy("1.0.0")).isInstanceOf(Failure.class);

        assertThat(stage.means().environment().decisions().read()).isEmpty();
        assertThat(description()).isEmpty();
        assertThat(pipeline()).isEmpty();
    }
}

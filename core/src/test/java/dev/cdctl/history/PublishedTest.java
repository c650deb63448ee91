package dev.cdctl.history;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cdctl.json.Json;
import dev.cdctl.model.Digest;
import dev.cdctl.model.Name;
import dev.cdctl.state.ForwardingStore;
import dev.cdctl.state.MemoryStore;
import dev.cdctl.state.Store;
import dev.cdctl.state.Store.Change;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PublishedTest {
    private static final Name BOOKS = new Name("books");
    private static final Name PRODUCTION = new Name("production");
    private static final String LISTING = "_catalogue/books/production";
    private static final String PIPELINE = "books/production/pipeline";

    private final Asked store = new Asked();

    /** Tells what it was asked for. */
    private static final class Asked extends ForwardingStore {
        final List<String> keys = new ArrayList<>();
        long room = Long.MAX_VALUE;

        Asked() {
            super(new MemoryStore());
        }

        @Override
        public Optional<Versioned> read(String key) {
            keys.add(key);
            return super.read(key);
        }

        @Override
        public long room() {
            return room;
        }
    }

    private static Listing listing(String description, String computer) {
        return new Listing(BOOKS, PRODUCTION, description, "team-shelf", List.of(), computer);
    }

    private static Published published(String description, String text) {
        return new Published(listing(description, "build7"), new PipelineText("pipeline.yaml", text));
    }

    /** The keys that were asked for, and those that are written then. */
    private List<String> settle(List<Change> changes) {
        assertThat(changes.isEmpty() || store.commit(changes)).isTrue();
        return changes.stream().map(Change::key).toList();
    }

    private List<String> decide(Published published) {
        store.keys.clear();
        return settle(published.changes(store));
    }

    private Optional<String> text() {
        return PipelineText.read(store, BOOKS, PRODUCTION).map(PipelineText::text);
    }

    @Test
    void theFirstDecisionWritesBothForOneQuestionMore() {
        assertThat(decide(published("Lends books", "service: books"))).containsExactly(LISTING, PIPELINE);

        assertThat(store.keys).containsExactly(LISTING, PIPELINE);
        assertThat(PipelineText.read(store, BOOKS, PRODUCTION))
                .contains(new PipelineText("pipeline.yaml", "service: books"));
        assertThat(Listing.read(store, LISTING).flatMap(Listing::pipeline)).contains(Digest.of("service: books"));
    }

    @Test
    void theSameAgainIsNeitherAskedForNorWritten() {
        decide(published("Lends books", "service: books"));

        assertThat(decide(published("Lends books", "service: books"))).isEmpty();
        assertThat(store.keys).containsExactly(LISTING);
    }

    @Test
    void otherWordsOfTheListingLeaveTheTextUnasked() {
        decide(published("Lends books", "service: books"));

        assertThat(decide(published("Sells books", "service: books"))).containsExactly(LISTING);
        assertThat(store.keys).containsExactly(LISTING);
    }

    @Test
    void anotherTextIsWritten() {
        decide(published("Lends books", "service: books"));

        assertThat(decide(published("Lends books", "service: books # ours"))).containsExactly(LISTING, PIPELINE);
        assertThat(text()).contains("service: books # ours");
    }

    @Test
    void whatAnOlderCdctlListedComesToHaveItsText() {
        settle(List.of(listing("Lends books", "build7").change(Optional.empty()).orElseThrow()));

        assertThat(decide(published("Lends books", "service: books"))).containsExactly(LISTING, PIPELINE);
        assertThat(text()).contains("service: books");
    }

    @Test
    void anOlderCdctlLeavesATextThatNoListingHasTheDigestOf() {
        decide(published("Lends books", "service: books"));
        settle(List.of(
                listing("Lends books", "build7").change(store.read(LISTING)).orElseThrow()));
        assertThat(Listing.read(store, LISTING).flatMap(Listing::pipeline)).isEmpty();

        assertThat(decide(published("Lends books", "service: books"))).containsExactly(LISTING);
        assertThat(Listing.read(store, LISTING).flatMap(Listing::pipeline)).contains(Digest.of("service: books"));
    }

    @Test
    void whatIsTooLargeIsNotKeptAndTheOneBeforeGoes() {
        String large = "x".repeat(200_000);
        assertThat(decide(published("Lends books", large))).containsExactly(LISTING);
        assertThat(store.keys).containsExactly(LISTING);
        assertThat(text()).isEmpty();

        decide(published("Lends books", "service: books"));
        decide(published("Lends books", large));
        assertThat(text()).isEmpty();
        assertThat(Listing.read(store, LISTING).flatMap(Listing::pipeline)).isEmpty();
    }

    @Test
    void theRoomOfTheStoreCounts() {
        store.room = 2000;
        decide(published("Lends books", "x".repeat(1000)));
        assertThat(text()).isEmpty();

        decide(published("Lends books", "x".repeat(900)));
        assertThat(text()).isPresent();
    }

    @Test
    void whatANewerCdctlWroteStaysAsItIs() {
        Json.Obj newer = Json.object().put("format", 2).put("text", "...").build();
        settle(List.of(new Change.Put(PIPELINE, 0, newer)));
        assertThat(decide(published("Lends books", "service: books"))).containsExactly(LISTING);
        assertThat(store.read(PIPELINE).map(Store.Versioned::value)).contains(newer);

        settle(List.of(new Change.Put(LISTING, store.read(LISTING).orElseThrow().revision(), newer)));
        assertThat(decide(published("Lends books", "service: other"))).isEmpty();
    }

    @Test
    void fromWhereItWasDeployedStaysWhenOnlyItsWordsChange() {
        decide(published("Lends books", "service: books"));
        Published elsewhere =
                new Published(listing("Sells books", "laptop"), new PipelineText("other.yaml", "service: books # 2"));

        settle(elsewhere.rewording(store));
        assertThat(Listing.read(store, LISTING).map(Listing::computer)).contains("build7");
        assertThat(text()).contains("service: books # 2");
        assertThat(elsewhere.rewording(store)).isEmpty();
    }

    @Test
    void whatIsTakenOutIsGone() {
        Published both = published("Lends books", "service: books");
        decide(both);
        assertThat(settle(both.removal(store))).containsExactly(LISTING, PIPELINE);

        assertThat(store.all()).isEmpty();
        assertThat(both.removal(store)).isEmpty();
    }
}

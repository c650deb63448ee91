package dev.cdctl.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cdctl.history.Listing.Door;
import dev.cdctl.json.Json;
import dev.cdctl.model.Failure;
import dev.cdctl.model.Name;
import dev.cdctl.state.MemoryStore;
import dev.cdctl.state.Store;
import dev.cdctl.state.Store.Change;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ListingTest {
    private static final String KEY = "_catalogue/books/production";

    private final MemoryStore store = new MemoryStore();

    private static Listing listing(String description) {
        Door door =
                new Door("https://books.example/", Optional.of("0.0.0.0:443"), "/", Optional.of("/etc/ssl/books.pem"));
        return new Listing(
                new Name("books"), new Name("production"), description, "team-shelf", List.of(door), "build7");
    }

    private void settle(Optional<Change> change) {
        change.ifPresent(some -> assertThat(store.commit(List.of(some))).isTrue());
    }

    @Test
    void whatIsWrittenIsReadAgain() {
        settle(listing("Lends books").change(store.read(KEY)));

        assertThat(Listing.keys(store)).containsExactly(KEY);
        assertThat(Listing.read(store, KEY)).contains(listing("Lends books"));
    }

    @Test
    void theSameAgainIsNoChangeAndOtherWordsAre() {
        settle(listing("Lends books").change(store.read(KEY)));

        assertThat(listing("Lends books").change(store.read(KEY))).isEmpty();
        settle(listing("Sells books").change(store.read(KEY)));
        assertThat(Listing.read(store, KEY)).contains(listing("Sells books"));
    }

    @Test
    void whatANewerCdctlWroteIsRefusedAndStaysAsItIs() {
        Json.Obj newer = Json.object().put("format", 2).put("service", "books").build();
        store.commit(List.of(new Change.Put(KEY, 0, newer)));

        assertThat(listing("Lends books").change(store.read(KEY))).isEmpty();
        assertThatThrownBy(() -> Listing.read(store, KEY))
                .isInstanceOf(Failure.class)
                .hasMessageContaining("newer cdctl");
        assertThat(store.read(KEY).map(Store.Versioned::value)).contains(newer);
    }

    @Test
    void noServiceCanHaveTheNameThatListingsAreBelow() {
        assertThat(Name.isValid(KEY.split("/", 2)[0])).isFalse();
    }
}

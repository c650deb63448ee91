package dev.cdctl.operate.move;

import dev.cdctl.deploy.Addresses;
import dev.cdctl.history.Listing;
import dev.cdctl.model.Name;
import dev.cdctl.state.Journal;
import dev.cdctl.state.Locks;
import dev.cdctl.state.Store;
import dev.cdctl.state.Store.Change;
import dev.cdctl.state.move.Move;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * One environment in one store, also when it is not to be used there.
 *
 * @param address of the store, as pipeline.yaml would have it
 * @param store as it is, whatever was moved
 * @param addresses the ports of all environments of the store
 * @param forgetting removes the journal
 */
public record Home(
        String address,
        Name service,
        Name environment,
        Store store,
        Addresses addresses,
        Locks locks,
        Journal journal,
        Runnable forgetting) {
    /** {@code books/production}. */
    public String name() {
        return service + "/" + environment;
    }

    /** What the store says about moving it. */
    public Optional<Move> move() {
        return Move.read(store, name());
    }

    /** The keys of what is recorded about it: neither its lock nor what is said about moving it. */
    List<String> keys() {
        Stream<String> own = store.list(name()).stream()
                .filter(key -> !key.equals(name() + "/lock") && !key.equals(Move.key(name())));
        return Stream.concat(own, Stream.of(listing()).filter(key -> revision(key) > 0))
                .toList();
    }

    /** Whether a key is what a router says of itself, which it says anew all the time. */
    boolean isReport(String key) {
        return key.startsWith(name() + "/routers/");
    }

    /** How the catalogue lists it. */
    String listing() {
        return Listing.key(service, environment);
    }

    long revision(String key) {
        return store.read(key).map(Store.Versioned::revision).orElse(0L);
    }

    /** What takes it out of the catalogue. */
    Optional<Change> unlisted() {
        return Optional.of(revision(listing()))
                .filter(revision -> revision > 0)
                .map(revision -> new Change.Delete(listing(), revision));
    }
}

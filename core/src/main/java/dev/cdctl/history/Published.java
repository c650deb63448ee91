package dev.cdctl.history;

import dev.cdctl.model.Name;
import dev.cdctl.state.Store;
import dev.cdctl.state.Store.Change;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What an environment's store is told with each decision for those who have only the store: how the catalogue lists it,
 * and the pipeline.yaml that it was decided by. The listing has the digest of that, so that what is the same is neither
 * read nor written.
 */
public record Published(Listing listing, PipelineText pipeline) {
    /** What has the store say so; nothing when it does. */
    public List<Change> changes(Store store) {
        return changes(store, store.read(listing.key()), listing);
    }

    /** The same for what was deployed before: from where stays as it was. */
    public List<Change> rewording(Store store) {
        Optional<Store.Versioned> now = store.read(listing.key());
        String from = now.flatMap(record -> record.value().text("computer")).orElse(listing.computer());
        return changes(store, now, listing.from(from));
    }

    /** What takes it out of the store. */
    public List<Change> removal(Store store) {
        List<Change> changes = new ArrayList<>();
        for (String key : List.of(listing.key(), key())) {
            store.read(key).ifPresent(record -> changes.add(new Change.Delete(key, record.revision())));
        }
        return changes;
    }

    private List<Change> changes(Store store, Optional<Store.Versioned> now, Listing said) {
        Listing whole = said.with(pipeline.digest());
        // What is kept there had room, so a flip need not measure it again.
        boolean fits = whole.hasPipelineOf(now) || pipeline.fits(store);
        Listing listed = fits ? whole : said;
        List<Change> changes = new ArrayList<>();
        listed.change(now).ifPresent(change -> {
            changes.add(change);
            if (!listed.hasPipelineOf(now)) {
                (fits ? pipeline.change(store, key()) : outdated(store)).ifPresent(changes::add);
            }
        });
        return changes;
    }

    private Optional<Change> outdated(Store store) {
        return store.read(key()).map(record -> new Change.Delete(key(), record.revision()));
    }

    private String key() {
        Name service = listing.service();
        return PipelineText.key(service, listing.environment());
    }
}

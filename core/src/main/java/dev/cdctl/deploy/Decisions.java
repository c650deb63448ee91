package dev.cdctl.deploy;

import dev.cdctl.history.Published;
import dev.cdctl.model.Failure;
import dev.cdctl.model.Problem;
import dev.cdctl.state.Lock;
import dev.cdctl.state.Recorded;
import dev.cdctl.state.Store;
import dev.cdctl.state.Store.Change;
import dev.cdctl.traffic.Decision;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/** The decision of one environment, as the store keeps it. */
public final class Decisions {
    private final Store store;
    private final String key;
    private final Supplier<Optional<Published>> published;

    /** The decision under that key. */
    public Decisions(Store store, String key) {
        this(store, key, Optional::empty);
    }

    private Decisions(Store store, String key, Supplier<Optional<Published>> published) {
        this.store = store;
        this.key = key;
        this.published = published;
    }

    /** The same; with each decision the store comes to tell this of the environment, as its catalogue does. */
    public Decisions published(Supplier<Published> as) {
        return new Decisions(store, key, () -> Optional.of(as.get()));
    }

    /** What is decided; empty before the first deployment. */
    public Optional<Decision> read() {
        return store.read(key).map(record -> Recorded.read(key, record.value(), Decision::from));
    }

    /** The generation of what is decided; 0 before the first deployment. */
    public long generation() {
        return read().map(Decision::generation).orElse(0L);
    }

    /**
     * Decides, in one transaction that happens only while the lock is held and nobody else decided meanwhile.
     *
     * @throws Failure refused, when someone else decided or the lock was broken; nothing changed
     */
    public void commit(Lock lock, Decision next) {
        long revision = store.read(key)
                .filter(record -> Decision.from(record.value()).generation() == next.generation() - 1)
                .map(Store.Versioned::revision)
                .orElse(0L);
        decide(lock, new Change.Put(key, revision, next.toJson()));
    }

    /** Decides whatever was decided before: what a person said is right, when the store and a router do not agree. */
    public void settle(Lock lock, Decision next) {
        long revision = store.read(key).map(Store.Versioned::revision).orElse(0L);
        decide(lock, new Change.Put(key, revision, next.toJson()));
    }

    /** Takes the decision away, as before the first deployment, and the environment out of the catalogue. */
    public void remove(Lock lock) {
        List<Change> removal = besides(mine -> mine.removal(store));
        store.read(key).ifPresent(record -> decide(lock, new Change.Delete(key, record.revision()), removal));
    }

    /** Has the store tell of what is decided already as pipeline.yaml does today. */
    public void publish(Lock lock) {
        List<Change> rewording = besides(mine -> mine.rewording(store));
        if (!rewording.isEmpty()) {
            decide(lock, rewording);
        }
    }

    private List<Change> besides(Function<Published, List<Change>> what) {
        return published.get().map(what).orElse(List.of());
    }

    private void decide(Lock lock, Change change) {
        decide(lock, change, besides(mine -> mine.changes(store)));
    }

    private void decide(Lock lock, Change change, List<Change> besides) {
        List<Change> changes = new ArrayList<>(List.of(change));
        changes.addAll(besides);
        decide(lock, changes);
    }

    private void decide(Lock lock, List<Change> what) {
        List<Change> changes = new ArrayList<>(List.of(lock.fence()));
        changes.addAll(what);
        if (!store.commit(changes)) {
            throw Failure.refused(Problem.of("CD-571", "somebody else decided for this environment meanwhile")
                    .because("the lock was broken, or the decision is not the one that this command began with")
                    .remedy("look with `cdctl status`, then run the command again"));
        }
    }
}

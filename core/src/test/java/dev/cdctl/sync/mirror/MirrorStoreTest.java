package dev.cdctl.sync.mirror;

import dev.cdctl.state.MemoryStore;
import dev.cdctl.state.Store;
import dev.cdctl.state.StoreContract;
import org.junit.jupiter.api.AfterEach;

/** A mirror is a store like any other for who writes through it. */
class MirrorStoreTest extends StoreContract {
    private final MemoryStore store = new MemoryStore();
    private final Mirror mirror = new Mirror(new Mirror.Source(store, store, () -> {}), "");

    @AfterEach
    void close() {
        mirror.close();
    }

    @Override
    protected Store store() {
        return mirror;
    }
}

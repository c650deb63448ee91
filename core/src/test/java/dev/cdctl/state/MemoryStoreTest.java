package dev.cdctl.state;

/** The fake keeps the contract. */
class MemoryStoreTest extends StoreContract {
    private final MemoryStore store = new MemoryStore();

    @Override
    protected Store store() {
        return store;
    }
}

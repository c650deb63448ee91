package dev.cdctl.state;

/** The fake keeps the contract. */
class MemoryChangesTest extends ChangesContract {
    private final MemoryStore store = new MemoryStore();

    @Override
    protected Store store() {
        return store;
    }

    @Override
    protected Changes changes() {
        return store;
    }
}

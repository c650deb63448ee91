package dev.cdctl.sync;

import dev.cdctl.state.Changes;
import dev.cdctl.state.Store;

/**
 * A connection with the store, which is made anew after it was lost.
 *
 * @param closing ends it
 */
public record Link(Store store, Changes changes, Runnable closing) implements AutoCloseable {
    @Override
    public void close() {
        closing.run();
    }
}

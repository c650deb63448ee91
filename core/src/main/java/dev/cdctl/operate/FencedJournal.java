package dev.cdctl.operate;

import dev.cdctl.state.Journal;
import dev.cdctl.state.Lock;
import java.util.List;

/** A journal that only the holder of a lock writes to: who lost the lock gets no further than its next entry. */
record FencedJournal(Lock lock, Journal journal) implements Journal {
    /** @throws dev.cdctl.model.Failure refused, when the lock was broken */
    @Override
    public void append(List<Entry> entries) {
        lock.fence();
        journal.append(entries);
    }

    @Override
    public List<Entry> entries() {
        return journal.entries();
    }

    @Override
    public boolean isClosed() {
        return journal.isClosed();
    }
}

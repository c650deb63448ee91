package dev.cdctl.state;

import java.util.ArrayList;
import java.util.List;

/** A journal that ends with the process, for plans that a kill leaves nothing half-decided of. */
public final class PassingJournal implements Journal {
    private final List<Entry> entries = new ArrayList<>();

    @Override
    public synchronized void append(List<Entry> more) {
        entries.addAll(more);
    }

    @Override
    public synchronized List<Entry> entries() {
        return List.copyOf(entries);
    }
}

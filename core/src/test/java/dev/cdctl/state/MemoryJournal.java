package dev.cdctl.state;

import dev.cdctl.model.Failure;
import dev.cdctl.model.Problem;
import java.util.ArrayList;
import java.util.List;

/** A journal that lasts as long as its object. */
public final class MemoryJournal implements Journal {
    private final List<Entry> entries = new ArrayList<>();

    @Override
    public synchronized void append(List<Entry> more) {
        for (Entry entry : more) {
            if (entries.stream().anyMatch(earlier -> earlier.token() > entry.token())) {
                throw Failure.refused(Problem.of("CD-722", "another cdctl has taken over; this one stops"));
            }
            entries.add(entry);
        }
    }

    /** Loses everything. */
    public synchronized void forget() {
        entries.clear();
    }

    @Override
    public synchronized List<Entry> entries() {
        return List.copyOf(entries);
    }
}

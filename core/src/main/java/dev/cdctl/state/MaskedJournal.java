package dev.cdctl.state;

import dev.cdctl.model.mask.KnownSecrets;
import java.util.ArrayList;
import java.util.List;

/** A journal that keeps no secret. Only what failed is told in words; everything else is needed as it is. */
public record MaskedJournal(Journal journal, KnownSecrets secrets) implements Journal {
    @Override
    public void append(List<Entry> entries) {
        List<Entry> masked = new ArrayList<>();
        entries.forEach(entry -> masked.add(entry.phase() == Phase.FAILED ? masked(entry) : entry));
        journal.append(masked);
    }

    private Entry masked(Entry entry) {
        return new Entry(
                entry.operation(),
                entry.step(),
                entry.phase(),
                entry.token(),
                entry.at(),
                entry.detail().withTexts(secrets::hide));
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

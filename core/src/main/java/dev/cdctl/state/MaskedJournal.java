package dev.cdctl.state;

import dev.cdctl.model.mask.KnownSecrets;
import java.util.List;

/** A journal that keeps no secret. Only what failed is told in words; everything else is needed as it is. */
public record MaskedJournal(Journal journal, KnownSecrets secrets) implements Journal {
    @Override
    public void append(Entry entry) {
        journal.append(
                entry.phase() == Phase.FAILED
                        ? new Entry(
                                entry.operation(),
                                entry.step(),
                                entry.phase(),
                                entry.token(),
                                entry.at(),
                                entry.detail().withTexts(secrets::hide))
                        : entry);
    }

    @Override
    public List<Entry> entries() {
        return journal.entries();
    }
}

package dev.cdctl.state.kv;

import dev.cdctl.json.Json;
import dev.cdctl.json.JsonException;
import dev.cdctl.json.JsonText;
import dev.cdctl.model.Failure;
import dev.cdctl.state.Journal;
import dev.cdctl.state.RecordKey;
import dev.cdctl.state.ShortId;
import dev.cdctl.state.form.EntryForm;
import dev.cdctl.state.form.JournalProblems;
import dev.cdctl.state.kv.KeyValues.Write;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A journal whose entries are values of a server: {@code <name>/journal/<volume>/<number>.json}. The value of
 * {@code <name>/journal/head.json} says which is the last; each transaction compares and changes it, so entries of two
 * writers have one order. No key of it can be that of a record.
 */
public final class KvJournal implements Journal {
    private static final int ATTEMPTS = 100;
    private static final int ID_LENGTH = 12;
    /** Of a transaction: for the head, and for the removal of an old volume. */
    private static final int OTHER_WRITES = 2;
    /** For the head, and around each entry, generously. */
    private static final int OTHER_BYTES = 512;

    private final KeyValues keys;
    private final Transactions transactions;
    private final String start;
    private final AtomicReference<Optional<Known>> known = new AtomicReference<>(Optional.empty());

    /** The head as it was last seen, and its revision. */
    private record Known(JournalHead head, long revision) {}

    /** The journal of that name, such as {@code books/production}. */
    public KvJournal(KeyValues keys, String name) {
        this.keys = keys;
        this.transactions = new Transactions(keys);
        this.start = new RecordKey(name) + "/journal/";
    }

    @Override
    public synchronized void append(List<Entry> entries) {
        parts(entries).forEach(this::add);
    }

    @Override
    public List<Entry> entries() {
        Known before = look();
        while (true) {
            Optional<List<Entry>> all = entries(before.head());
            if (all.isPresent()) {
                return all.get();
            }
            Known now = look();
            if (now.revision() == before.revision()) {
                throw damaged(before.head(), "an entry is missing");
            }
            before = now;
        }
    }

    @Override
    public synchronized boolean isClosed() {
        Known now = look();
        known.set(Optional.of(now));
        return now.head().isClosed();
    }

    /** Removes it, with all that was put aside. */
    public synchronized void forget() {
        transactions.commit(List.of(new Write.DeleteBelow(start)));
        known.set(Optional.empty());
    }

    /** As much at once as one transaction takes. */
    private List<List<Entry>> parts(List<Entry> entries) {
        KeyValues.Limits limits = keys.limits();
        List<List<Entry>> parts = new ArrayList<>();
        List<Entry> part = new ArrayList<>();
        int bytes = OTHER_BYTES;
        for (Entry entry : entries) {
            int more = OTHER_BYTES + JsonText.line(EntryForm.json(0, entry)).getBytes(StandardCharsets.UTF_8).length;
            boolean full = part.size() + OTHER_WRITES == limits.writes() || bytes + more > limits.bytes();
            if (full && !part.isEmpty()) {
                parts.add(part);
                part = new ArrayList<>();
                bytes = OTHER_BYTES;
            }
            part.add(entry);
            bytes += more;
        }
        if (!part.isEmpty()) {
            parts.add(part);
        }
        return parts;
    }

    private void add(List<Entry> part) {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Known now =
                    Objects.requireNonNull(known.getAndSet(Optional.empty())).orElseGet(this::look);
            if (append(part, now)) {
                return;
            }
        }
        throw KvProblems.busy(place());
    }

    /** False when somebody else has written since. */
    private boolean append(List<Entry> part, Known now) {
        String transaction = ShortId.random(ID_LENGTH);
        List<Write> writes = new ArrayList<>();
        JournalHead head = now.head();
        if (head.isFull()) {
            writes.add(new Write.DeleteBelow(start + JournalHead.folder(head.volume() - 1)));
            head = head.turned();
        }
        for (Entry entry : part) {
            if (entry.token() < head.token()) {
                throw JournalProblems.overtaken(place(), entry.token(), head.token());
            }
            head = head.after(entry);
            String text = StoredValue.text(transaction, EntryForm.json(head.seq(), entry));
            writes.add(new Write.Put(start + head.lastKey(), 0, text));
        }
        writes.add(new Write.Put(headKey(), now.revision(), StoredValue.text(transaction, head.toJson())));
        Optional<Long> revision = transactions.commit(writes);
        if (revision.isPresent()) {
            known.set(Optional.of(new Known(head, revision.get())));
        }
        return revision.isPresent();
    }

    private Known look() {
        Optional<KeyValues.Entry> entry = keys.get(headKey());
        if (entry.isEmpty()) {
            return new Known(JournalHead.NONE, 0);
        }
        Json.Obj json = value(entry.get());
        try {
            return new Known(JournalHead.from(json), entry.get().revision());
        } catch (JsonException e) {
            throw KvProblems.damagedJournal(place(), "head.json", String.valueOf(e.getMessage()))
                    .causedBy(e);
        }
    }

    /** Empty when one is missing, perhaps because others wrote meanwhile. */
    private Optional<List<Entry>> entries(JournalHead head) {
        List<Entry> all = new ArrayList<>();
        if (head.count() == 0) {
            return Optional.of(all);
        }
        long seq = head.first();
        for (KeyValues.Entry entry : keys.below(start + JournalHead.folder(head.volume()))) {
            Json.Obj json = value(entry);
            try {
                if (json.needNumber("seq") != seq++) {
                    return Optional.empty();
                }
                all.add(EntryForm.from(json));
            } catch (JsonException | IllegalArgumentException | DateTimeException e) {
                throw damaged(head, entry.key() + ": " + e.getMessage()).causedBy(e);
            }
        }
        return seq > head.seq() ? Optional.of(all) : Optional.empty();
    }

    private Json.Obj value(KeyValues.Entry entry) {
        return StoredValue.read(keys.place() + "/" + entry.key(), entry.value());
    }

    private Failure damaged(JournalHead head, String why) {
        return KvProblems.damagedJournal(place(), JournalHead.folder(head.volume()), why);
    }

    private String headKey() {
        return start + "head.json";
    }

    private String place() {
        return keys.place() + "/" + start;
    }
}

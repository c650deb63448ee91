package dev.cdctl.adapter.ssh;

import dev.cdctl.adapter.ssh.SshStore.Seen;
import dev.cdctl.json.Json;
import dev.cdctl.state.Store.Change;
import dev.cdctl.state.Store.Versioned;
import dev.cdctl.state.form.Ascii;
import dev.cdctl.state.form.StoredRecord;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * A commit, worked out for records as they were last seen.
 *
 * @param parts what becomes of each file
 */
record Transaction(List<Part> parts) {
    static final String DELETED = ".deleted.json";

    /** What came of a transaction whose answer is missing. */
    enum Fate {
        HAPPENED,
        NOT,
        UNKNOWN
    }

    /**
     * One file.
     *
     * @param what {@code c} to check, {@code p} to put, {@code d} to delete it
     * @param before as it must be
     * @param line what is put
     * @param after as it is then
     */
    record Part(String what, String path, Seen before, String line, Seen after) {
        private static Part check(String path, Seen before) {
            return new Part("c", path, before, "", before);
        }

        private static Part put(String path, Seen before, String line, long revision) {
            return new Part("p", path, before, line, Seen.of(line, revision));
        }

        private static Part delete(String path, Seen before) {
            return new Part("d", path, before, "", Seen.NOTHING);
        }

        private Fate fate(Optional<byte[]> content) {
            String now = content.map(bytes -> new String(bytes, StandardCharsets.UTF_8))
                    .orElse("");
            if (what.equals("p") ? now.equals(line + "\n") : now.isEmpty()) {
                return Fate.HAPPENED;
            }
            boolean same = before.start().isEmpty() ? now.isEmpty() : now.startsWith(before.start());
            return same ? Fate.NOT : Fate.UNKNOWN;
        }
    }

    /**
     * Works it out; empty when one of the files has another revision than its change asks for.
     *
     * @param id names it in each record, so that it can be found out later whether it happened
     * @param seen the file of that path as it was last seen
     */
    static Optional<Transaction> of(String id, List<Change> changes, Function<String, Seen> seen) {
        Seen deleted = changes.stream().anyMatch(Transaction::usesUp) ? seen.apply(DELETED) : Seen.NOTHING;
        List<Part> parts = new ArrayList<>();
        long toDelete = 0;
        for (Change change : changes) {
            String path = change.key() + SshStore.ENDING;
            Seen before = seen.apply(path);
            if (before.revision() != change.revision()) {
                return Optional.empty();
            }
            if (change instanceof Change.Put put) {
                long base = put.revision() == 0 ? deleted.revision() : put.revision();
                String line = StoredRecord.line(put.key(), new Versioned(put.value(), base + 1), id);
                parts.add(Part.put(path, before, Ascii.of(line), base + 1));
            } else if (change instanceof Change.Delete && change.revision() > 0) {
                toDelete = Math.max(toDelete, change.revision());
                parts.add(Part.delete(path, before));
            } else {
                parts.add(Part.check(path, before));
            }
        }
        if (changes.stream().anyMatch(Transaction::usesUp)) {
            parts.add(deleted(id, deleted, toDelete));
        }
        return Optional.of(new Transaction(parts));
    }

    /** Whether it has to do with revisions that were used up by records which are gone. */
    private static boolean usesUp(Change change) {
        return change instanceof Change.Put
                ? change.revision() == 0
                : change instanceof Change.Delete && change.revision() > 0;
    }

    /** The revisions of what goes are used up. */
    private static Part deleted(String id, Seen before, long revision) {
        if (revision <= before.revision()) {
            return Part.check(DELETED, before);
        }
        Versioned record = new Versioned(Json.object().build(), revision);
        return Part.put(DELETED, before, StoredRecord.line(DELETED, record, id), revision);
    }

    /** The request to the agent. */
    String[] words() {
        List<String> words = new ArrayList<>(List.of("commit"));
        for (Part part : parts) {
            words.addAll(List.of(part.what, part.path, part.before.start(), part.line));
        }
        return words.toArray(new String[0]);
    }

    List<String> paths() {
        return parts.stream().map(Part::path).toList();
    }

    /** The files as they are after it. */
    Map<String, Seen> after() {
        Map<String, Seen> after = new LinkedHashMap<>();
        parts.forEach(part -> after.put(part.path, part.after));
        return after;
    }

    /** What came of it, by the content of its files; nobody works on it any more. */
    Fate fate(Function<String, Optional<byte[]>> content) {
        List<Fate> fates = parts.stream()
                .filter(part -> !part.what.equals("c"))
                .map(part -> part.fate(content.apply(part.path)))
                .toList();
        if (fates.contains(Fate.HAPPENED)) {
            return Fate.HAPPENED;
        }
        return fates.contains(Fate.UNKNOWN) ? Fate.UNKNOWN : Fate.NOT;
    }
}

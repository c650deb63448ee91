package dev.cdctl.state.kv;

import dev.cdctl.json.Json;
import dev.cdctl.state.Journal.Entry;
import dev.cdctl.state.Journal.Phase;

/**
 * Where the next entry of a journal goes.
 *
 * @param volume the entries of now; the volume before is kept, those before it are not
 * @param count how many entries the volume has
 * @param seq the number of the last entry, in all volumes
 * @param token the greatest of all entries
 * @param isClosed whether nothing is open: the last entry is an END
 */
record JournalHead(long volume, long count, long seq, long token, boolean isClosed) {
    /** Of a journal that was never written. */
    static final JournalHead NONE = new JournalHead(1, 0, 0, 0, true);

    private static final long FULL = 40;

    /** Whether the next entry begins another volume. */
    boolean isFull() {
        return count >= FULL && isClosed;
    }

    JournalHead turned() {
        return new JournalHead(volume + 1, 0, seq, token, isClosed);
    }

    JournalHead after(Entry entry) {
        return new JournalHead(volume, count + 1, seq + 1, Math.max(token, entry.token()), entry.phase() == Phase.END);
    }

    /** The number of the first entry of the volume. */
    long first() {
        return seq - count + 1;
    }

    /** What the keys of a volume begin with, below the journal's own. */
    static String folder(long volume) {
        return padded(volume, 6) + "/";
    }

    /** The key of the last entry, below the journal's own; sorted as the entries are. */
    String lastKey() {
        return folder(volume) + padded(seq, 10) + ".json";
    }

    /** With zeros in front: a formatter would look up what the locale's are. */
    private static String padded(long number, int digits) {
        String text = Long.toString(number);
        return "0".repeat(Math.max(0, digits - text.length())) + text;
    }

    Json.Obj toJson() {
        return Json.object()
                .put("volume", volume)
                .put("count", count)
                .put("seq", seq)
                .put("token", token)
                .put("closed", isClosed)
                .build();
    }

    static JournalHead from(Json.Obj json) {
        return new JournalHead(
                json.needNumber("volume"),
                json.needNumber("count"),
                json.needNumber("seq"),
                json.needNumber("token"),
                json.flag("closed"));
    }
}

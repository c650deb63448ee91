package dev.cdctl.state.form;

import dev.cdctl.json.Json;
import dev.cdctl.json.JsonException;
import dev.cdctl.state.Journal.Entry;
import dev.cdctl.state.Journal.Phase;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Reads a journal's file from its first byte to the last whole line. Not thread-safe. */
public final class JournalScan {
    private static final long FORMAT = 1;
    private static final String FORMAT_IS = "{\"format\":";
    private static final int MOST_DIGITS = 9;

    /**
     * Where the next line goes, and what it follows.
     *
     * @param end the length of the file up to its last whole line, in bytes; 0 when it has none
     * @param seq the number of the last entry
     * @param crc that of the last line
     * @param token the greatest of all entries
     * @param isClosed whether nothing is open: the last entry is an END
     */
    public record Tail(long end, long seq, int crc, long token, boolean isClosed) {
        /** Of a journal that was never written. */
        public static final Tail NONE = new Tail(0, 0, 0, 0, true);

        /** After one more line of that many bytes. */
        public Tail after(Entry entry, int length, int lineCrc) {
            boolean closed = entry.phase() == Phase.END;
            return new Tail(end + length, seq + 1, lineCrc, Math.max(token, entry.token()), closed);
        }
    }

    private final String file;
    private final byte[] bytes;
    private final List<Entry> entries = new ArrayList<>();
    private Tail tail = Tail.NONE;

    private JournalScan(String file, byte[] bytes) {
        this.file = file;
        this.bytes = bytes;
    }

    /**
     * Reads the content of that file.
     *
     * @throws dev.cdctl.model.Failure when a line before the last is damaged, or a newer cdctl wrote it
     */
    public static JournalScan of(String file, byte[] bytes) {
        JournalScan scan = new JournalScan(file, bytes);
        scan.refuseNewer();
        int number = 1;
        while (scan.tail.end() < bytes.length && scan.next(number)) {
            number++;
        }
        return scan;
    }

    /** Its entries, oldest first. */
    public List<Entry> entries() {
        return List.copyOf(entries);
    }

    /** Where the next line goes. */
    public Tail tail() {
        return tail;
    }

    /** The first line of a file that continues after that tail. */
    public static byte[] header(Tail before) {
        Json.Obj json = Json.object()
                .put("format", FORMAT)
                .put("seq", before.seq())
                .put("token", before.token())
                .put("after", Integer.toUnsignedLong(before.crc()))
                .build();
        return JournalLine.encode(json, 0);
    }

    /** The line of an entry that comes after that tail. */
    public static byte[] line(Entry entry, Tail before) {
        return JournalLine.encode(EntryForm.json(before.seq() + 1, entry), before.crc());
    }

    /** Takes one more line; false when what is left is a torn one. */
    private boolean next(int number) {
        int start = (int) tail.end();
        int end = lineEnd(start);
        byte[] raw = Arrays.copyOfRange(bytes, start, end);
        Optional<JournalLine> line = end < bytes.length ? JournalLine.decode(raw, tail.crc()) : Optional.empty();
        if (line.isPresent()) {
            take(line.get(), number, end + 1 - start);
        } else if (end + 1 < bytes.length || JournalLine.hidesWholeLine(raw, tail.crc())) {
            throw JournalProblems.damaged(file, number);
        }
        return line.isPresent();
    }

    private void take(JournalLine line, int number, int length) {
        try {
            if (number == 1) {
                tail = new Tail(
                        length,
                        line.body().needNumber("seq"),
                        line.crc(),
                        line.body().needNumber("token"),
                        true);
            } else {
                Entry entry = EntryForm.from(line.body());
                entries.add(entry);
                tail = tail.after(entry, length, line.crc());
            }
        } catch (JsonException | IllegalArgumentException | DateTimeException e) {
            throw JournalProblems.damaged(file, number).causedBy(e);
        }
    }

    /** Before anything else is asked of it: a newer format may have other lines. */
    private void refuseNewer() {
        String start = new String(bytes, 0, Math.min(bytes.length, 40), StandardCharsets.ISO_8859_1);
        int from = FORMAT_IS.length();
        int to = from;
        while (to < start.length() && start.charAt(to) >= '0' && start.charAt(to) <= '9') {
            to++;
        }
        boolean isNumber = start.startsWith(FORMAT_IS) && to > from && to - from <= MOST_DIGITS && to < start.length();
        if (isNumber && ",}".indexOf(start.charAt(to)) >= 0 && Long.parseLong(start.substring(from, to)) > FORMAT) {
            throw JournalProblems.newer(file, start.substring(from, to));
        }
    }

    private int lineEnd(int start) {
        int end = start;
        while (end < bytes.length && bytes[end] != '\n') {
            end++;
        }
        return end;
    }
}

package dev.cdctl.state.form;

import dev.cdctl.json.Json;
import dev.cdctl.json.JsonException;
import dev.cdctl.model.IsoTime;
import dev.cdctl.state.Waiter;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;

/**
 * What the store says of those who wait for a lock.
 *
 * @param entries the first one first
 */
public record QueueRecord(List<Entry> entries) {
    private static final long FORMAT = 1;
    private static final Comparator<Entry> ORDER = Comparator.comparingLong(Entry::number)
            .thenComparing(entry -> entry.waiter().since());

    /** Nobody waits. */
    public static final QueueRecord EMPTY = new QueueRecord(List.of());

    /** Puts them in order. */
    public QueueRecord {
        entries = entries.stream().sorted(ORDER).toList();
    }

    /**
     * One who waits.
     *
     * @param number smaller than that of everybody who comes later
     * @param until when it will have renewed this, if it lives; by its own clock
     * @param process names the process where its kernel is known, so that others there can see that it ended; may be
     *     empty
     */
    public record Entry(long number, Waiter waiter, Instant until, String process) {
        private Json toJson() {
            return Json.object()
                    .put("number", number)
                    .put("waiter", waiter.toJson())
                    .put("until", IsoTime.text(until))
                    .put("process", process)
                    .build();
        }

        private static Entry from(Json.Obj entry) {
            Waiter waiter =
                    Waiter.from(entry.object("waiter").orElseThrow(() -> new JsonException("no object 'waiter'")));
            return new Entry(
                    entry.needNumber("number"), waiter, IsoTime.parse(entry.need("until")), entry.need("process"));
        }
    }

    /** The number of whoever comes next. */
    public long next() {
        return entries.isEmpty() ? 1 : entries.get(entries.size() - 1).number() + 1;
    }

    /** The form in which stores keep it. */
    public Json.Obj toJson() {
        return Json.object()
                .put("format", FORMAT)
                .put("waiting", Json.of(entries.stream().map(Entry::toJson).toList()))
                .build();
    }

    /**
     * Reads what {@link #toJson} wrote.
     *
     * @throws JsonException when it is something else
     */
    public static QueueRecord from(Json.Obj json) {
        try {
            return new QueueRecord(
                    json.objects("waiting").stream().map(Entry::from).toList());
        } catch (DateTimeException e) {
            throw new JsonException(String.valueOf(e.getMessage()));
        }
    }
}

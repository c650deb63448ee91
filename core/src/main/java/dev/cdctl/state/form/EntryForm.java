package dev.cdctl.state.form;

import dev.cdctl.json.Json;
import dev.cdctl.json.JsonException;
import dev.cdctl.model.IsoTime;
import dev.cdctl.state.Journal.Entry;
import dev.cdctl.state.Journal.Phase;

/** How an entry of a journal is written, wherever it is kept. */
public final class EntryForm {
    private EntryForm() {}

    /** An entry as JSON; {@code seq} is its number, from 1 on. */
    public static Json.Obj json(long seq, Entry entry) {
        return Json.object()
                .put("seq", seq)
                .put("operation", entry.operation())
                .put("step", entry.step())
                .put("phase", entry.phase().name())
                .put("token", entry.token())
                .put("at", IsoTime.text(entry.at()))
                .put("detail", entry.detail())
                .build();
    }

    /**
     * Reads what {@link #json} wrote.
     *
     * @throws RuntimeException of several kinds, when it is not an entry: {@link JsonException},
     *     {@link IllegalArgumentException}, {@link java.time.DateTimeException}
     */
    public static Entry from(Json.Obj json) {
        return new Entry(
                json.need("operation"),
                json.need("step"),
                Phase.valueOf(json.need("phase")),
                json.needNumber("token"),
                IsoTime.parse(json.need("at")),
                json.object("detail").orElseThrow(() -> new JsonException("no object 'detail'")));
    }
}

package dev.cdctl.state.kv;

import dev.cdctl.json.Json;
import dev.cdctl.json.JsonException;
import dev.cdctl.json.JsonText;

/**
 * The text of a stored value: JSON with the format's number, the name of the transaction that wrote it, and the value.
 * The name makes every text another one, so that it can be found out later whether a transaction happened, and so that
 * each change gets a revision of its own.
 */
final class StoredValue {
    /** How much longer the text is than the value, at most. */
    static final int AROUND = 100;

    private static final long FORMAT = 1;

    private StoredValue() {}

    static String text(String transaction, Json.Obj value) {
        return JsonText.line(Json.object()
                .put("format", FORMAT)
                .put("transaction", transaction)
                .put("value", value)
                .build());
    }

    /**
     * Reads what {@link #text} wrote.
     *
     * @param place where it is, named in the failure
     * @throws dev.cdctl.model.Failure refused, when a newer cdctl wrote it; needs a person, when it is damaged
     */
    static Json.Obj read(String place, String text) {
        try {
            Json.Obj json = JsonText.readObject(text);
            long format = json.needNumber("format");
            if (format > FORMAT) {
                throw KvProblems.newer(place, format, FORMAT);
            }
            if (format < FORMAT) {
                throw new JsonException("there never was a format " + format);
            }
            return json.object("value").orElseThrow(() -> new JsonException("no object 'value'"));
        } catch (JsonException e) {
            throw KvProblems.damaged(place, String.valueOf(e.getMessage())).causedBy(e);
        }
    }
}

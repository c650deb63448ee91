package dev.cdctl.state;

import dev.cdctl.json.Json;
import dev.cdctl.json.JsonException;
import dev.cdctl.model.Failure;
import dev.cdctl.model.Problem;
import java.util.function.Function;

/** Reads what a record stands for, and words how large it is. */
public final class Recorded {
    private static final long FORMAT = 1;

    private Recorded() {}

    /**
     * Reads a value.
     *
     * @param key of its record, named in the failure
     * @param form reads it, or throws {@link JsonException}
     * @throws Failure refused, when a newer cdctl wrote it; needs a person, when it is not what it should be
     */
    public static <T> T read(String key, Json.Obj value, Function<Json.Obj, T> form) {
        return read(key, value, FORMAT, form);
    }

    /**
     * Reads a value of a kind of record that has later formats than the first.
     *
     * @param newest the greatest format that the form knows
     * @throws Failure as the other does
     */
    public static <T> T read(String key, Json.Obj value, long newest, Function<Json.Obj, T> form) {
        if (value.number("format").orElse(FORMAT) > newest) {
            throw Failure.refused(Problem.of("CD-712", "the record " + key + " needs a newer cdctl")
                    .because("it has format " + value.number("format").orElse(FORMAT)
                            + ", and this cdctl knows formats up to " + newest)
                    .remedy("update cdctl on this machine"));
        }
        try {
            return form.apply(value);
        } catch (JsonException | IllegalArgumentException e) {
            throw Failure.of(
                            Failure.Kind.NEEDS_PERSON,
                            Problem.of("CD-711", "the record " + key + " is damaged")
                                    .because(String.valueOf(e.getMessage()))
                                    .remedy("put it back from a backup"))
                    .causedBy(e);
        }
    }

    /** The size of a record for people, rounded up: {@code 371 kB} for 370,001 bytes. */
    public static String kilobytes(long bytes) {
        return (bytes + 999) / 1000 + " kB";
    }
}

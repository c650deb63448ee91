package dev.cdctl.model.mask;

import dev.cdctl.model.Problem;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Replaces secret values by {@code ***}, as written and in the encodings that programs print them in: see
 * {@link MaskForms}. Immutable; use one for everything that is written anywhere.
 */
public final class Mask {
    /** What stands in place of a secret. */
    public static final String STARS = "***";

    /** Shorter values are not masked: they would turn up everywhere and make output unreadable. */
    public static final int SHORTEST = 4;

    private static final Mask NONE = new Mask(Map.of());

    private final Map<String, String> secrets;
    private final MaskStream.Index index;

    private Mask(Map<String, String> secrets) {
        this.secrets = new TreeMap<>(secrets);
        this.index = new MaskStream.Index(secrets.isEmpty() ? List.of() : MaskForms.of(secrets.values()));
    }

    /** Masks nothing. */
    public static Mask none() {
        return NONE;
    }

    /**
     * Masks these values.
     *
     * @param secrets values by the name that users know them by, such as the environment variable
     */
    public static Mask of(Map<String, String> secrets) {
        return new Mask(secrets);
    }

    /** Masks this value too. */
    public Mask plus(String name, String secret) {
        Map<String, String> more = new TreeMap<>(secrets);
        more.put(name, secret);
        return new Mask(more);
    }

    /** Masks what the other one masks too; one name may have several values. */
    public Mask and(Mask other) {
        if (other.secrets.isEmpty() || secrets.isEmpty()) {
            return secrets.isEmpty() ? other : this;
        }
        Map<String, String> all = new TreeMap<>(secrets);
        other.secrets.forEach((name, value) -> {
            String key = name;
            while (!all.getOrDefault(key, value).equals(value)) {
                key += "'";
            }
            all.put(key, value);
        });
        return all.equals(secrets) ? this : new Mask(all);
    }

    /** One problem for each value that is too short to be masked; the value is not in it. */
    public List<Problem> warnings() {
        List<Problem> warnings = new ArrayList<>();
        secrets.forEach((name, value) -> {
            if (value.strip().length() < SHORTEST) {
                warnings.add(Problem.of("CD-301", "the secret " + name + " is too short to be masked in output")
                        .because("values of fewer than " + SHORTEST + " characters turn up everywhere")
                        .remedy("use a longer secret"));
            }
        });
        return warnings;
    }

    /** What is replaced. */
    Set<String> values() {
        return Set.copyOf(secrets.values());
    }

    /** The text with every secret replaced. */
    public String apply(String text) {
        if (secrets.isEmpty()) {
            return text;
        }
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream masked = new ByteArrayOutputStream(bytes.length);
        try (OutputStream out = over(masked)) {
            out.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        byte[] result = masked.toByteArray();
        return Arrays.equals(bytes, result) ? text : new String(result, StandardCharsets.UTF_8);
    }

    /**
     * A stream that writes to that one with every secret replaced, also those that are split over several writes. It
     * holds back only what may be the start of a secret, until more is written or the stream is closed; flushing does
     * not let that out. Not thread-safe.
     */
    public OutputStream over(OutputStream target) {
        return new MaskStream(index, target);
    }

    /** How many values there are, never which. */
    @Override
    public String toString() {
        return secrets.size() + " secrets";
    }
}

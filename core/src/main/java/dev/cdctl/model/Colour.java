package dev.cdctl.model;

import java.util.Locale;
import java.util.Optional;

/** One of the two places that a release of an environment can run in, side by side. */
public enum Colour {
    BLUE,
    GREEN;

    /** The place that this one hands over to. */
    public Colour other() {
        return this == BLUE ? GREEN : BLUE;
    }

    /** The word that users type and read: {@code blue} or {@code green}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The colour of that word, or empty when there is none. */
    public static Optional<Colour> of(String word) {
        return switch (word) {
            case "blue" -> Optional.of(BLUE);
            case "green" -> Optional.of(GREEN);
            default -> Optional.empty();
        };
    }
}

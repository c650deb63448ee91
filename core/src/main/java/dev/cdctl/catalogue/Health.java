package dev.cdctl.catalogue;

import java.util.Locale;

/**
 * How an environment is right now, as its proxy answered.
 *
 * @param text what was asked and answered, in a few words
 */
public record Health(State state, String text) {
    /** Whether the state alone says all. */
    public boolean isPlain() {
        return state == State.HEALTHY || state == State.EMPTY;
    }

    /** What an answer, or none, means, from good to bad. Only a good answer means that it is well. */
    public enum State {
        /** Everything that was asked gave a good answer. */
        HEALTHY,
        /** It cannot be asked from here. */
        UNKNOWN,
        /** Something answered, and not well. */
        UNHEALTHY,
        /** Nothing answered in time. */
        UNREACHABLE,
        /** It was stopped on purpose. */
        STOPPED,
        /** Nothing is live. */
        EMPTY;

        /** The word for people. */
        public String word() {
            return this == EMPTY ? "nothing live" : name().toLowerCase(Locale.ROOT);
        }
    }
}

package dev.cdctl.http;

import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What came of a question. */
public sealed interface Reply {
    /** A few words for people: {@code 503 after 12 ms}, or why there was no answer. */
    String describe();

    /**
     * A whole answer. Redirects are answers like others; they are not followed.
     *
     * @param headers by name, in any case; several of one name are joined by commas
     * @param body the first 64 KiB, read as UTF-8
     * @param took from before the connection to the end of the answer
     */
    record Answer(int status, Map<String, String> headers, String body, Duration took) implements Reply {
        /** Copies the headers. */
        public Answer {
            Map<String, String> copy = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
            copy.putAll(headers);
            headers = Collections.unmodifiableMap(copy);
        }

        /** The header of that name, in any case. */
        public Optional<String> header(String name) {
            return Optional.ofNullable(headers.get(name));
        }

        /** Whether the status is 2xx. */
        public boolean isGood() {
            return status / 100 == 2;
        }

        @Override
        public String describe() {
            return status + " after " + took.toMillis() + " ms";
        }
    }

    /**
     * No answer, or none that is whole.
     *
     * @param reason a few words for people: {@code connection refused}, {@code no answer within 2s}
     */
    record NoAnswer(String reason) implements Reply {
        @Override
        public String describe() {
            return reason;
        }
    }
}

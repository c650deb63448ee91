package dev.cdctl.http.remote;

import dev.cdctl.model.Digest;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A whole answer, of whatever status.
 *
 * @param url who answered, after redirects
 * @param headers by name, in any case; several of one name are joined by commas
 * @param content the body when it went into memory; of an answer that is not good, its first 64 KiB
 * @param received what came, wherever it went
 * @param sent what the request carried, counted and digested while it was sent
 * @param effort what it took
 */
public record Response(
        URI url, int status, Map<String, String> headers, byte[] content, Passed received, Passed sent, Effort effort) {
    /** Bytes that went by. */
    public record Passed(long bytes, Digest digest) {}

    /** How often a request was sent, and how long that took with the waits in between. */
    public record Effort(int tries, Duration took) {
        /** {@code after 3 tries in 2.4 s}. */
        public String words() {
            String seconds = took.toMillis() / 1000 + "." + took.toMillis() % 1000 / 100 + " s";
            return "after " + (tries == 1 ? "1 try" : tries + " tries") + " in " + seconds;
        }
    }

    /** Copies the headers. */
    public Response {
        Map<String, String> copy = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        copy.putAll(headers);
        headers = Collections.unmodifiableMap(copy);
    }

    /** Whether the status is 2xx. */
    public boolean isGood() {
        return status / 100 == 2;
    }

    /** Whether there is nothing: 404 or 410. */
    public boolean isAbsent() {
        return status == 404 || status == 410;
    }

    /** The header of that name, in any case. */
    public Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name));
    }

    /** The body in UTF-8. */
    public String text() {
        return new String(content, StandardCharsets.UTF_8);
    }

    /** The length that the answer declares, of a HEAD too. */
    public Optional<Long> length() {
        return header("Content-Length")
                .filter(text -> text.matches("[0-9]{1,18}"))
                .map(Long::valueOf);
    }

    Response with(Effort spent) {
        return new Response(url, status, headers, content, received, sent, spent);
    }

    /** {@code 503: try later}: the status and the start of the body of an answer that is not good, on one line. */
    public String describe() {
        String said = isGood() ? "" : Trouble.line(text());
        return said.isEmpty() ? String.valueOf(status) : status + ": " + said;
    }

    @Override
    public String toString() {
        return url + " answered " + describe();
    }
}

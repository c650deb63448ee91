package dev.cdctl.http.remote;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * One request.
 *
 * @param target below the server's base and percent-encoded ({@code books/1.4.2/release.json}), or an absolute URL
 * @param repeatable whether it may be sent again when its end is unknown
 */
public record Request(
        String method, String target, Map<String, String> headers, Body body, Into into, boolean repeatable) {
    /** RFC 9110, section 9.2.2. */
    private static final Set<String> IDEMPOTENT = Set.of("GET", "HEAD", "PUT", "DELETE", "OPTIONS");

    /** Copies the headers. */
    public Request {
        headers = Map.copyOf(headers);
    }

    /** A request without a body whose answer goes into memory; idempotent methods are repeatable. */
    public static Request of(String method, String target) {
        return new Request(method, target, Map.of(), Body.none(), Into.memory(), IDEMPOTENT.contains(method));
    }

    /** A GET. */
    public static Request get(String target) {
        return of("GET", target);
    }

    /** A HEAD. */
    public static Request head(String target) {
        return of("HEAD", target);
    }

    /** A PUT of that body. */
    public static Request put(String target, Body body) {
        return of("PUT", target).sending(body);
    }

    /** A POST of that body; not repeatable. */
    public static Request post(String target, Body body) {
        return of("POST", target).sending(body);
    }

    /** The same request with that body. */
    public Request sending(Body other) {
        return new Request(method, target, headers, other, into, repeatable);
    }

    /** The same request with one more header. */
    public Request with(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return new Request(method, target, more, body, into, repeatable);
    }

    /** The same request, whose answer goes there. */
    public Request into(Into other) {
        return new Request(method, target, headers, body, other, repeatable);
    }

    /** The same request, which may be sent again when its end is unknown. */
    public Request again() {
        return new Request(method, target, headers, body, into, true);
    }

    /** The same request, which is sent once only. */
    public Request once() {
        return new Request(method, target, headers, body, into, false);
    }

    /** Headers can carry secrets, so they are left out. */
    @Override
    public String toString() {
        return method + " " + target;
    }
}

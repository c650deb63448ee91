package dev.cdctl.adapter.embedded.wire;

import io.undertow.util.HeaderMap;
import io.undertow.util.HeaderValues;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;

/** Which headers belong to one connection only and are not passed on (RFC 9110, section 7.6.1). */
public final class Hops {
    private static final Set<HttpString> OF_ONE_HOP = Set.of(
            Headers.CONNECTION,
            new HttpString("Keep-Alive"),
            new HttpString("Proxy-Connection"),
            Headers.TE,
            Headers.TRAILER,
            Headers.TRANSFER_ENCODING,
            Headers.UPGRADE);

    private Hops() {}

    /** Whether a header of that name belongs to one connection only. */
    public static boolean isOfOneHop(HttpString name) {
        return OF_ONE_HOP.contains(name);
    }

    /** Removes those headers, and the ones that {@code Connection} names. */
    public static void strip(HeaderMap headers) {
        HeaderValues connection = headers.get(Headers.CONNECTION);
        if (connection != null) {
            for (String value : connection) {
                for (String named : value.split(",", -1)) {
                    removeNamed(headers, named.strip());
                }
            }
        }
        OF_ONE_HOP.forEach(headers::remove);
    }

    /** Whether the client asks for another protocol on this connection; HTTP/2 is not passed on. */
    public static boolean isUpgrade(HeaderMap headers) {
        String protocol = headers.getFirst(Headers.UPGRADE);
        if (protocol == null || protocol.toLowerCase(Locale.ROOT).startsWith("h2")) {
            return false;
        }
        return connectionSays(headers, "upgrade");
    }

    /** Whether the client wants the connection closed after this request. */
    public static boolean isLast(HeaderMap headers) {
        return connectionSays(headers, "close");
    }

    private static boolean connectionSays(HeaderMap headers, String word) {
        HeaderValues connection = headers.get(Headers.CONNECTION);
        return connection != null
                && connection.stream()
                        .flatMap(value -> Arrays.stream(value.split(",", -1)))
                        .anyMatch(said -> said.strip().equalsIgnoreCase(word));
    }

    private static void removeNamed(HeaderMap headers, String name) {
        boolean needed = name.equalsIgnoreCase("close")
                || name.equalsIgnoreCase("keep-alive")
                || name.equalsIgnoreCase("content-length")
                || name.equalsIgnoreCase("host");
        if (!name.isEmpty() && !needed) {
            headers.remove(name);
        }
    }
}

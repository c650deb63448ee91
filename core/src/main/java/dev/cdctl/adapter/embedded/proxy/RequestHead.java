package dev.cdctl.adapter.embedded.proxy;

import dev.cdctl.adapter.embedded.wire.HeadWriter;
import dev.cdctl.adapter.embedded.wire.Hops;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderMap;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import java.nio.ByteBuffer;

/**
 * The head of a request as an instance gets it.
 *
 * @param upgrade the protocol that the client asks for on this connection; empty for none
 * @param hasBody whether a body follows
 * @param chunked whether its length is not known beforehand
 */
record RequestHead(HttpServerExchange exchange, String upgrade, boolean hasBody, boolean chunked) {
    private static final HttpString FORWARDED_FOR = new HttpString("X-Forwarded-For");
    private static final HttpString FORWARDED_PROTO = new HttpString("X-Forwarded-Proto");
    private static final HttpString FORWARDED_HOST = new HttpString("X-Forwarded-Host");

    /** Changes the client's headers into those that go on; once per request. */
    static RequestHead prepare(HttpServerExchange exchange) {
        HeaderMap headers = exchange.getRequestHeaders();
        boolean hasBody = !exchange.isRequestComplete();
        boolean chunked =
                hasBody && (headers.contains(Headers.TRANSFER_ENCODING) || !headers.contains(Headers.CONTENT_LENGTH));
        String upgrade = "";
        if (headers.contains(Headers.CONNECTION)) {
            upgrade = Hops.isUpgrade(headers) ? headers.getFirst(Headers.UPGRADE) : "";
            if (Hops.isLast(headers)) {
                exchange.setPersistent(false);
            }
            Hops.strip(headers);
        }
        if (!upgrade.isEmpty()) {
            // The server wants to find it when it comes to the upgrade; it is not passed on from here.
            headers.put(Headers.UPGRADE, upgrade);
        }
        if (headers.contains(Headers.TRANSFER_ENCODING)) {
            headers.remove(Headers.CONTENT_LENGTH);
        }
        headers.remove(Forwarder.PROBE);
        forwarded(exchange, headers);
        return new RequestHead(exchange, upgrade, hasBody, chunked);
    }

    /** The bytes; good until the writer is used again. */
    ByteBuffer write(HeadWriter writer) {
        writer.begin(exchange.getRequestMethod(), path(), exchange.getQueryString());
        writer.headers(exchange.getRequestHeaders());
        if (chunked) {
            writer.header(Headers.TRANSFER_ENCODING, "chunked");
        }
        if (!upgrade.isEmpty()) {
            writer.header(Headers.CONNECTION, "upgrade").header(Headers.UPGRADE, upgrade);
        }
        return writer.end();
    }

    private static void forwarded(HttpServerExchange exchange, HeaderMap headers) {
        String client = exchange.getSourceAddress().getAddress().getHostAddress();
        String before = headers.contains(FORWARDED_FOR) ? String.join(", ", headers.get(FORWARDED_FOR)) + ", " : "";
        headers.put(FORWARDED_FOR, before + client);
        headers.put(FORWARDED_PROTO, exchange.getRequestScheme());
        if (headers.contains(Headers.HOST)) {
            headers.put(FORWARDED_HOST, headers.getFirst(Headers.HOST));
        }
    }

    private String path() {
        String uri = exchange.getRequestURI();
        if (exchange.isHostIncludedInRequestURI()) {
            int path = uri.indexOf('/', uri.indexOf("//") + 2);
            return path < 0 ? "/" : uri.substring(path);
        }
        return uri;
    }
}

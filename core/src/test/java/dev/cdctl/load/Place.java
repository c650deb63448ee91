package dev.cdctl.load;

import java.net.InetSocketAddress;
import java.net.URI;

/**
 * Where a client asks.
 *
 * @param host the Host header
 * @param path what stands before every path, without a slash at its end
 */
record Place(InetSocketAddress address, String host, String path) {
    private static final int HTTP_PORT = 80;

    /** The place that a URL of plain HTTP names. */
    static Place of(URI url) {
        if (!"http".equals(url.getScheme()) || url.getHost() == null) {
            throw new IllegalArgumentException("no URL of plain HTTP: " + url);
        }
        int port = url.getPort() < 0 ? HTTP_PORT : url.getPort();
        return new Place(
                new InetSocketAddress(url.getHost(), port),
                url.getAuthority(),
                url.getPath().replaceFirst("/$", ""));
    }
}

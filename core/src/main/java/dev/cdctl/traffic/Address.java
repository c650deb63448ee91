package dev.cdctl.traffic;

/**
 * Where an instance or a router listens.
 *
 * @param host a name or an IP address
 * @param port 1 to 65535
 */
public record Address(String host, int port) {
    /** Reads {@code host:port}. */
    public static Address parse(String text) {
        int colon = text.lastIndexOf(':');
        return new Address(text.substring(0, colon), Integer.parseInt(text.substring(colon + 1)));
    }

    @Override
    public String toString() {
        return host + ":" + port;
    }
}

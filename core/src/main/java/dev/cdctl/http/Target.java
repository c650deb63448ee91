package dev.cdctl.http;

import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Who is asked: where to connect, and which name to ask for there.
 *
 * @param connect a name or an IP address, IPv6 without brackets
 * @param port 1 to 65535
 * @param host the Host header
 * @param tls how the server proves who it is; a plain connection when absent
 */
public record Target(String connect, int port, String host, Optional<Tls> tls) {
    /**
     * What a TLS connection asks for and trusts.
     *
     * @param name the server name (SNI) that is asked for and that the certificate must carry
     * @param ca a PEM file with the only certificates that are trusted; those of the JDK when absent
     * @param own how the client proves who it is, where the server asks
     */
    public record Tls(String name, Optional<Path> ca, Optional<Own> own) {
        /** For servers that do not ask who the client is. */
        public Tls(String name, Optional<Path> ca) {
            this(name, ca, Optional.empty());
        }
    }

    /**
     * The client's certificate and its key.
     *
     * @param certificate a PEM file with the certificate first, then those that lead to a known one
     * @param key a PEM file of PKCS#8
     */
    public record Own(Path certificate, Path key) {}

    /** Refuses ports and headers that cannot be. */
    public Target {
        if (port < 1 || port > 65535) {
            throw new IllegalArgumentException("not a port: " + port);
        }
        Exchange.requireOneLine(host);
    }

    /** A plain connection; the Host header is {@code connect:port}. */
    public static Target of(String connect, int port) {
        return new Target(connect, port, bracketed(connect) + ":" + port, Optional.empty());
    }

    /**
     * The server of a URL; its path does not count.
     *
     * @throws IllegalArgumentException when it is no http or https URL with a host
     */
    public static Target of(URI url) {
        boolean secure = "https".equalsIgnoreCase(url.getScheme());
        String host = url.getHost();
        if (host == null || !secure && !"http".equalsIgnoreCase(url.getScheme())) {
            throw new IllegalArgumentException("not an http or https URL: " + url);
        }
        int port = url.getPort() > 0 ? url.getPort() : secure ? 443 : 80;
        String bare = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
        String header = url.getPort() > 0 ? host + ":" + port : host;
        return new Target(bare, port, header, secure ? Optional.of(new Tls(bare, Optional.empty())) : Optional.empty());
    }

    /** The same question, but the connection goes elsewhere. */
    public Target via(String address, int otherPort) {
        return new Target(address, otherPort, host, tls);
    }

    /** The same server, asked for by this Host header. */
    public Target withHost(String header) {
        return new Target(connect, port, header, tls);
    }

    /** The same server over TLS. */
    public Target withTls(Tls trust) {
        return new Target(connect, port, host, Optional.of(trust));
    }

    /** {@code https://127.0.0.1:8443}, for people. */
    @Override
    public String toString() {
        return (tls.isPresent() ? "https://" : "http://") + bracketed(connect) + ":" + port;
    }

    private static String bracketed(String name) {
        return name.contains(":") ? "[" + name + "]" : name;
    }
}

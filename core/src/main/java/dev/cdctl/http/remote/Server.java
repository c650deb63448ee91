package dev.cdctl.http.remote;

import java.net.URI;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/**
 * One server, and what it takes to be let in.
 *
 * @param base what the paths of requests are below; ends with a slash
 * @param credentials sent to this server only, never to where it redirects
 * @param ca a PEM file with the only certificates that are trusted; those of the JDK when absent
 */
public record Server(URI base, Credentials credentials, Optional<Path> ca) {
    /** Refuses what is no http or https URL with a host, and what has a user, a query or a fragment in it. */
    public Server {
        String scheme = base.getScheme() == null ? "" : base.getScheme().toLowerCase(Locale.ROOT);
        if (base.getHost() == null || !scheme.equals("http") && !scheme.equals("https")) {
            throw new IllegalArgumentException("not an http or https URL with a host");
        }
        if (base.getRawUserInfo() != null || base.getRawQuery() != null || base.getRawFragment() != null) {
            throw new IllegalArgumentException("a user, a query or a fragment in the URL of a server");
        }
        base = base.toString().endsWith("/") ? base : URI.create(base + "/");
    }

    /** That server, asked by nobody in particular, with a certificate that the JDK trusts. */
    public static Server at(String base) {
        return new Server(URI.create(base), Credentials.none(), Optional.empty());
    }

    /** The same server, asked with these credentials. */
    public Server as(Credentials who) {
        return new Server(base, who, ca);
    }

    /** The same server, whose certificate is signed by one of that PEM file. */
    public Server trusting(Path file) {
        return new Server(base, credentials, Optional.of(file));
    }

    /** Whether a URL belongs to this server: the same scheme, host and port. */
    boolean owns(URI url) {
        return base.getScheme().equalsIgnoreCase(url.getScheme())
                && base.getHost().equalsIgnoreCase(url.getHost())
                && port(base) == port(url);
    }

    private static int port(URI url) {
        return url.getPort() > 0 ? url.getPort() : "https".equalsIgnoreCase(url.getScheme()) ? 443 : 80;
    }
}

package dev.cdctl.host;

import java.net.URI;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A computer that something runs on.
 *
 * @param id how keys, labels and people call it: {@code web1}; one per environment
 * @param url how it is reached: {@code ssh://deploy@web1}, {@code tcp://10.0.0.5:2376}, {@code unix:///run/docker.sock}
 * @param address how routers and probes reach what is published there: a name or an IP address
 * @param certificates the folder of {@code ca.pem}, {@code cert.pem} and {@code key.pem} for an engine that wants TLS
 */
public record Host(String id, String url, String address, Optional<String> certificates) {
    /** This computer, and the processes on it. */
    public static final Host LOCAL = new Host("local", "", "127.0.0.1", Optional.empty());

    private static final String SOCKET = "/var/run/docker.sock";

    /**
     * The host of that URL.
     *
     * @param url of scheme {@code unix}, {@code tcp} or {@code ssh}
     * @throws IllegalArgumentException when it is no URL, or names no host
     */
    public static Host of(String url) {
        URI uri = URI.create(url);
        if ("unix".equals(uri.getScheme())) {
            String path = uri.getPath();
            return new Host(path.equals(SOCKET) ? LOCAL.id : word(path), url, LOCAL.address, Optional.empty());
        }
        if ("ssh".equals(uri.getScheme())) {
            // What ssh knows by a name of its configuration may be no host of a URL: web_1.
            SshUrl ssh = SshUrl.parse(url);
            String name = ssh.host().contains(":") ? "[" + ssh.host() + "]" : ssh.host();
            return new Host(word(name + ssh.port().map(port -> "-" + port).orElse("")), url, name, Optional.empty());
        }
        String name = uri.getHost();
        if (name == null) {
            throw new IllegalArgumentException("it names no host");
        }
        return new Host(word(uri.getPort() < 0 ? name : name + "-" + uri.getPort()), url, name, Optional.empty());
    }

    /** Whether it is this computer, so that its ports can be looked at from here. */
    public boolean isHere() {
        return url.isEmpty() || url.startsWith("unix:");
    }

    /** The same host, called otherwise. */
    public Host named(String name) {
        return new Host(name, url, address, certificates);
    }

    /** The same host, whose published ports are reached at another address. */
    public Host at(String other) {
        return new Host(id, url, other, certificates);
    }

    /** The same host, whose engine is talked to by TLS with the certificates of that folder. */
    public Host with(String folder) {
        return new Host(id, url, address, Optional.of(folder));
    }

    /** Written out for a quick start, as in {@link dev.cdctl.model.Name}. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Host that
                && id.equals(that.id)
                && url.equals(that.url)
                && address.equals(that.address)
                && certificates.equals(that.certificates);
    }

    @Override
    public int hashCode() {
        return id.hashCode();
    }

    @Override
    public String toString() {
        return id;
    }

    /** The text in the letters that names have. */
    private static String word(String text) {
        String word =
                text.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-").replaceAll("^-|-$", "");
        return word.isEmpty() ? LOCAL.id : word;
    }
}

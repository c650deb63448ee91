package dev.cdctl.http.remote;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The proxies of the environment, as curl and others read it; this machine itself is never asked through one. */
final class Proxies extends ProxySelector {
    private final Map<String, String> environment;

    Proxies(Map<String, String> environment) {
        super();
        this.environment = environment;
    }

    @Override
    public List<Proxy> select(URI url) {
        return List.of(proxy(url)
                .<Proxy>map(proxy -> new Proxy(
                        Proxy.Type.HTTP,
                        InetSocketAddress.createUnresolved(
                                proxy.getHost(), proxy.getPort() > 0 ? proxy.getPort() : 80)))
                .orElse(Proxy.NO_PROXY));
    }

    @Override
    public void connectFailed(URI url, SocketAddress address, IOException e) {
        // The failure itself is reported.
    }

    /** The user and the password that a proxy's URL carries, as a header. */
    Optional<String> credentials(String scheme) {
        return variable(scheme + "_proxy")
                .flatMap(Proxies::parse)
                .flatMap(url -> Optional.ofNullable(url.getUserInfo()))
                .map(text -> text.split(":", 2))
                .flatMap(both -> new Credentials.Basic(both[0], both.length > 1 ? both[1] : "").header());
    }

    private Optional<URI> proxy(URI url) {
        String host = url.getHost() == null ? "" : url.getHost().toLowerCase(Locale.ROOT);
        return isDirect(host)
                ? Optional.empty()
                : variable(url.getScheme().toLowerCase(Locale.ROOT) + "_proxy").flatMap(Proxies::parse);
    }

    private boolean isDirect(String host) {
        boolean here = host.equals("localhost") || host.startsWith("127.") || host.equals("[::1]");
        return here
                || Stream.of(variable("no_proxy")
                                .orElse("")
                                .toLowerCase(Locale.ROOT)
                                .split("[,\\s]+"))
                        .map(entry -> entry.startsWith("*.") ? entry.substring(1) : entry)
                        .filter(entry -> !entry.isEmpty())
                        .anyMatch(entry -> entry.equals("*")
                                || host.equals(entry)
                                || host.endsWith(entry.startsWith(".") ? entry : "." + entry));
    }

    private Optional<String> variable(String lowerCase) {
        return Stream.of(lowerCase, lowerCase.toUpperCase(Locale.ROOT))
                .flatMap(name -> Optional.ofNullable(environment.get(name)).stream())
                .filter(text -> !text.isBlank())
                .findFirst();
    }

    private static Optional<URI> parse(String text) {
        try {
            URI url = URI.create(text.contains("://") ? text : "http://" + text);
            return Optional.of(url).filter(known -> known.getHost() != null);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}

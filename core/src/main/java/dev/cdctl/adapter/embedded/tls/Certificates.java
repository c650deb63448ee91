package dev.cdctl.adapter.embedded.tls;

import dev.cdctl.traffic.Route;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;

/** The certificates of one listener, by the host that the client asks for. Thread-safe. */
public final class Certificates {
    private final SSLContext context;
    private volatile Map<String, WatchedPair> byHost = Map.of();

    /** None yet. */
    public Certificates() {
        try {
            context = SSLContext.getInstance("TLS");
            context.init(new KeyManager[] {new HostKeyManager(this)}, new TrustManager[0], new SecureRandom());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has TLS", e);
        }
    }

    /** Reads certificates without using them, to see whether they can be. */
    public static void check(Route.Tls files) throws IOException {
        PemPair.read(files);
    }

    /**
     * Uses exactly these from the next handshake on.
     *
     * @param files by host; under the empty text for every other host
     * @throws IOException when one cannot be read; nothing has changed
     */
    public synchronized void use(Map<String, Route.Tls> files) throws IOException {
        Map<String, WatchedPair> next = new LinkedHashMap<>();
        for (Map.Entry<String, Route.Tls> entry : files.entrySet()) {
            WatchedPair known = byHost.get(entry.getKey());
            boolean same = known != null && known.files().equals(entry.getValue());
            next.put(entry.getKey(), same ? known : new WatchedPair(entry.getValue()));
        }
        byHost = Map.copyOf(next);
    }

    /** Looks for changed files. */
    public void refresh() {
        byHost.values().forEach(WatchedPair::refresh);
    }

    /** What is wrong with files that have changed. */
    public List<String> problems() {
        List<String> problems = new ArrayList<>();
        byHost.values().forEach(pair -> pair.problem().ifPresent(problems::add));
        return problems;
    }

    /** For the listener; it stays the same when certificates change. */
    public SSLContext context() {
        return context;
    }

    /**
     * The certificate for that host, else the one for every host, else all there are: some answer is easier to understand
     * than none.
     */
    List<PemPair> candidates(String host) {
        Map<String, WatchedPair> all = byHost;
        for (String name : List.of(host.toLowerCase(Locale.ROOT), "")) {
            WatchedPair pair = all.get(name);
            if (pair != null) {
                return List.of(pair.pair());
            }
        }
        return all.values().stream().map(WatchedPair::pair).toList();
    }
}

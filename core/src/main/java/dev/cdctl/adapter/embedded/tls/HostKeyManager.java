package dev.cdctl.adapter.embedded.tls;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/** Chooses a certificate at each handshake, by the name that the client sends (SNI, RFC 6066). Thread-safe. */
final class HostKeyManager extends X509ExtendedKeyManager {
    private static final int MOST_REMEMBERED = 64;

    private final Certificates certificates;
    private final Map<String, PemPair> chosen = new ConcurrentHashMap<>();

    HostKeyManager(Certificates certificates) {
        this.certificates = certificates;
    }

    /** The interface wants null for none, so that the handshake tries another kind of key. */
    @Override
    public @Nullable String chooseEngineServerAlias(String keyType, Principal @Nullable [] issuers, SSLEngine engine) {
        return certificates.candidates(host(engine)).stream()
                .filter(pair -> keyType.equals(pair.algorithm()))
                .findFirst()
                .map(this::remember)
                .orElse(null);
    }

    @Override
    public X509Certificate @Nullable [] getCertificateChain(String alias) {
        return find(alias)
                .map(pair -> pair.chain().toArray(X509Certificate[]::new))
                .orElse(null);
    }

    @Override
    public @Nullable PrivateKey getPrivateKey(String alias) {
        return find(alias).map(PemPair::key).orElse(null);
    }

    @Override
    public String[] getClientAliases(String keyType, Principal @Nullable [] issuers) {
        return new String[0];
    }

    @Override
    public @Nullable String chooseClientAlias(
            String[] keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return null;
    }

    @Override
    public String[] getServerAliases(String keyType, Principal @Nullable [] issuers) {
        return new String[0];
    }

    @Override
    public @Nullable String chooseServerAlias(String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return null;
    }

    /** The alias belongs to one pair for good, so that a renewal cannot mix an old chain with a new key. */
    private String remember(PemPair pair) {
        if (chosen.size() > MOST_REMEMBERED) {
            chosen.clear();
        }
        String alias = Integer.toHexString(System.identityHashCode(pair)) + "-"
                + pair.chain().get(0).getSerialNumber().toString(16);
        chosen.put(alias, pair);
        return alias;
    }

    private Optional<PemPair> find(String alias) {
        return Optional.ofNullable(chosen.get(alias));
    }

    private static String host(SSLEngine engine) {
        if (engine.getHandshakeSession() instanceof ExtendedSSLSession session) {
            return session.getRequestedServerNames().stream()
                    .filter(SNIHostName.class::isInstance)
                    .map(name -> ((SNIHostName) name).getAsciiName())
                    .findFirst()
                    .orElse("");
        }
        return "";
    }
}

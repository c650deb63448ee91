package dev.cdctl.http;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLException;

/** By what a client proves who it is. */
final class OwnKey {
    private OwnKey() {}

    /**
     * What TLS takes it from.
     *
     * @throws IOException when a file cannot be read, or is not what it should be
     */
    static KeyManager[] managers(Optional<Target.Own> own) throws IOException {
        if (own.isEmpty()) {
            return new KeyManager[0];
        }
        try {
            return managers(own.get());
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new SSLException("cannot use " + own.get().certificate() + ": " + e.getMessage(), e);
        }
    }

    private static KeyManager[] managers(Target.Own own) throws IOException, GeneralSecurityException {
        Certificate[] chain = chain(own.certificate());
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        store.setKeyEntry("client", PemKey.read(own.key(), chain[0].getPublicKey()), new char[0], chain);
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(store, new char[0]);
        return managers.getKeyManagers();
    }

    private static Certificate[] chain(Path file) throws IOException, GeneralSecurityException {
        Certificate[] chain = CertificateFactory.getInstance("X.509")
                .generateCertificates(new ByteArrayInputStream(Files.readAllBytes(file)))
                .toArray(new Certificate[0]);
        if (chain.length == 0) {
            throw new SSLException("no certificate in " + file);
        }
        return chain;
    }
}

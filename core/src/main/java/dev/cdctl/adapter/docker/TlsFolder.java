package dev.cdctl.adapter.docker;

import dev.cdctl.http.PemKey;
import dev.cdctl.model.Failure;
import dev.cdctl.model.Problem;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Collection;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * The certificates of an engine's client as Docker lays them down: {@code ca.pem} says whom to believe, {@code cert.pem}
 * and {@code key.pem} say who asks.
 */
record TlsFolder(Path folder) {
    /** What to talk with; read at once, so that a failure is told as it is. */
    SSLContext context() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(own().getKeyManagers(), trusted().getTrustManagers(), null);
            return context;
        } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
            throw Failure.unreachable(Problem.of("CD-493", "the certificates in " + folder + " cannot be used")
                            .because(String.valueOf(e))
                            .remedy("put ca.pem, cert.pem and key.pem there, as the engine's `--tlsverify` wants them"))
                    .causedBy(e);
        }
    }

    private KeyManagerFactory own() throws IOException, GeneralSecurityException {
        Certificate[] chain = certificates("cert.pem").toArray(new Certificate[0]);
        KeyStore store = empty();
        store.setKeyEntry(
                "client", PemKey.read(folder.resolve("key.pem"), chain[0].getPublicKey()), new char[0], chain);
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(store, new char[0]);
        return managers;
    }

    private TrustManagerFactory trusted() throws IOException, GeneralSecurityException {
        KeyStore store = empty();
        int number = 0;
        for (Certificate certificate : certificates("ca.pem")) {
            store.setCertificateEntry("ca-" + number++, certificate);
        }
        TrustManagerFactory managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        managers.init(store);
        return managers;
    }

    private Collection<? extends Certificate> certificates(String name) throws IOException, GeneralSecurityException {
        byte[] pem = Files.readAllBytes(folder.resolve(name));
        Collection<? extends Certificate> found =
                CertificateFactory.getInstance("X.509").generateCertificates(new ByteArrayInputStream(pem));
        if (found.isEmpty()) {
            throw new IOException(folder.resolve(name) + " holds no certificate");
        }
        return found;
    }

    private static KeyStore empty() throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        return store;
    }
}

package dev.cdctl.http;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/** TLS connections whose certificates and names are always checked; there is no way to switch that off. */
public final class Trust {
    private Trust() {}

    /** Puts TLS over the connection and waits for the handshake. */
    static Socket secure(Socket plain, Target.Tls tls) throws IOException {
        SSLSocketFactory sockets = sockets(manager(tls.ca()), OwnKey.managers(tls.own()));
        SSLSocket socket = (SSLSocket) sockets.createSocket(plain, tls.name(), plain.getPort(), true);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        parameters.setApplicationProtocols(new String[] {"http/1.1"});
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        return socket;
    }

    /** Sockets that trust what that manager does. */
    public static SSLSocketFactory sockets(X509TrustManager manager) throws IOException {
        return sockets(manager, new KeyManager[0]);
    }

    private static SSLSocketFactory sockets(X509TrustManager manager, KeyManager[] own) throws IOException {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(own, new TrustManager[] {manager}, new java.security.SecureRandom());
            return context.getSocketFactory();
        } catch (GeneralSecurityException e) {
            throw new SSLException(String.valueOf(e.getMessage()), e);
        }
    }

    /**
     * Who is trusted.
     *
     * @param ca a PEM file with the only certificates that are trusted; those of the JDK when absent
     * @throws IOException when the file cannot be read or has no certificates
     */
    public static X509TrustManager manager(Optional<Path> ca) throws IOException {
        try {
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(ca.isPresent() ? only(ca.get()) : ofTheJdk());
            return Arrays.stream(trust.getTrustManagers())
                    .filter(X509TrustManager.class::isInstance)
                    .map(X509TrustManager.class::cast)
                    .findFirst()
                    .map(Valid::new)
                    .orElseThrow(() -> new SSLException("the JDK has no X.509 trust manager"));
        } catch (GeneralSecurityException e) {
            throw new SSLException(ca.map(file -> "cannot use " + file + ": ").orElse("") + e.getMessage(), e);
        }
    }

    /** What {@link TrustManagerFactory#init(KeyStore)} takes as the JDK's own certificates. */
    private static @Nullable KeyStore ofTheJdk() {
        return null;
    }

    private static KeyStore only(Path ca) throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        try (InputStream in = Files.newInputStream(ca)) {
            int number = 0;
            for (Certificate certificate :
                    CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                store.setCertificateEntry("ca-" + number++, certificate);
            }
            if (number == 0) {
                throw new SSLException("no certificates in " + ca);
            }
        } catch (java.nio.file.NoSuchFileException e) {
            throw new SSLException("no CA file " + ca, e);
        }
        return store;
    }

    /** Also looks at the dates of a server's certificate that is trusted by itself, which the JDK does not. */
    private record Valid(X509TrustManager inner) implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String kind) throws CertificateException {
            inner.checkClientTrusted(chain, kind);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String kind) throws CertificateException {
            inner.checkServerTrusted(chain, kind);
            chain[0].checkValidity();
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return inner.getAcceptedIssuers();
        }
    }
}

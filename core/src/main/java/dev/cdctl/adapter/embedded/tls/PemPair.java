package dev.cdctl.adapter.embedded.tls;

import dev.cdctl.traffic.Route;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A certificate chain and the private key that belongs to it.
 *
 * @param chain the server's own certificate first
 */
record PemPair(List<X509Certificate> chain, PrivateKey key) {
    private static final Pattern KEY =
            Pattern.compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");

    /**
     * Reads both files.
     *
     * @throws IOException when one cannot be read or understood, or the key belongs to another certificate
     */
    static PemPair read(Route.Tls files) throws IOException {
        try {
            List<X509Certificate> chain = chain(files.certificate());
            PrivateKey key = key(files.key(), algorithm(chain.get(0)));
            prove(chain.get(0), key, files);
            return new PemPair(chain, key);
        } catch (GeneralSecurityException e) {
            throw new IOException(files.certificate() + " or " + files.key() + ": " + e.getMessage(), e);
        }
    }

    /** {@code RSA}, {@code EC} or {@code EdDSA}. */
    String algorithm() {
        return algorithm(chain.get(0));
    }

    private static String algorithm(X509Certificate certificate) {
        return certificate.getPublicKey().getAlgorithm();
    }

    private static List<X509Certificate> chain(Path file) throws IOException, GeneralSecurityException {
        byte[] pem = Files.readAllBytes(file);
        List<X509Certificate> chain =
                CertificateFactory.getInstance("X.509").generateCertificates(new ByteArrayInputStream(pem)).stream()
                        .map(PemPair::x509)
                        .toList();
        if (chain.isEmpty()) {
            throw new IOException(file + " holds no certificate");
        }
        return chain;
    }

    private static X509Certificate x509(Certificate certificate) {
        return (X509Certificate) certificate;
    }

    private static PrivateKey key(Path file, String algorithm) throws IOException, GeneralSecurityException {
        Matcher matcher = KEY.matcher(Files.readString(file, StandardCharsets.US_ASCII));
        if (!matcher.find()) {
            throw new IOException(file + " holds no PKCS#8 private key (BEGIN PRIVATE KEY)");
        }
        try {
            byte[] der = Base64.getMimeDecoder().decode(matcher.group(1));
            return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(der));
        } catch (IllegalArgumentException e) {
            throw new IOException(file + " is not base64", e);
        }
    }

    /** Signs something and checks it: a key of another certificate would only show at the first handshake. */
    private static void prove(X509Certificate certificate, PrivateKey key, Route.Tls files)
            throws IOException, GeneralSecurityException {
        String scheme = switch (algorithm(certificate)) {
            case "RSA" -> "SHA256withRSA";
            case "EC" -> "SHA256withECDSA";
            default -> algorithm(certificate);
        };
        Signature signature = Signature.getInstance(scheme);
        signature.initSign(key);
        byte[] signed = signature.sign();
        signature.initVerify(certificate.getPublicKey());
        if (!signature.verify(signed)) {
            throw new IOException(files.key() + " is not the key of " + files.certificate());
        }
    }
}

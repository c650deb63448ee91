package dev.cdctl.adapter.docker;

import dev.cdctl.model.Failure;
import dev.cdctl.model.Problem;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collection;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * The certificates of an engine's client as Docker lays them down: {@code ca.pem} says whom to believe, {@code cert.pem}
 * and {@code key.pem} say who asks.
 */
record TlsFolder(Path folder) {
    private static final Pattern KEY = Pattern.compile(
            "-----BEGIN (RSA |EC )?PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END (?:RSA |EC )?PRIVATE KEY-----");

    private static final byte SEQUENCE = 0x30;
    private static final byte OCTETS = 0x04;
    private static final byte[] VERSION_0 = {0x02, 0x01, 0x00};

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
        store.setKeyEntry("client", key(chain[0].getPublicKey()), new char[0], chain);
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

    private PrivateKey key(PublicKey own) throws IOException, GeneralSecurityException {
        Path file = folder.resolve("key.pem");
        Matcher pem = KEY.matcher(Files.readString(file, StandardCharsets.US_ASCII));
        if (!pem.find()) {
            throw new IOException(file + " holds no private key in PEM");
        }
        byte[] der = Base64.getMimeDecoder().decode(pem.group(2));
        return KeyFactory.getInstance(own.getAlgorithm())
                .generatePrivate(new PKCS8EncodedKeySpec(pem.group(1) == null ? der : wrapped(der, own)));
    }

    /** PKCS#8 (RFC 5208) around a key of PKCS#1 or SEC 1: its version, what kind of key it is, the key. */
    private static byte[] wrapped(byte[] key, PublicKey own) {
        return tagged(SEQUENCE, joined(VERSION_0, kind(own), tagged(OCTETS, key)));
    }

    /** The first part of SubjectPublicKeyInfo (RFC 5280), in which the certificate says the same of its public key. */
    private static byte[] kind(PublicKey own) {
        byte[] all = own.getEncoded();
        ByteBuffer der = ByteBuffer.wrap(all);
        length(der);
        int begin = der.position();
        int length = length(der);
        return Arrays.copyOfRange(all, begin, der.position() + length);
    }

    /** Goes past a tag and its length in DER, which is returned. */
    private static int length(ByteBuffer der) {
        der.get();
        int first = der.get() & 0xFF;
        int length = first < 0x80 ? first : 0;
        for (int i = 0x80; i < first; i++) {
            length = (length << 8) + (der.get() & 0xFF);
        }
        return length;
    }

    private static byte[] tagged(byte tag, byte[] value) {
        byte[] length = BigInteger.valueOf(value.length).toByteArray();
        // A number whose first bit is set has a zero before it there.
        int skipped = length[0] == 0 && length.length > 1 ? 1 : 0;
        byte[] number = Arrays.copyOfRange(length, skipped, length.length);
        return value.length < 0x80
                ? joined(new byte[] {tag, (byte) value.length}, value)
                : joined(new byte[] {tag, (byte) (0x80 + number.length)}, number, value);
    }

    private static byte[] joined(byte[]... parts) {
        ByteBuffer all = ByteBuffer.allocate(
                Stream.of(parts).mapToInt(part -> part.length).sum());
        Stream.of(parts).forEach(all::put);
        return all.array();
    }

    private static KeyStore empty() throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        return store;
    }
}

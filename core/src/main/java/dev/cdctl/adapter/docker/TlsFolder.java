package dev.cdctl.adapter.docker;

import com.github.dockerjava.core.SSLConfig;
import dev.cdctl.model.Failure;
import dev.cdctl.model.Problem;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collection;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * The certificates of an engine's client as Docker lays them down: {@code ca.pem} says whom to believe, {@code cert.pem}
 * and {@code key.pem} say who asks.
 */
record TlsFolder(Path folder) implements SSLConfig {
    private static final Pattern KEY =
            Pattern.compile("-----BEGIN (RSA )?PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END (RSA )?PRIVATE KEY-----");
    /** PKCS#8 around a PKCS#1 key of that many bytes (RFC 5208): version 0, algorithm rsaEncryption. */
    private static final String RSA_ALGORITHM = "020100300d06092a864886f70d0101010500";

    @Override
    public SSLContext getSSLContext() {
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
        store.setKeyEntry("client", key(chain[0].getPublicKey().getAlgorithm()), new char[0], chain);
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

    private PrivateKey key(String algorithm) throws IOException, GeneralSecurityException {
        Path file = folder.resolve("key.pem");
        Matcher pem = KEY.matcher(Files.readString(file, StandardCharsets.US_ASCII));
        if (!pem.find()) {
            throw new IOException(file + " holds no private key in PEM");
        }
        byte[] der = Base64.getMimeDecoder().decode(pem.group(2));
        return KeyFactory.getInstance(algorithm)
                .generatePrivate(new PKCS8EncodedKeySpec(pem.group(1) == null ? der : wrapped(der)));
    }

    private static byte[] wrapped(byte[] pkcs1) {
        byte[] algorithm = HexFormat.of().parseHex(RSA_ALGORITHM);
        byte[] key = tagged(0x04, pkcs1);
        byte[] both = Arrays.copyOf(algorithm, algorithm.length + key.length);
        System.arraycopy(key, 0, both, algorithm.length, key.length);
        return tagged(0x30, both);
    }

    /** DER with a length of two bytes, which every key that is in use needs and can do with. */
    private static byte[] tagged(int tag, byte[] value) {
        byte[] all = new byte[value.length + 4];
        all[0] = (byte) tag;
        all[1] = (byte) 0x82;
        all[2] = (byte) (value.length >> 8);
        all[3] = (byte) value.length;
        System.arraycopy(value, 0, all, 4, value.length);
        return all;
    }

    private static KeyStore empty() throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        return store;
    }
}

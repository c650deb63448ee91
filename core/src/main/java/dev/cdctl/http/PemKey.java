package dev.cdctl.http;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;

/**
 * A private key in a PEM file: {@code BEGIN PRIVATE KEY} (PKCS#8), {@code BEGIN RSA PRIVATE KEY} (PKCS#1) or
 * {@code BEGIN EC PRIVATE KEY} (SEC 1), without a password.
 */
public final class PemKey {
    private static final Pattern KEY = Pattern.compile(
            "-----BEGIN (RSA |EC )?PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END (?:RSA |EC )?PRIVATE KEY-----");

    private static final byte SEQUENCE = 0x30;
    private static final byte OCTETS = 0x04;
    private static final byte[] VERSION_0 = {0x02, 0x01, 0x00};

    private PemKey() {}

    /**
     * Reads the key that belongs to a public one.
     *
     * @throws IOException when the file cannot be read, or has no such key in it
     */
    public static PrivateKey read(Path file, PublicKey own) throws IOException, GeneralSecurityException {
        Matcher pem = KEY.matcher(Files.readString(file, StandardCharsets.US_ASCII));
        if (!pem.find()) {
            throw new SSLException(file + " holds no private key in PEM that has no password");
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
}

package dev.cdctl.supply.key;

import dev.cdctl.model.Digest;
import dev.cdctl.model.Failure;
import dev.cdctl.model.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.interfaces.ECPublicKey;
import java.security.spec.X509EncodedKeySpec;

/**
 * A public ECDSA key on the curve P-256.
 *
 * @param name what people call it: the path of its file
 */
public record VerifyingKey(String name, PublicKey key) {
    static final String ALGORITHM = "SHA256withECDSA";
    private static final int LARGEST = 64 * 1024;

    /**
     * The key in a PEM file, as {@code openssl ec -pubout} writes it.
     *
     * @param file absolute
     * @param name what people call it
     * @throws Failure failed, when it cannot be read or is no such key
     */
    public static VerifyingKey read(Path file, String name) {
        try {
            if (Files.size(file) > LARGEST) {
                throw unusable(name, "the file is larger than 64 KiB");
            }
            return parse(Files.readString(file), name);
        } catch (IOException e) {
            throw unusable(name, "the file cannot be read: " + e).causedBy(e);
        }
    }

    /**
     * The key in a PEM text.
     *
     * @throws Failure failed, when it is no such key
     */
    public static VerifyingKey parse(String text, String name) {
        Pem pem = Pem.find(text)
                .filter(found -> found.label().equals("PUBLIC KEY"))
                .orElseThrow(() -> unusable(name, "there is no block BEGIN PUBLIC KEY"));
        try {
            PublicKey key = KeyFactory.getInstance("EC").generatePublic(new X509EncodedKeySpec(pem.der()));
            if (!(key instanceof ECPublicKey point) || !Curve.has(point)) {
                throw unusable(name, "it is on another curve");
            }
            return new VerifyingKey(name, key);
        } catch (GeneralSecurityException e) {
            throw unusable(name, String.valueOf(e.getMessage())).causedBy(e);
        }
    }

    /** What tells it from other keys: the digest of its SubjectPublicKeyInfo. */
    public Digest id() {
        return Digest.of(key.getEncoded());
    }

    /** Whether the owner of this key signed these bytes; the signature is in DER. */
    public boolean verifies(byte[] message, byte[] signature) {
        try {
            Signature check = Signature.getInstance(ALGORITHM);
            check.initVerify(key);
            check.update(message);
            return check.verify(signature);
        } catch (SignatureException e) {
            return false;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has ECDSA on P-256", e);
        }
    }

    private static Failure unusable(String name, String why) {
        return Failure.failed(Problem.of("CD-761", name + " is no public ECDSA P-256 key")
                .because(why)
                .remedy("write the public part of the key: openssl ec -in release.key -pubout -out release.pub"));
    }
}

package dev.cdctl.supply.key;

import dev.cdctl.model.Failure;
import dev.cdctl.model.Problem;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.interfaces.ECPrivateKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/** A private ECDSA key on the curve P-256, with its public part. Its words never show the key. */
public final class SigningKey {
    private final PrivateKey secret;
    private final VerifyingKey verifying;

    private SigningKey(PrivateKey secret, VerifyingKey verifying) {
        this.secret = secret;
        this.verifying = verifying;
    }

    /**
     * The key in a PEM text of PKCS#8, encrypted (PBES2) or not.
     *
     * @param name what people call it; the key itself is in no message
     * @throws Failure failed, when it is no such key or the password is not right
     */
    public static SigningKey parse(String text, Optional<String> password, String name) {
        Pem pem = Pem.find(text).orElseThrow(() -> unusable("CD-760", name, "there is no block BEGIN PRIVATE KEY"));
        try {
            Key key = KeyFactory.getInstance("EC").generatePrivate(spec(pem, password, name));
            if (!(key instanceof ECPrivateKey secret) || !Curve.has(secret)) {
                throw unusable("CD-760", name, "it is on another curve");
            }
            return new SigningKey(secret, new VerifyingKey(name, Curve.publicKey(secret)));
        } catch (InvalidKeySpecException e) {
            // The cause could quote the key.
            throw unusable("CD-760", name, "it is a key of another kind, or damaged");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has ECDSA on P-256", e);
        }
    }

    private static PKCS8EncodedKeySpec spec(Pem pem, Optional<String> password, String name) {
        return switch (pem.label()) {
            case "PRIVATE KEY" -> new PKCS8EncodedKeySpec(pem.der());
            case "ENCRYPTED PRIVATE KEY" ->
                decrypted(
                        pem,
                        password.orElseThrow(
                                () -> unusable("CD-762", name, "it is encrypted, and `sign.password` is not written")),
                        name);
            default -> throw unusable("CD-760", name, "it is in the form " + pem.label() + ", not in PKCS#8");
        };
    }

    private static PKCS8EncodedKeySpec decrypted(Pem pem, String password, String name) {
        PBEKeySpec chars = new PBEKeySpec(password.toCharArray());
        try {
            EncryptedPrivateKeyInfo encrypted = new EncryptedPrivateKeyInfo(pem.der());
            // For PBES2 the JDK names the scheme by the words of its parameters.
            String scheme = String.valueOf(encrypted.getAlgParameters());
            Cipher cipher = Cipher.getInstance(scheme);
            cipher.init(
                    Cipher.DECRYPT_MODE,
                    SecretKeyFactory.getInstance(scheme).generateSecret(chars),
                    encrypted.getAlgParameters());
            return encrypted.getKeySpec(cipher);
        } catch (IOException | GeneralSecurityException e) {
            throw unusable("CD-762", name, "the password is not right, or the encryption is none that Java knows");
        } finally {
            chars.clearPassword();
        }
    }

    /** The public part. */
    public VerifyingKey verifying() {
        return verifying;
    }

    /** The signature of these bytes, in DER. */
    public byte[] sign(byte[] message) {
        try {
            Signature signature = Signature.getInstance(VerifyingKey.ALGORITHM);
            signature.initSign(secret);
            signature.update(message);
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has ECDSA on P-256", e);
        }
    }

    private static Failure unusable(String code, String name, String why) {
        return Failure.failed(Problem.of(code, "releases cannot be signed with " + name)
                .because(why)
                .remedy(
                        code.equals("CD-762")
                                ? "write sign: {password: {secret: ...}} into pipeline.yaml"
                                : "make an ECDSA P-256 key in PKCS#8: openssl genpkey -algorithm EC"
                                        + " -pkeyopt ec_paramgen_curve:P-256 -out release.key"));
    }

    /** Its public part, as anything else would end in some log one day. */
    @Override
    public String toString() {
        return "the key " + verifying.id().brief();
    }
}

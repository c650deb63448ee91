package dev.cdctl.supply.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.cdctl.model.Failure;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SigningKeyTest {
    private static final byte[] MESSAGE = "some bytes".getBytes(StandardCharsets.UTF_8);

    private final Openssl openssl;

    SigningKeyTest(@TempDir Path folder) {
        openssl = new Openssl(folder).key("ana");
    }

    @Test
    void opensslVerifiesWhatIsSignedHere() {
        byte[] signature = openssl.signing("ana").sign(MESSAGE);

        assertThat(openssl.verifies("ana", MESSAGE, signature)).isTrue();
        assertThat(openssl.verifies("ana", "other bytes".getBytes(StandardCharsets.UTF_8), signature))
                .isFalse();
    }

    @Test
    void whatOpensslSignsIsVerifiedHere() {
        byte[] signature = openssl.sign("ana", MESSAGE);

        assertThat(openssl.verifying("ana").verifies(MESSAGE, signature)).isTrue();
        assertThat(openssl.key("eve").verifying("eve").verifies(MESSAGE, signature))
                .isFalse();
        for (int i = 0; i < signature.length; i++) {
            byte[] changed = signature.clone();
            changed[i] ^= 0x40;
            assertThat(openssl.verifying("ana").verifies(MESSAGE, changed))
                    .as("byte %s changed", i)
                    .isFalse();
        }
    }

    @Test
    void thePublicPartIsTheOneThatTheJdkMakesOfTheSameKey() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        for (int i = 0; i < 50; i++) {
            KeyPair pair = generator.generateKeyPair();
            String pem = "-----BEGIN PRIVATE KEY-----\n"
                    + Base64.getMimeEncoder().encodeToString(pair.getPrivate().getEncoded())
                    + "\n-----END PRIVATE KEY-----\n";

            assertThat(SigningKey.parse(pem, Optional.empty(), "a")
                            .verifying()
                            .key()
                            .getEncoded())
                    .isEqualTo(pair.getPublic().getEncoded());
        }
    }

    @Test
    void anEncryptedKeyIsReadWithItsPassword() {
        openssl.run("pkcs8", "-topk8", "-in", "ana.key", "-passout", "pass:right", "-out", "locked.key");
        String locked = openssl.text("locked.key");

        assertThat(SigningKey.parse(locked, Optional.of("right"), "a")
                        .verifying()
                        .id())
                .isEqualTo(openssl.verifying("ana").id());
        assertThat(code(locked, Optional.of("wrong"))).isEqualTo("CD-762");
        assertThat(code(locked, Optional.empty())).isEqualTo("CD-762");
    }

    @Test
    void otherKeysAreRefusedAndNeverShown() {
        openssl.run("genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-384", "-out", "large.key");
        openssl.run("ec", "-in", "large.key", "-pubout", "-out", "large.pub");
        openssl.run("genpkey", "-algorithm", "RSA", "-out", "rsa.key");
        openssl.run("ec", "-in", "ana.key", "-out", "old.key");

        for (String file : new String[] {"large.key", "rsa.key", "old.key", "ana.pub"}) {
            String text = openssl.text(file);
            Failure failure = catchThrowableOfType(Failure.class, () -> SigningKey.parse(text, Optional.empty(), file));
            assertThat(failure.problems().get(0).code()).as(file).isEqualTo("CD-760");
            assertThat(failure.toString()).doesNotContain(text.lines().toList().get(1));
        }
        assertThat(catchThrowableOfType(Failure.class, () -> openssl.verifying("large"))
                        .problems()
                        .get(0)
                        .code())
                .isEqualTo("CD-761");
        assertThat(openssl.signing("ana").toString())
                .isEqualTo("the key " + openssl.verifying("ana").id().brief());
    }

    private static String code(String text, Optional<String> password) {
        return catchThrowableOfType(Failure.class, () -> SigningKey.parse(text, password, "a"))
                .problems()
                .get(0)
                .code();
    }
}

package dev.cdctl.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DigestTest {
    private static final Random RANDOM = new Random(180_4);

    private static String byTheJdk(byte[] bytes) throws GeneralSecurityException {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    }

    private static byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        RANDOM.nextBytes(bytes);
        return bytes;
    }

    /** Blocks have 64 bytes, and 55 is the most that fits into one beside its padding. */
    @Test
    void everyLengthHasTheDigestThatTheJdkGives() throws GeneralSecurityException, IOException {
        for (int length = 0; length < 300; length++) {
            byte[] bytes = bytes(length);
            assertThat(Digest.of(bytes).hex()).as("%s bytes", length).isEqualTo(byTheJdk(bytes));
            assertThat(Digest.of(new ByteArrayInputStream(bytes))).isEqualTo(Digest.of(bytes));
        }
    }

    @Test
    void longOnesDoToo() throws GeneralSecurityException {
        for (int length : new int[] {4_000, 16_383, 16_384, 16_385, 100_000, 1_000_003}) {
            byte[] bytes = bytes(length);
            assertThat(Digest.of(bytes).hex()).as("%s bytes", length).isEqualTo(byTheJdk(bytes));
        }
    }

    /** From FIPS 180-4's own examples. */
    @Test
    void textsAreInUtf8() {
        assertThat(Digest.of("abc"))
                .hasToString("sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        assertThat(Digest.of("ü→")).isEqualTo(Digest.of("ü→".getBytes(StandardCharsets.UTF_8)));
    }
}

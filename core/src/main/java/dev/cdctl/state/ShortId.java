package dev.cdctl.state;

import java.util.concurrent.ThreadLocalRandom;

/** Random words that people read out and type: digits and lower-case letters without {@code i l o u}. */
public final class ShortId {
    private static final String ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";

    private ShortId() {}

    /** A word of that many characters, each worth five bits. */
    public static String random(int length) {
        StringBuilder id = new StringBuilder();
        for (int i = 0; i < length; i++) {
            id.append(ALPHABET.charAt(ThreadLocalRandom.current().nextInt(ALPHABET.length())));
        }
        return id.toString();
    }
}

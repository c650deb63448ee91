package dev.cdctl.supply.key;

import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The first block of a PEM text (RFC 7468) that is a key; parameters before it are passed over.
 *
 * @param label what stands after BEGIN: {@code PRIVATE KEY}
 * @param der the bytes
 */
@SuppressWarnings("ArrayRecordComponent") // Made, read once and dropped; nobody compares it.
record Pem(String label, byte[] der) {
    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ([A-Z ]{0,30}KEY)-----([A-Za-z0-9+/=\\s]*)-----END \\1-----");

    /** The block, when the text has one. */
    static Optional<Pem> find(String text) {
        Matcher block = BLOCK.matcher(text);
        if (!block.find()) {
            return Optional.empty();
        }
        try {
            return Optional.of(new Pem(block.group(1), Base64.getMimeDecoder().decode(block.group(2))));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}

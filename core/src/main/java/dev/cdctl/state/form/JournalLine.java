package dev.cdctl.state.form;

import dev.cdctl.json.Json;
import dev.cdctl.json.JsonText;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * One line of a journal: a JSON object whose last member is the CRC-32C of the line before it (four bytes, big-endian)
 * and of this line's bytes up to that member.
 *
 * @param body the object without that member
 * @param crc that member
 */
public record JournalLine(Json.Obj body, int crc) {
    private static final String MEMBER = ",\"crc\":\"";
    private static final int END_LENGTH = MEMBER.length() + 8 + 2;

    /** The line with its end, for the object. */
    public static byte[] encode(Json.Obj body, int before) {
        String text = Ascii.of(JsonText.line(body));
        byte[] start = text.substring(0, text.length() - 1).getBytes(StandardCharsets.UTF_8);
        byte[] end = (end(crc(before, start)) + "\n").getBytes(StandardCharsets.US_ASCII);
        return ByteBuffer.allocate(start.length + end.length)
                .put(start)
                .put(end)
                .array();
    }

    /** The checksum of a line that {@link #encode} made. */
    public static int crc(byte[] encoded) {
        int start = encoded.length - 8 - "\"}\n".length();
        return Integer.parseUnsignedInt(new String(encoded, start, 8, StandardCharsets.US_ASCII), 16);
    }

    /** Reads a line, given without its end; empty when it is not exactly what was written. */
    public static Optional<JournalLine> decode(byte[] line, int before) {
        int length = line.length - END_LENGTH;
        if (length < 1) {
            return Optional.empty();
        }
        byte[] start = Arrays.copyOf(line, length);
        int crc = crc(before, start);
        String end = new String(line, length, END_LENGTH, StandardCharsets.ISO_8859_1);
        if (!end.equals(end(crc))) {
            return Optional.empty();
        }
        String text = new String(start, StandardCharsets.UTF_8) + "}";
        return Optional.of(new JournalLine(JsonText.readObject(text), crc));
    }

    /**
     * Whether these bytes are a whole line and then something else than zeros. A kill or a power cut leaves the start of
     * a line or zeros; only damage joins a line with the next.
     */
    public static boolean hidesWholeLine(byte[] bytes, int before) {
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        for (int at = text.indexOf(MEMBER); at >= 0; at = text.indexOf(MEMBER, at + 1)) {
            int end = at + END_LENGTH;
            if (end < bytes.length
                    && bytes[end] != 0
                    && decode(Arrays.copyOf(bytes, end), before).isPresent()) {
                return true;
            }
        }
        return false;
    }

    private static String end(int crc) {
        return MEMBER + HexFormat.of().toHexDigits(crc) + "\"}";
    }

    private static int crc(int before, byte[] start) {
        CRC32C crc = new CRC32C();
        crc.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, before));
        crc.update(start);
        return (int) crc.getValue();
    }
}

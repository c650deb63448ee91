package dev.cdctl.adapter.docker.inside;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Small files as a tar stream (POSIX.1-1988 "ustar"), which is how an engine takes them and gives them away. */
final class Tar {
    private static final int BLOCK = 512;
    private static final int NAME = 100;
    private static final int SIZE_AT = 124;
    private static final int SIZE_LENGTH = 12;
    private static final int OCTAL = 8;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    /** Who a file belongs to, by number, and its permissions. */
    record Owner(int user, int group, int mode) {}

    /** Adds a folder. */
    Tar folder(String path, Owner owner) {
        header(path + "/", owner, 0, '5');
        return this;
    }

    /** Adds a file. */
    Tar file(String path, byte[] content, Owner owner) {
        header(path, owner, content.length, '0');
        out.writeBytes(content);
        out.writeBytes(new byte[(BLOCK - content.length % BLOCK) % BLOCK]);
        return this;
    }

    byte[] bytes() {
        byte[] all = Arrays.copyOf(out.toByteArray(), out.size() + 2 * BLOCK);
        return all;
    }

    /** The content of the first file of a stream; empty when there is none. */
    static Optional<byte[]> first(InputStream stream) throws IOException {
        byte[] header = stream.readNBytes(BLOCK);
        if (header.length < BLOCK || header[0] == 0) {
            return Optional.empty();
        }
        String size = new String(header, SIZE_AT, SIZE_LENGTH, StandardCharsets.US_ASCII)
                .replace("\0", "")
                .strip();
        return Optional.of(stream.readNBytes(Integer.parseInt(size, OCTAL)));
    }

    private void header(String path, Owner owner, int size, char kind) {
        byte[] header = new byte[BLOCK];
        int cut = cut(path);
        put(header, 0, path.substring(cut));
        put(header, NAME, octal(owner.mode(), 7));
        put(header, 108, octal(owner.user(), 7));
        put(header, 116, octal(owner.group(), 7));
        put(header, SIZE_AT, octal(size, 11));
        put(header, 136, octal(0, 11));
        put(header, 148, "        ");
        header[156] = (byte) kind;
        put(header, 257, "ustar\00000");
        put(header, 345, cut == 0 ? "" : path.substring(0, cut - 1));
        int sum = 0;
        for (byte each : header) {
            sum += each & 0xff;
        }
        put(header, 148, octal(sum, 6) + "\0 ");
        out.writeBytes(header);
    }

    /** A long path is stored in two parts, cut at a slash. */
    private static int cut(String path) {
        int length = path.getBytes(StandardCharsets.UTF_8).length;
        if (length <= NAME) {
            return 0;
        }
        int slash = path.indexOf('/', Math.max(0, path.length() - NAME - 1));
        if (slash < 0 || slash == path.length() - 1) {
            throw new IllegalArgumentException("a path is too long: " + path);
        }
        return slash + 1;
    }

    private static String octal(long value, int digits) {
        return String.format(Locale.ROOT, "%0" + digits + "o", value);
    }

    private static void put(byte[] header, int at, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        System.arraycopy(bytes, 0, header, at, bytes.length);
    }
}

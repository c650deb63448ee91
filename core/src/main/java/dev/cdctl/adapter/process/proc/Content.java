package dev.cdctl.adapter.process.proc;

import java.io.FileInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The content of one small file after the other, read into the same bytes. */
final class Content {
    private static final int MOST = 4 * 1024 * 1024;
    /** The JDK reads up to this many bytes without asking for memory of its own first. */
    private static final int USUAL = 8 * 1024;

    private byte[] bytes = new byte[USUAL];
    private int length;

    /** Reads a file; the content is empty when it is gone or not ours to read. */
    void read(String file) {
        length = 0;
        try (FileInputStream in = new FileInputStream(file)) {
            for (int n = in.read(bytes); n > 0; n = in.read(bytes, length, bytes.length - length)) {
                length += n;
                if (length == bytes.length && length < MOST) {
                    bytes = Arrays.copyOf(bytes, 2 * length);
                }
            }
        } catch (IOException e) {
            length = 0;
        }
    }

    boolean has(Needle needle) {
        return needle.isIn(bytes, length);
    }

    String text() {
        return new String(bytes, 0, length, StandardCharsets.UTF_8);
    }

    /**
     * Looks for a text in bytes by Horspool's rule (Software: Practice and Experience 10, 1980), which looks at one byte of
     * many. What reads the environment of every process runs once, in the JVM's interpreter, where each byte costs.
     */
    static final class Needle {
        private final byte[] text;
        private final int[] skips = new int[256];

        Needle(String text) {
            this.text = text.getBytes(StandardCharsets.UTF_8);
            Arrays.fill(skips, this.text.length);
            for (int i = 0; i < this.text.length - 1; i++) {
                skips[this.text[i] & 0xff] = this.text.length - 1 - i;
            }
        }

        private boolean isIn(byte[] bytes, int length) {
            int last = text.length - 1;
            for (int end = last; end < length; end += skips[bytes[end] & 0xff]) {
                // Both ends first: in the interpreter a call costs more than they do.
                if (bytes[end] == text[last]
                        && bytes[end - last] == text[0]
                        && Arrays.equals(bytes, end - last, end + 1, text, 0, text.length)) {
                    return true;
                }
            }
            return false;
        }
    }
}

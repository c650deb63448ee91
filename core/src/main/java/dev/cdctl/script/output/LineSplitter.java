package dev.cdctl.script.output;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.function.Consumer;

/**
 * Turns bytes into lines for a console. Of a progress bar that is redrawn after a carriage return only the last state
 * is passed on; a line without an end is passed on in pieces of 8 KiB; what is not UTF-8 is replaced by U+FFFD.
 */
final class LineSplitter {
    static final int LONGEST = 8 * 1024;

    private final Consumer<String> lines;
    private final byte[] line = new byte[LONGEST];
    private int length;
    private boolean returned;

    LineSplitter(Consumer<String> lines) {
        this.lines = lines;
    }

    void write(byte[] bytes, int offset, int count) {
        for (int i = offset; i < offset + count; i++) {
            write(bytes[i]);
        }
    }

    private void write(byte b) {
        if (b == '\n') {
            pass(length);
            returned = false;
        } else if (b == '\r') {
            returned = true;
        } else {
            append(b);
        }
    }

    private void append(byte b) {
        if (returned) {
            returned = false;
            length = 0;
        }
        if (length == LONGEST) {
            pass(lastWhole());
        }
        line[length++] = b;
    }

    /** Where to cut, so that no character is cut: a character has at most three continuation bytes. */
    private int lastWhole() {
        for (int cut = LONGEST - 1; cut >= LONGEST - 4; cut--) {
            boolean continuation = (line[cut] & 0xc0) == 0x80;
            if (!continuation) {
                boolean begins = (line[cut] & 0xc0) == 0xc0;
                return begins ? cut : LONGEST;
            }
        }
        return LONGEST;
    }

    private void pass(int end) {
        lines.accept(new String(line, 0, end, UTF_8));
        System.arraycopy(line, end, line, 0, length - end);
        length -= end;
    }

    /** Passes on a last line that has no end. */
    void finish() {
        if (length > 0) {
            pass(length);
        }
        returned = false;
    }
}

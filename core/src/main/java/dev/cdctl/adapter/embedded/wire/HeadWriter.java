package dev.cdctl.adapter.embedded.wire;

import io.undertow.util.HeaderMap;
import io.undertow.util.HeaderValues;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** Writes the head of a request into one buffer that is used again and again. Not thread-safe. */
public final class HeadWriter {
    private byte[] bytes = new byte[4096];
    private int length;

    /** Begins a head with its request line, in HTTP/1.1. */
    public HeadWriter begin(HttpString method, String target, String query) {
        length = 0;
        put(method).put(' ').put(target);
        if (!query.isEmpty()) {
            put('?').put(query);
        }
        return put(" HTTP/1.1").line();
    }

    /** Adds all headers but those of one hop; {@code Expect} is answered here and not passed on. */
    public HeadWriter headers(HeaderMap headers) {
        for (long i = headers.fastIterateNonEmpty(); i != -1L; i = headers.fiNextNonEmpty(i)) {
            HeaderValues values = headers.fiCurrent(i);
            HttpString name = values.getHeaderName();
            if (!Hops.isOfOneHop(name) && !name.equals(Headers.EXPECT)) {
                for (int v = 0; v < values.size(); v++) {
                    header(name, values.get(v));
                }
            }
        }
        return this;
    }

    /** Adds one header. */
    public HeadWriter header(HttpString name, String value) {
        return put(name).put(": ").put(value).line();
    }

    /** Ends the head; the buffer is good until the next {@link #begin}. */
    public ByteBuffer end() {
        line();
        return ByteBuffer.wrap(bytes, 0, length);
    }

    private HeadWriter put(HttpString text) {
        int size = text.length();
        room(size);
        text.copyTo(bytes, length);
        length += size;
        return this;
    }

    /**
     * Text is Latin-1, one byte per character. A control character becomes a space, since some servers take a lone CR for
     * the end of a line.
     */
    private HeadWriter put(String text) {
        int size = text.length();
        room(size);
        for (int i = 0; i < size; i++) {
            char c = text.charAt(i);
            bytes[length + i] = c < ' ' && c != '\t' ? (byte) ' ' : (byte) c;
        }
        length += size;
        return this;
    }

    private HeadWriter line() {
        return put('\r').put('\n');
    }

    private HeadWriter put(char one) {
        room(1);
        bytes[length++] = (byte) one;
        return this;
    }

    private void room(int more) {
        if (length + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
        }
    }
}

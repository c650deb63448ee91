package dev.cdctl.adapter.embedded.wire;

import io.undertow.util.HeaderMap;
import io.undertow.util.HeaderValues;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/** Reads the heads of answers (RFC 9112, sections 4 and 5). Not thread-safe. */
public final class HeadReader {
    private final NameCache names = new NameCache();
    private byte[] bytes = new byte[16 * 1024];
    private int at;
    private int end;

    /**
     * Reads a head out of the buffer, when it holds one whole; otherwise the buffer stays as it is.
     *
     * @throws IOException when it is no head of an HTTP/1 answer
     */
    public Optional<ResponseHead> read(ByteBuffer buffer) throws IOException {
        int size = buffer.remaining();
        if (size > bytes.length) {
            bytes = new byte[size];
        }
        buffer.get(buffer.position(), bytes, 0, size);
        end = endOfHead(size);
        if (end < 0) {
            return Optional.empty();
        }
        at = 0;
        ResponseHead head = parse();
        buffer.position(buffer.position() + end);
        return Optional.of(head);
    }

    private int endOfHead(int size) {
        for (int i = 0; i + 1 < size; i++) {
            if (bytes[i] == '\n') {
                if (bytes[i + 1] == '\n') {
                    return i + 2;
                }
                if (bytes[i + 1] == '\r' && i + 2 < size && bytes[i + 2] == '\n') {
                    return i + 3;
                }
            }
        }
        return -1;
    }

    private ResponseHead parse() throws IOException {
        int lineEnd = lineEnd();
        boolean http11 = statusLine(lineEnd);
        int status = status();
        at = lineEnd + 1;
        HeaderMap headers = new HeaderMap();
        while (bytes[at] != '\r' && bytes[at] != '\n') {
            header(headers);
        }
        boolean chunked = isChunked(headers);
        long length = chunked ? -1 : contentLength(headers);
        return new ResponseHead(status, isPersistent(http11, headers), headers, chunked, length);
    }

    private boolean statusLine(int lineEnd) throws IOException {
        boolean http1 = lineEnd >= 12
                && bytes[0] == 'H'
                && bytes[1] == 'T'
                && bytes[2] == 'T'
                && bytes[3] == 'P'
                && bytes[4] == '/'
                && bytes[5] == '1'
                && bytes[6] == '.'
                && bytes[8] == ' ';
        if (!http1) {
            throw new IOException("the answer is not HTTP/1");
        }
        return bytes[7] != '0';
    }

    private int status() throws IOException {
        int status = 0;
        for (int i = 9; i < 12; i++) {
            if (bytes[i] < '0' || bytes[i] > '9') {
                throw new IOException("the answer has no status");
            }
            status = status * 10 + bytes[i] - '0';
        }
        if (status < 100) {
            throw new IOException("the answer's status is " + status);
        }
        return status;
    }

    private void header(HeaderMap headers) throws IOException {
        int lineEnd = lineEnd();
        int colon = at;
        while (colon < lineEnd && bytes[colon] != ':') {
            if (bytes[colon] <= ' ') {
                throw new IOException("a header's name has a space");
            }
            colon++;
        }
        if (colon == lineEnd || colon == at) {
            throw new IOException("a header has no name");
        }
        HttpString name = names.get(bytes, at, colon - at);
        int from = skipSpace(colon + 1, lineEnd);
        int to = trim(from, lineEnd);
        headers.add(name, new String(bytes, from, to - from, StandardCharsets.ISO_8859_1));
        at = lineEnd + 1;
    }

    private int lineEnd() {
        int i = at;
        while (i < end && bytes[i] != '\n') {
            i++;
        }
        return i;
    }

    private int skipSpace(int from, int to) {
        int i = from;
        while (i < to && (bytes[i] == ' ' || bytes[i] == '\t')) {
            i++;
        }
        return i;
    }

    private int trim(int from, int to) {
        int i = to;
        while (i > from && (bytes[i - 1] == ' ' || bytes[i - 1] == '\t' || bytes[i - 1] == '\r')) {
            i--;
        }
        return i;
    }

    private static boolean isChunked(HeaderMap headers) throws IOException {
        String coding = headers.getLast(Headers.TRANSFER_ENCODING);
        if (coding == null || Headers.IDENTITY.equalToString(coding)) {
            return false;
        }
        if (!coding.toLowerCase(Locale.ROOT).strip().endsWith("chunked")) {
            throw new IOException("the answer has the transfer coding " + coding);
        }
        return true;
    }

    private static long contentLength(HeaderMap headers) throws IOException {
        HeaderValues values = headers.get(Headers.CONTENT_LENGTH);
        if (values == null) {
            return -1;
        }
        String first = values.getFirst();
        boolean number =
                !first.isEmpty() && first.length() < 19 && first.chars().allMatch(c -> c >= '0' && c <= '9');
        if (!number || values.stream().anyMatch(value -> !value.equals(first))) {
            throw new IOException("the answer's Content-Length is " + values);
        }
        return Long.parseLong(first);
    }

    private static boolean isPersistent(boolean http11, HeaderMap headers) {
        String connection = headers.getFirst(Headers.CONNECTION);
        if (connection == null) {
            return http11;
        }
        return http11 ? !Headers.CLOSE.equalToString(connection) : Headers.KEEP_ALIVE.equalToString(connection);
    }
}

package dev.cdctl.http;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;

/** Reads one answer: RFC 9112, sections 4 to 7. */
final class AnswerReader {
    /** How much of a body is kept where nobody says; also how long a head may be. */
    static final int MOST = 64 * 1024;

    private static final String START = "HTTP/1.";
    private final InputStream in;
    private final Extent extent;
    /** What was read and not taken yet: from {@code next} to {@code end}. */
    private final byte[] buffer = new byte[8192];

    private int next;
    private int end;
    private int headLeft = MOST;

    /**
     * How much of a body is read.
     *
     * @param most this many bytes; the rest is not read
     * @param enough asked after each chunk of a body that comes in chunks, for all that has come
     */
    record Extent(int most, Optional<Predicate<String>> enough) {
        static final Extent USUAL = new Extent(MOST, Optional.empty());

        private boolean isEnough(ByteArrayOutputStream body) {
            return enough.isPresent() && enough.get().test(body.toString(StandardCharsets.UTF_8));
        }
    }

    /** The part before the body. */
    record Head(int status, Map<String, String> headers) {
        String header(String name) {
            return headers.getOrDefault(name, "");
        }
    }

    AnswerReader(InputStream in, Extent extent) {
        this.in = in;
        this.extent = extent;
    }

    /** Reads up to the body, past interim answers (1xx); 101 is final. */
    Head head() throws IOException {
        Head head = one();
        while (head.status() / 100 == 1 && head.status() != 101) {
            head = one();
        }
        return head;
    }

    /** Reads the body, as far as it is wanted. */
    String body(Head head) throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        if (head.status() == 204 || head.status() == 304 || head.status() == 101) {
            return "";
        }
        if (head.header("Transfer-Encoding").toLowerCase(Locale.ROOT).endsWith("chunked")) {
            chunks(body);
        } else if (head.headers().containsKey("Content-Length")) {
            exactly(number(head.header("Content-Length"), 10), body);
        } else {
            take(extent.most(), body);
        }
        return body.toString(StandardCharsets.UTF_8);
    }

    private Head one() throws IOException {
        requireHttp();
        String line = line("closed without an answer");
        int status = status(line);
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        String cut = "the answer broke off in its headers";
        for (String header = line(cut); !header.isEmpty(); header = line(cut)) {
            int colon = header.indexOf(':');
            if (colon < 1) {
                throw new NotHttpException(header);
            }
            headers.merge(
                    header.substring(0, colon), header.substring(colon + 1).strip(), (a, b) -> a + ", " + b);
        }
        return new Head(status, headers);
    }

    /** The number in {@code HTTP/1.1 200 OK}. */
    private static int status(String line) throws IOException {
        int at = START.length() + 2;
        boolean good = line.length() >= at + 3
                && isDigit(line.charAt(at - 2))
                && line.charAt(at - 1) == ' '
                && line.charAt(at) != '0'
                && (line.length() == at + 3 || line.charAt(at + 3) == ' ');
        int status = 0;
        for (int i = at; i < at + 3 && good; i++) {
            good = isDigit(line.charAt(i));
            status = status * 10 + line.charAt(i) - '0';
        }
        if (!good) {
            throw new NotHttpException(line);
        }
        return status;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    /** Other protocols often send a few bytes without a line end and wait. */
    private void requireHttp() throws IOException {
        int seen = 0;
        while (seen < START.length() && (next + seen < end || more())) {
            if (buffer[next + seen] != START.charAt(seen)) {
                int shown = Math.min(end - next, START.length());
                throw new NotHttpException(new String(buffer, next, shown, StandardCharsets.ISO_8859_1));
            }
            seen++;
        }
    }

    /** Reads on behind what is there; false at the end. */
    private boolean more() throws IOException {
        if (next == end) {
            next = 0;
            end = 0;
        } else if (end == buffer.length) {
            System.arraycopy(buffer, next, buffer, 0, end - next);
            end -= next;
            next = 0;
        }
        int read = in.read(buffer, end, buffer.length - end);
        end += Math.max(read, 0);
        return read > 0;
    }

    private void chunks(ByteArrayOutputStream body) throws IOException {
        while (body.size() < extent.most()) {
            headLeft = MOST;
            String size =
                    line("the answer broke off after " + body.size() + " bytes").split(";", 2)[0];
            long length = number(size.strip(), 16);
            if (length == 0) {
                return;
            }
            exactly(length, body);
            if (body.size() < extent.most()
                    && !line("the answer broke off in a chunk").isEmpty()) {
                throw new NotHttpException("a chunk longer than it says");
            }
            if (extent.isEnough(body)) {
                return;
            }
        }
    }

    private void exactly(long length, ByteArrayOutputStream body) throws IOException {
        int wanted = (int) Math.min(length, extent.most() - body.size());
        if (take(wanted, body) < wanted) {
            throw new EOFException("the answer broke off after " + body.size() + " bytes");
        }
    }

    /** Takes that many bytes, or fewer at the end; returns how many. */
    private int take(int most, ByteArrayOutputStream body) throws IOException {
        int taken = 0;
        while (taken < most && (next < end || more())) {
            int some = Math.min(most - taken, end - next);
            body.write(buffer, next, some);
            next += some;
            taken += some;
        }
        return taken;
    }

    private static long number(String text, int radix) throws IOException {
        try {
            long number = Long.parseLong(text, radix);
            if (number >= 0) {
                return number;
            }
            throw new NotHttpException("a length of " + text);
        } catch (NumberFormatException e) {
            throw new NotHttpException("a length of " + text);
        }
    }

    private String line(String whenCut) throws IOException {
        StringBuilder line = new StringBuilder();
        int at = newline();
        while (at == end) {
            line.append(taken(at));
            if (!more()) {
                throw line.isEmpty() ? new EOFException(whenCut) : new NotHttpException(line.toString());
            }
            at = newline();
        }
        line.append(taken(at));
        next++;
        int last = line.length() - 1;
        return last >= 0 && line.charAt(last) == '\r' ? line.substring(0, last) : line.toString();
    }

    /** Where the line ends in the buffer; the buffer's end when it does not. */
    private int newline() {
        int at = next;
        while (at < end && buffer[at] != '\n') {
            at++;
        }
        return at;
    }

    private String taken(int to) throws IOException {
        String text = new String(buffer, next, to - next, StandardCharsets.ISO_8859_1);
        headLeft -= text.length();
        if (headLeft < 0) {
            throw new NotHttpException("more than 64 KiB of headers");
        }
        next = to;
        return text;
    }
}

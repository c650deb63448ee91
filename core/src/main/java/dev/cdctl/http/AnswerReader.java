package dev.cdctl.http;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads one answer: RFC 9112, sections 4 to 7. */
final class AnswerReader {
    /** How much of a body is kept; the rest is not read. */
    static final int MOST = 64 * 1024;

    private static final String START = "HTTP/1.";
    private static final Pattern STATUS = Pattern.compile("HTTP/1\\.[0-9] ([1-9][0-9]{2})( .*)?");
    private final InputStream in;
    private int headLeft = MOST;

    /** The part before the body. */
    record Head(int status, Map<String, String> headers) {
        String header(String name) {
            return headers.getOrDefault(name, "");
        }
    }

    AnswerReader(InputStream in) {
        this.in = new BufferedInputStream(in);
    }

    /** Reads up to the body, past interim answers (1xx); 101 is final. */
    Head head() throws IOException {
        Head head = one();
        while (head.status() / 100 == 1 && head.status() != 101) {
            head = one();
        }
        return head;
    }

    /** Reads the body, or its first {@link #MOST} bytes. */
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
            body.write(in.readNBytes(MOST));
        }
        return body.toString(StandardCharsets.UTF_8);
    }

    private Head one() throws IOException {
        requireHttp();
        String line = line("closed without an answer");
        Matcher status = STATUS.matcher(line);
        if (!status.matches()) {
            throw new NotHttpException(line);
        }
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
        return new Head(Integer.parseInt(status.group(1)), headers);
    }

    /** Other protocols often send a few bytes without a line end and wait. */
    private void requireHttp() throws IOException {
        in.mark(START.length());
        String start = new String(in.readNBytes(START.length()), StandardCharsets.ISO_8859_1);
        if (!START.startsWith(start)) {
            throw new NotHttpException(start);
        }
        in.reset();
    }

    private void chunks(ByteArrayOutputStream body) throws IOException {
        while (body.size() < MOST) {
            headLeft = MOST;
            String size =
                    line("the answer broke off after " + body.size() + " bytes").split(";", 2)[0];
            long length = number(size.strip(), 16);
            if (length == 0) {
                return;
            }
            exactly(length, body);
            if (body.size() < MOST && !line("the answer broke off in a chunk").isEmpty()) {
                throw new NotHttpException("a chunk longer than it says");
            }
        }
    }

    private void exactly(long length, ByteArrayOutputStream body) throws IOException {
        int wanted = (int) Math.min(length, MOST - body.size());
        byte[] bytes = in.readNBytes(wanted);
        body.writeBytes(bytes);
        if (bytes.length < wanted) {
            throw new EOFException("the answer broke off after " + body.size() + " bytes");
        }
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
        StringBuilder line = new StringBuilder(64);
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                throw line.isEmpty() ? new EOFException(whenCut) : new NotHttpException(line.toString());
            }
            if (--headLeft < 0) {
                throw new NotHttpException("more than 64 KiB of headers");
            }
            line.append((char) b);
        }
        int end = line.length() - 1;
        return end >= 0 && line.charAt(end) == '\r' ? line.substring(0, end) : line.toString();
    }
}

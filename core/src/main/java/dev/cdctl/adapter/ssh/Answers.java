package dev.cdctl.adapter.ssh;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Cuts what the agent writes into answers: each ends with a line of the mark, the request's number and the status. */
final class Answers {
    private final InputStream stream;
    private final byte[] mark;

    /** An answer and the number of its request. */
    record Numbered(long number, Answer answer) {}

    /**
     * The answers in that stream.
     *
     * @param mark what is in no file
     */
    Answers(InputStream stream, String mark) {
        this.stream = new BufferedInputStream(stream);
        this.mark = ("\n" + mark + " ").getBytes(StandardCharsets.US_ASCII);
    }

    /** Waits for the next. */
    Numbered next() throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        int matched = 0;
        while (matched < mark.length) {
            int one = one();
            body.write(one);
            // The mark begins with its only line end.
            matched = one == mark[matched] ? matched + 1 : one == mark[0] ? 1 : 0;
        }
        String[] words = line().split(" ", -1);
        byte[] content = Arrays.copyOf(body.toByteArray(), body.size() - mark.length);
        return new Numbered(Long.parseLong(words[0]), new Answer(Integer.parseInt(words[1]), content));
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int one = one(); one != '\n'; one = one()) {
            line.append((char) one);
        }
        return line.toString();
    }

    private int one() throws IOException {
        int one = stream.read();
        if (one < 0) {
            throw new EOFException();
        }
        return one;
    }
}

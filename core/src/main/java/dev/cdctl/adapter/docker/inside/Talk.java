package dev.cdctl.adapter.docker.inside;

import dev.cdctl.deploy.machine.Exec;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * What is said with a command that runs in a container: the Docker Engine API's {@code POST /exec/ID/start} with an
 * upgrade of the connection; without a terminal the answer comes in frames of a kind, three zeros, a length and bytes
 * ({@code POST /containers/ID/attach}, "Stream format").
 *
 * @param id of the command
 */
record Talk(Line line, String id, Exec exec) {
    private static final int SIZE = 16 * 1024;
    private static final int HEADER = 8;
    private static final int LENGTH_AT = 4;
    private static final int STDERR = 2;
    private static final int LONGEST_HEAD = 64 * 1024;

    /**
     * Has the engine start it.
     *
     * @return empty when it has, else why not
     */
    String start() throws IOException {
        String body = "{\"Detach\":false,\"Tty\":" + exec.terminal().isPresent() + "}";
        String head = "POST /exec/" + id + "/start HTTP/1.1\r\nHost: docker\r\nContent-Type: application/json\r\n"
                + "Connection: Upgrade\r\nUpgrade: tcp\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
        byte[] bytes = head.getBytes(StandardCharsets.US_ASCII);
        line.write(bytes, 0, bytes.length);
        String answer = head();
        boolean good = answer.matches("(?s)HTTP/1\\.[01] (101|200) .*");
        return good ? "" : answer.lines().findFirst().orElse("") + " " + rest();
    }

    /** Passes on what it is to read, on a thread of its own, and then the end of that. */
    void feed(InputStream input) {
        Thread feeder = new Thread(
                () -> {
                    try {
                        pass(input);
                        line.endOutput();
                    } catch (IOException e) {
                        // It has ended without reading everything.
                    }
                },
                "exec-input");
        feeder.setDaemon(true);
        feeder.start();
    }

    private void pass(InputStream input) throws IOException {
        byte[] bytes = new byte[SIZE];
        for (int read = input.read(bytes); read >= 0; read = input.read(bytes)) {
            line.write(bytes, 0, read);
        }
    }

    /** Passes on what it writes, as it comes, to its end. */
    void listen() throws IOException {
        byte[] bytes = new byte[SIZE];
        if (exec.terminal().isPresent()) {
            for (int read = line.read(bytes, 0, SIZE); read >= 0; read = line.read(bytes, 0, SIZE)) {
                out(exec.output(), bytes, read);
            }
            return;
        }
        byte[] header = new byte[HEADER];
        while (fill(header)) {
            frame(header, bytes);
        }
    }

    private void frame(byte[] header, byte[] bytes) throws IOException {
        OutputStream to = header[0] == STDERR ? exec.errors() : exec.output();
        long left = ByteBuffer.wrap(header).getInt(LENGTH_AT) & 0xffffffffL;
        while (left > 0) {
            int read = line.read(bytes, 0, (int) Math.min(left, SIZE));
            if (read < 0) {
                throw new EOFException("the connection ended in the middle of the output");
            }
            out(to, bytes, read);
            left -= read;
        }
    }

    /** Whether there was one more. */
    private boolean fill(byte[] header) throws IOException {
        int filled = 0;
        while (filled < HEADER) {
            int read = line.read(header, filled, HEADER - filled);
            if (read < 0) {
                return false;
            }
            filled += read;
        }
        return true;
    }

    private static void out(OutputStream to, byte[] bytes, int length) throws IOException {
        to.write(bytes, 0, length);
        to.flush();
    }

    /** Byte by byte, since what comes behind it is output already. */
    private String head() throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        byte[] one = new byte[1];
        while (head.size() < LONGEST_HEAD
                && !head.toString(StandardCharsets.US_ASCII).endsWith("\r\n\r\n")) {
            if (line.read(one, 0, 1) < 0) {
                throw new EOFException("the engine ended the connection");
            }
            head.write(one[0]);
        }
        return head.toString(StandardCharsets.US_ASCII);
    }

    private String rest() throws IOException {
        byte[] bytes = new byte[SIZE];
        int read = line.read(bytes, 0, SIZE);
        return new String(bytes, 0, Math.max(0, read), StandardCharsets.UTF_8)
                .strip()
                .replaceFirst("(?s).*\"message\":\"(.*)\"}.*", "$1");
    }
}

package dev.cdctl.load;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Map;

/** The little of the WebSocket protocol (RFC 6455) that the load needs: short text frames and the handshake. */
final class WebSocket {
    private static final String MAGIC = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    private static final int TEXT = 0x81;
    private static final int CLOSE = 0x88;
    private static final int MASKED = 0x80;

    private WebSocket() {}

    static String key() {
        return Base64.getEncoder().encodeToString("0123456789abcdef".getBytes(StandardCharsets.US_ASCII));
    }

    static String expected(String key) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-1").digest((key + MAGIC).getBytes(StandardCharsets.US_ASCII));
            return Base64.getEncoder().encodeToString(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    static void accept(Map<String, String> headers, OutputStream out, String colour) throws IOException {
        String answer = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nX-Colour: "
                + colour + "\r\nSec-WebSocket-Accept: "
                + expected(headers.getOrDefault("sec-websocket-key", "")) + "\r\n\r\n";
        out.write(answer.getBytes(StandardCharsets.US_ASCII));
        out.flush();
    }

    /** Sends every text frame back until the client closes. */
    static void echo(InputStream in, OutputStream out) throws IOException {
        for (String text = read(in); !text.isEmpty(); text = read(in)) {
            write(out, text, false);
        }
        out.write(new byte[] {(byte) CLOSE, 0});
        out.flush();
    }

    /** Sends a text of at most 125 bytes. */
    static void write(OutputStream out, String text, boolean masked) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        byte[] frame = new byte[2 + (masked ? 4 : 0) + bytes.length];
        frame[0] = (byte) TEXT;
        frame[1] = (byte) (bytes.length | (masked ? MASKED : 0));
        System.arraycopy(bytes, 0, frame, frame.length - bytes.length, bytes.length);
        out.write(frame);
        out.flush();
    }

    static void close(OutputStream out) throws IOException {
        out.write(new byte[] {(byte) CLOSE, (byte) MASKED, 0, 0, 0, 0});
        out.flush();
    }

    /** Reads a text; empty when the other side has closed. The mask is all zeros, as {@link #write} leaves it. */
    static String read(InputStream in) throws IOException {
        int type = in.read();
        int size = in.read();
        if (size < 0) {
            throw new EOFException("the WebSocket broke off");
        }
        if ((size & MASKED) != 0) {
            in.readNBytes(4);
        }
        byte[] bytes = in.readNBytes(size & ~MASKED);
        return type == CLOSE ? "" : new String(bytes, StandardCharsets.US_ASCII);
    }
}

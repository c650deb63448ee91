package dev.cdctl.http.remote;

import dev.cdctl.model.Digest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Moves bodies in pieces, counted and digested on their way. Not thread-safe. */
final class Streams {
    private static final int PIECE = 64 * 1024;

    private final MessageDigest digest = sha256();
    private long bytes;

    /** Takes a piece. */
    @FunctionalInterface
    interface Sink {
        void write(byte[] piece, int length) throws IOException;
    }

    /** What went by so far. */
    Response.Passed passed() {
        return new Response.Passed(bytes, new Digest(HexFormat.of().formatHex(digest.digest())));
    }

    /** Moves everything. */
    void move(InputStream from, Sink to) throws IOException {
        byte[] piece = new byte[PIECE];
        for (int n = from.read(piece); n >= 0; n = from.read(piece)) {
            digest.update(piece, 0, n);
            bytes += n;
            to.write(piece, n);
        }
    }

    /** Moves the content of a file; what fails on the side of the file is told apart. */
    void send(Path file, Sink to) throws IOException {
        try (InputStream in = open(file)) {
            move(new Local(in), to);
        }
    }

    /** Moves everything into a new file; what fails on the side of the file is told apart. */
    void receive(InputStream from, Path file) throws IOException {
        try (OutputStream out = create(file)) {
            move(from, (piece, length) -> {
                try {
                    out.write(piece, 0, length);
                } catch (IOException e) {
                    throw new Trouble.LocalFile(e);
                }
            });
        }
    }

    /** Moves everything into memory. */
    byte[] keep(InputStream from, int most) throws IOException {
        ByteArrayOutputStream kept = new ByteArrayOutputStream();
        move(from, (piece, length) -> {
            if (kept.size() + length > most) {
                throw new Trouble.Unacceptable("the answer is greater than " + most + " bytes");
            }
            kept.write(piece, 0, length);
        });
        return kept.toByteArray();
    }

    private static InputStream open(Path file) throws IOException {
        try {
            return Files.newInputStream(file);
        } catch (IOException e) {
            throw new Trouble.LocalFile(e);
        }
    }

    private static OutputStream create(Path file) throws IOException {
        try {
            return Files.newOutputStream(file);
        } catch (IOException e) {
            throw new Trouble.LocalFile(e);
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** Failures of reading are those of a file of this machine. */
    private static final class Local extends InputStream {
        private final InputStream in;

        Local(InputStream in) {
            this.in = in;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] piece, int from, int length) throws IOException {
            try {
                return in.read(piece, from, length);
            } catch (IOException e) {
                throw new Trouble.LocalFile(e);
            }
        }
    }
}

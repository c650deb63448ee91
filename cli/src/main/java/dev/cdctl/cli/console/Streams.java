package dev.cdctl.cli.console;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.OutputStream;

/**
 * The three standard streams.
 *
 * @param out takes the answer and nothing else
 * @param err takes everything that is said meanwhile
 * @param in read only to ask a person
 */
public record Streams(OutputStream out, OutputStream err, InputStream in) {
    /** Those of this process. */
    public static Streams ofProcess() {
        return new Streams(
                new FileOutputStream(FileDescriptor.out),
                new FileOutputStream(FileDescriptor.err),
                new FileInputStream(FileDescriptor.in));
    }
}

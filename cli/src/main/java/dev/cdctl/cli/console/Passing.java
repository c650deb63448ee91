package dev.cdctl.cli.console;

import dev.cdctl.cli.console.display.Talk;
import dev.cdctl.deploy.machine.Exec;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The streams of another program whose output is the answer.
 *
 * @param input what it reads
 * @param output takes what it writes
 * @param errors takes what it writes on its standard error
 * @param terminal where both ends are one
 */
public record Passing(
        Optional<InputStream> input, OutputStream output, OutputStream errors, Optional<Exec.Terminal> terminal)
        implements AutoCloseable {
    /** Lets out the last lines, where they have no ends. */
    @Override
    public void close() {
        for (OutputStream stream : new OutputStream[] {output, errors}) {
            if (stream instanceof Lines lines) {
                lines.rest();
            }
        }
    }

    /** Bytes as they are. */
    static OutputStream bytes(Talk talk) {
        return new OutputStream() {
            @Override
            public void write(int one) {
                write(new byte[] {(byte) one}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int from, int length) {
                talk.raw(bytes, from, length);
            }
        };
    }

    /** Bytes as lines. */
    static OutputStream lines(Consumer<String> to) {
        return new Lines(to);
    }

    /** Splits into lines. */
    private static final class Lines extends OutputStream {
        private final ByteArrayOutputStream line = new ByteArrayOutputStream();
        private final Consumer<String> to;

        Lines(Consumer<String> to) {
            this.to = to;
        }

        @Override
        public synchronized void write(int one) {
            if (one == '\n') {
                to.accept(line.toString(StandardCharsets.UTF_8));
                line.reset();
            } else if (one != '\r') {
                line.write(one);
            }
        }

        synchronized void rest() {
            if (line.size() > 0) {
                write('\n');
            }
        }
    }
}

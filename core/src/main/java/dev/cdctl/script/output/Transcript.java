package dev.cdctl.script.output;

import dev.cdctl.model.Failure;
import dev.cdctl.model.Problem;
import dev.cdctl.model.mask.Mask;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What a script writes, masked: byte by byte into a log file, line by line to a listener, and its end for the report.
 * One thread may copy while another closes it; what comes after that is read and dropped.
 */
public final class Transcript implements AutoCloseable {
    /** How many lines are kept for the report of a failure. */
    public static final int TAIL = 40;

    private static final int BUFFER = 64 * 1024;

    private final Deque<String> tail = new ArrayDeque<>();
    private final List<String> notes = new ArrayList<>();
    private final Consumer<String> listener;
    private final LineSplitter lines = new LineSplitter(this::line);
    private final OutputStream masked;
    private Optional<OutputStream> log;
    private Optional<RuntimeException> thrown = Optional.empty();
    private boolean closed;

    private Transcript(OutputStream log, Mask mask, Consumer<String> listener) {
        this.log = Optional.of(log);
        this.listener = listener;
        this.masked = mask.over(new Both());
    }

    /**
     * Begins a log file, with its folders; an older one is replaced.
     *
     * @throws Failure when it cannot be written (CD-308)
     */
    public static Transcript open(Path file, Mask mask, Consumer<String> listener) {
        try {
            if (file.getParent() != null) {
                Files.createDirectories(file.getParent());
            }
            return new Transcript(Files.newOutputStream(file), mask, listener);
        } catch (IOException e) {
            throw Failure.failed(Problem.of("CD-308", "the log " + file + " cannot be written")
                            .because(e.toString())
                            .remedy("make the folder writable; nothing was run"))
                    .causedBy(e);
        }
    }

    /** Takes over everything that comes, until the stream ends. */
    public void copy(InputStream in) {
        byte[] buffer = new byte[BUFFER];
        try (in) {
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                write(buffer, n);
            }
        } catch (IOException e) {
            note("the output could not be read to its end: " + e.getMessage());
        }
    }

    /** Takes over so many bytes. */
    public synchronized void write(byte[] bytes, int count) {
        if (closed) {
            return;
        }
        try {
            masked.write(bytes, 0, count);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void line(String line) {
        tail.addLast(line);
        if (tail.size() > TAIL) {
            tail.removeFirst();
        }
        if (thrown.isPresent()) {
            return;
        }
        try {
            listener.accept(line);
        } catch (RuntimeException e) {
            // Whoever listens, the script must not be stuck on a full pipe.
            thrown = Optional.of(e);
        }
    }

    /** Adds something worth knowing to the report. */
    public synchronized void note(String text) {
        notes.add(text);
    }

    /** The last lines, oldest first. */
    public synchronized List<String> tail() {
        return List.copyOf(tail);
    }

    /** What is worth knowing. */
    public synchronized List<String> notes() {
        return List.copyOf(notes);
    }

    /** Lets out what was held back, and ends the log. Closing twice is harmless. */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        try {
            masked.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What the listener threw, when it did; it was not called again. */
    public synchronized Optional<RuntimeException> thrown() {
        return thrown;
    }

    /** The two places that masked bytes go to; a full disk must not end the script. */
    private final class Both extends OutputStream {
        @Override
        public void write(int b) {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int count) {
            if (log.isPresent()) {
                attempt(() -> log.get().write(bytes, offset, count));
            }
            lines.write(bytes, offset, count);
        }

        @Override
        public void close() {
            lines.finish();
            if (log.isPresent()) {
                attempt(log.get()::close);
            }
        }

        private void attempt(Action action) {
            try {
                action.run();
            } catch (IOException e) {
                log = Optional.empty();
                note("the log is not complete: " + e.getMessage());
            }
        }
    }

    private interface Action {
        void run() throws IOException;
    }
}

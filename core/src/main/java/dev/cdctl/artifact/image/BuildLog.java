package dev.cdctl.artifact.image;

import dev.cdctl.model.Failure;
import dev.cdctl.model.Origin;
import dev.cdctl.model.Problem;
import dev.cdctl.model.mask.Mask;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** What is said while an image is made: masked, each line into a file and to a listener, the last ones kept. Thread-safe. */
final class BuildLog implements AutoCloseable {
    private static final int TAIL = 40;

    private final Path file;
    private final BufferedWriter writer;
    private final Supplier<Mask> mask;
    private final Consumer<String> listener;
    private final Deque<String> tail = new ArrayDeque<>();

    private BuildLog(Path file, BufferedWriter writer, Supplier<Mask> mask, Consumer<String> listener) {
        this.file = file;
        this.writer = writer;
        this.mask = mask;
        this.listener = listener;
    }

    /**
     * Goes on with a log file, which is made with its folders.
     *
     * @throws Failure failed, when it cannot be written
     */
    static BuildLog open(Path file, Supplier<Mask> mask, Consumer<String> listener) {
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            BufferedWriter writer = Files.newBufferedWriter(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            return new BuildLog(file, writer, mask, listener);
        } catch (IOException e) {
            throw Failure.failed(Problem.of("CD-492", "the log " + file + " cannot be written")
                            .because(e.toString())
                            .remedy("make the folder writable; nothing was built"))
                    .causedBy(e);
        }
    }

    synchronized void line(String text) {
        String masked = mask.get().apply(text);
        tail.addLast(masked);
        if (tail.size() > TAIL) {
            tail.removeFirst();
        }
        try {
            writer.write(masked + "\n");
            writer.flush();
        } catch (IOException e) {
            // A full disk must not end the build; the listener still hears everything.
        }
        listener.accept(masked);
    }

    /** The same failure with the place in pipeline.yaml, the log and the last lines. */
    synchronized Failure account(Failure failure, Origin origin) {
        if (failure.kind() != Failure.Kind.FAILED) {
            return failure;
        }
        String lines = tail.isEmpty() ? "" : "\n" + String.join("\n", tail);
        List<Problem> problems = failure.problems().stream()
                .map(problem -> Problem.of(problem.code(), problem.what())
                        .at(problem.origin().orElse(origin))
                        .because(mask.get().apply(problem.why()) + "; the whole log is " + file + lines)
                        .remedy(problem.remedy()))
                .toList();
        return Failure.of(failure.kind(), problems).causedBy(failure);
    }

    @Override
    public synchronized void close() {
        try {
            writer.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

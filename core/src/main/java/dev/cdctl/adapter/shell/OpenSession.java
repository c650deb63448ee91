package dev.cdctl.adapter.shell;

import dev.cdctl.host.Session;
import dev.cdctl.model.Failure;
import dev.cdctl.model.Problem;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** A process that is talked to; closing it ends it. */
final class OpenSession implements Session {
    private static final long GRACE_MILLIS = 1000;

    private final Process process;
    private final CompletableFuture<String> errors = new CompletableFuture<>();
    private final Function<String, Failure> failure;

    private OpenSession(Process process, Function<String, Failure> failure) {
        this.process = process;
        this.failure = failure;
    }

    /**
     * Starts the program.
     *
     * @param failure what it means that it ended, by what it said on its standard error
     */
    static OpenSession start(List<String> words, Function<String, Failure> failure) {
        try {
            OpenSession session = new OpenSession(new ProcessBuilder(words).start(), failure);
            Thread reader = new Thread(session::readErrors, "session-errors");
            reader.setDaemon(true);
            reader.start();
            return session;
        } catch (IOException e) {
            throw Failure.unreachable(Problem.of("CD-621", words.get(0) + " cannot be started")
                            .because(String.valueOf(e.getMessage()))
                            .remedy("install it, or put it on the PATH"))
                    .causedBy(e);
        }
    }

    @Override
    public OutputStream input() {
        return process.getOutputStream();
    }

    @Override
    public InputStream output() {
        return process.getInputStream();
    }

    @Override
    public Failure end() {
        String said = errors.completeOnTimeout("", GRACE_MILLIS, TimeUnit.MILLISECONDS)
                .join();
        return failure.apply(said);
    }

    @Override
    public void close() {
        try {
            process.getOutputStream().close();
        } catch (IOException e) {
            // Nobody reads it any more.
        }
        try {
            process.waitFor(GRACE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Call.end(process);
    }

    private void readErrors() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (InputStream stream = process.getErrorStream()) {
            stream.transferTo(bytes);
        } catch (IOException e) {
            // What was read until then is what was said.
        }
        errors.complete(bytes.toString(StandardCharsets.UTF_8));
    }
}

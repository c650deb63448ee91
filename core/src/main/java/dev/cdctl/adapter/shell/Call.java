package dev.cdctl.adapter.shell;

import dev.cdctl.host.HostShell;
import dev.cdctl.model.Failure;
import dev.cdctl.model.Problem;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * A program run to its end, with something to read.
 *
 * @param words the program and its arguments; nothing in them is evaluated
 */
record Call(List<String> words, byte[] input, Duration deadline) {
    private static final Duration GRACE = Duration.ofSeconds(1);

    /** How it ended; empty when it did not in time, and was ended with all that it started. */
    Optional<HostShell.Ran> run() {
        Process process = start();
        CompletableFuture<String> output = reading(process.getInputStream());
        CompletableFuture<String> errors = reading(process.getErrorStream());
        feed(process);
        try {
            if (!process.waitFor(deadline.toNanos(), TimeUnit.NANOSECONDS)) {
                return Optional.empty();
            }
            return Optional.of(new HostShell.Ran(process.exitValue(), rest(output), rest(errors)));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Failure.of(Failure.Kind.INTERRUPTED, Problem.of("CD-801", "stopped while a command ran"));
        } finally {
            end(process);
        }
    }

    private Process start() {
        try {
            return new ProcessBuilder(words).start();
        } catch (IOException e) {
            throw Failure.unreachable(Problem.of("CD-621", words.get(0) + " cannot be started")
                            .because(String.valueOf(e.getMessage()))
                            .remedy("install it, or put it on the PATH"))
                    .causedBy(e);
        }
    }

    /** On a thread of its own: a program that writes before it reads would wait for us, and we for it. */
    private void feed(Process process) {
        Thread feeder = new Thread(
                () -> {
                    try (OutputStream stream = process.getOutputStream()) {
                        stream.write(input);
                    } catch (IOException e) {
                        // A program may end without reading everything.
                    }
                },
                "call-input");
        feeder.setDaemon(true);
        feeder.start();
    }

    private static CompletableFuture<String> reading(InputStream stream) {
        CompletableFuture<String> text = new CompletableFuture<>();
        Thread reader = new Thread(() -> text.complete(all(stream)), "call-output");
        reader.setDaemon(true);
        reader.start();
        return text;
    }

    private static String all(InputStream stream) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            stream.transferTo(bytes);
        } catch (IOException e) {
            // What was read until then is the answer.
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    /** What the program left running may hold its output open. */
    private static String rest(CompletableFuture<String> text) {
        return text.completeOnTimeout("", GRACE.toMillis(), TimeUnit.MILLISECONDS)
                .join();
    }

    /** What a program that has ended left behind is nobody's child any more: to look for it would read all processes. */
    static void end(Process process) {
        if (process.isAlive()) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }
}

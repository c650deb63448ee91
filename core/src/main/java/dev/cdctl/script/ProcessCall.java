package dev.cdctl.script;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.cdctl.engine.Cancel;
import dev.cdctl.model.Failure;
import dev.cdctl.model.Problem;
import dev.cdctl.script.StageSpec.Shell;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * A short command whose output is needed. Neither its arguments nor its output appear in any message, so that both may
 * be secret.
 *
 * @param argv the program and its arguments; nothing in them is evaluated
 * @param env what is added to the caller's environment
 * @param deadline after which it is ended with all it started
 * @param cap how many bytes it may write to stdout, and to stderr
 */
public record ProcessCall(List<String> argv, Path folder, Map<String, String> env, Duration deadline, int cap) {
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Duration GRACE = Duration.ofSeconds(1);
    private static final int MEBIBYTE = 1024 * 1024;

    /** What a command answered; texts are read as UTF-8. */
    public record Answer(int exit, String stdout, String stderr) {}

    /** Copies the collections. */
    public ProcessCall {
        argv = List.copyOf(argv);
        env = Map.copyOf(env);
    }

    /** A command that may take a minute and write a mebibyte. */
    public static ProcessCall of(Path folder, String... argv) {
        return new ProcessCall(List.of(argv), folder, Map.of(), MINUTE, MEBIBYTE);
    }

    /**
     * A command line for a shell, that may take a minute and write a mebibyte.
     *
     * @throws Failure when the shell is not there (CD-304)
     */
    public static ProcessCall shell(Path folder, Shell shell, String text) {
        return new ProcessCall(Programs.of(Map.of()).shell(shell, text), folder, Map.of(), MINUTE, MEBIBYTE);
    }

    /** The same command with these variables and no others added. */
    public ProcessCall with(Map<String, String> variables) {
        return new ProcessCall(argv, folder, variables, deadline, cap);
    }

    /** The same command, which may take that long. */
    public ProcessCall within(Duration limit) {
        return new ProcessCall(argv, folder, env, limit, cap);
    }

    /** The same command, which may write so many bytes. */
    public ProcessCall atMost(int bytes) {
        return new ProcessCall(argv, folder, env, deadline, bytes);
    }

    /**
     * Runs it to its end, whatever its exit status.
     *
     * @throws Failure when it cannot be started (CD-305), takes too long (CD-310), writes too much (CD-309), or
     *     stopping is asked for (CD-801)
     */
    public Answer run(Cancel cancel) {
        cancel.check();
        try (ProcessTree tree = start()) {
            return run(tree, cancel);
        }
    }

    private Answer run(ProcessTree tree, Cancel cancel) {
        CompletableFuture<Optional<Failure>> end = tree.exit().thenApply(status -> Optional.empty());
        Runnable overflow = () -> end.complete(Optional.of(tooMuch()));
        Capture out = Capture.start(tree.output(), cap, overflow);
        Capture err = Capture.start(tree.process().getErrorStream(), cap, overflow);
        end.completeOnTimeout(Optional.of(tooLong()), TimeUnit.NANOSECONDS.convert(deadline), TimeUnit.NANOSECONDS);
        Optional<Failure> failure;
        try (Cancel.Registration wake = cancel.onRequest(() -> end.complete(Optional.of(cancel.failure())))) {
            failure = end.join();
        }
        if (failure.isPresent()) {
            tree.end();
            throw failure.get();
        }
        return answer(tree.process().exitValue(), out, err);
    }

    /** A second after the end of the command the answer is whole: what still holds a stream was left running. */
    private Answer answer(int exit, Capture out, Capture err) {
        CompletableFuture.anyOf(
                        CompletableFuture.allOf(out.complete, err.complete),
                        new CompletableFuture<>().completeOnTimeout(false, GRACE.toMillis(), TimeUnit.MILLISECONDS))
                .join();
        Answer answer = new Answer(exit, out.text(), err.text());
        if (out.isTooMuch() || err.isTooMuch()) {
            throw tooMuch();
        }
        return answer;
    }

    /** The program, and nothing that may be secret. */
    @Override
    public String toString() {
        return argv.get(0);
    }

    private ProcessTree start() {
        ProcessBuilder builder = new ProcessBuilder(Programs.of(env).resolve(argv, folder)).directory(folder.toFile());
        try {
            builder.environment().putAll(env);
        } catch (IllegalArgumentException e) {
            throw ProcessTree.cannotStart(argv.get(0), e);
        }
        return ProcessTree.start(builder, Programs.own());
    }

    private Failure tooMuch() {
        return Failure.failed(Problem.of("CD-309", argv.get(0) + " wrote more than " + cap + " bytes")
                .because("only a short answer is expected of it")
                .remedy("let it write the answer alone"));
    }

    private Failure tooLong() {
        return Failure.failed(Problem.of("CD-310", argv.get(0) + " took longer than " + deadline.toSeconds() + " s")
                .because("it was ended with all it started")
                .remedy("run it by hand to see what it waits for; it has nothing to read"));
    }

    /** Reads a stream up to a size, and drops the rest. */
    private static final class Capture {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private final CompletableFuture<Boolean> complete = new CompletableFuture<>();
        private boolean tooMuch;

        static Capture start(InputStream in, int cap, Runnable overflow) {
            Capture capture = new Capture();
            Thread reader = new Thread(() -> capture.read(in, cap, overflow), "call-output");
            reader.setDaemon(true);
            reader.start();
            return capture;
        }

        private void read(InputStream in, int cap, Runnable overflow) {
            byte[] buffer = new byte[8192];
            try (in) {
                for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                    if (!keep(buffer, n, cap)) {
                        overflow.run();
                    }
                }
            } catch (IOException e) {
                // The answer ends here; the exit status tells whether it is whole.
            } finally {
                complete.complete(true);
            }
        }

        private synchronized boolean keep(byte[] buffer, int count, int cap) {
            int fits = Math.min(count, cap - bytes.size());
            bytes.write(buffer, 0, fits);
            tooMuch |= fits < count;
            return !tooMuch;
        }

        synchronized boolean isTooMuch() {
            return tooMuch;
        }

        /** What came so far. */
        synchronized String text() {
            return bytes.toString(UTF_8);
        }
    }
}

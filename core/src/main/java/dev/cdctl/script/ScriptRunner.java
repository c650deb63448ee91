package dev.cdctl.script;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.NANOSECONDS;

import dev.cdctl.engine.Cancel;
import dev.cdctl.model.mask.Mask;
import dev.cdctl.script.ScriptResult.End;
import dev.cdctl.script.output.Transcript;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Runs scripts and watches them. Thread-safe: several may run side by side. */
public final class ScriptRunner {
    /** How long output is still awaited from what a script left running, such as {@code tee}. */
    private static final Duration GRACE = Duration.ofSeconds(1);

    private final Supplier<Mask> mask;
    private final Cancel cancel;
    private final Programs own;
    private final Set<String> withheld;

    /**
     * Runs scripts whose output is masked.
     *
     * @param cancel ends a running script with all it started, within 7 s
     */
    public ScriptRunner(Mask mask, Cancel cancel) {
        this(mask, cancel, Programs.own());
    }

    /**
     * Runs scripts whose output is masked by what is known when each of them starts.
     *
     * @param withheld variables of the caller that no script inherits
     */
    public ScriptRunner(Supplier<Mask> mask, Cancel cancel, Set<String> withheld) {
        this(mask, cancel, Programs.own(), withheld);
    }

    /** For tests: finds what it needs itself among these programs. */
    ScriptRunner(Mask mask, Cancel cancel, Programs own) {
        this(() -> mask, cancel, own, Set.of());
    }

    private ScriptRunner(Supplier<Mask> mask, Cancel cancel, Programs own, Set<String> withheld) {
        this.mask = mask;
        this.cancel = cancel;
        this.own = own;
        this.withheld = Set.copyOf(withheld);
    }

    /**
     * Runs a script to its end.
     *
     * @param log the file for everything that it writes; it and its folders are made
     * @param lines takes each line at once, on another thread; stdout and stderr in the order of writing
     * @throws dev.cdctl.model.Failure when it cannot be started (CD-304, CD-305, CD-308), or when stopping was asked
     *     for before (CD-801)
     */
    public ScriptResult run(Script script, Path log, Consumer<String> lines) {
        cancel.check();
        ProcessBuilder builder = builder(script);
        long start = System.nanoTime();
        try (Transcript transcript = Transcript.open(log, mask.get(), lines);
                ProcessTree tree = ProcessTree.start(builder, own)) {
            End end = watch(tree, transcript, script.timeout());
            transcript.thrown().ifPresent(ScriptRunner::rethrow);
            Duration took = Duration.ofNanos(System.nanoTime() - start);
            return new ScriptResult(end, took, log, transcript.tail(), transcript.notes());
        }
    }

    private End watch(ProcessTree tree, Transcript transcript, Optional<Duration> timeout) {
        CompletableFuture<Boolean> read = read(tree, transcript);
        End end = await(tree, timeout);
        if (!(end instanceof End.Exited)) {
            tree.end();
        }
        boolean complete =
                read.completeOnTimeout(false, GRACE.toMillis(), MILLISECONDS).join();
        transcript.close();
        note(tree, transcript, complete);
        return end;
    }

    private ProcessBuilder builder(Script script) {
        List<String> argv = Programs.of(script.env()).shell(script.shell(), script.text());
        ProcessBuilder builder =
                new ProcessBuilder(argv).directory(script.folder().toFile()).redirectErrorStream(true);
        builder.environment().keySet().removeAll(withheld);
        try {
            builder.environment().putAll(script.env());
        } catch (IllegalArgumentException e) {
            throw ProcessTree.cannotStart(argv.get(0), e);
        }
        return builder;
    }

    private static CompletableFuture<Boolean> read(ProcessTree tree, Transcript transcript) {
        CompletableFuture<Boolean> complete = new CompletableFuture<>();
        Thread reader = new Thread(
                () -> {
                    transcript.copy(tree.output());
                    complete.complete(true);
                },
                "script-output-" + tree.process().pid());
        reader.setDaemon(true);
        reader.start();
        return complete;
    }

    /** What happens first: its own end, its timeout, or the wish to stop. */
    private End await(ProcessTree tree, Optional<Duration> timeout) {
        CompletableFuture<End> end = tree.exit().thenApply(End.Exited::new);
        timeout.ifPresent(
                limit -> end.completeOnTimeout(new End.TimedOut(limit), NANOSECONDS.convert(limit), NANOSECONDS));
        try (Cancel.Registration wake = cancel.onRequest(() -> end.complete(new End.Cancelled(cancel.reason())))) {
            return end.join();
        }
    }

    private static void note(ProcessTree tree, Transcript transcript, boolean complete) {
        List<String> running = tree.running();
        if (!running.isEmpty()) {
            transcript.note("left running: " + String.join(", ", running));
        }
        if (!complete) {
            transcript.note("something still held its output when it ended; what came later is not in the log");
        }
    }

    private static void rethrow(RuntimeException thrown) {
        throw thrown;
    }
}

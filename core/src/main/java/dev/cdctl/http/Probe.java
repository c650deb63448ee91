package dev.cdctl.http;

import dev.cdctl.http.Reply.NoAnswer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Asks over HTTP/1.1 (RFC 9112), each time on a fresh connection; never follows a redirect. Thread-safe.
 *
 * <p>Written on plain sockets, because the clients of the JDK cost more at start-up than the whole question, pool
 * connections, and cannot put one deadline around name lookup, connection, handshake, request and answer.
 */
public final class Probe {
    private final Duration deadline;
    private final AnswerReader.Extent extent;

    /** Every question has this long, from the name lookup to the last byte. */
    public Probe(Duration deadline) {
        this(deadline, AnswerReader.Extent.USUAL);
    }

    private Probe(Duration deadline, AnswerReader.Extent extent) {
        this.deadline = deadline;
        this.extent = extent;
    }

    /** The same for bodies of that many bytes; the rest is not read. */
    public Probe readingUpTo(int most) {
        return new Probe(deadline, new AnswerReader.Extent(most, extent.enough()));
    }

    /** The same for bodies that come in chunks and need not be read to their end, as far as this holds for what came. */
    public Probe readingUntil(Predicate<String> enough) {
        return new Probe(deadline, new AnswerReader.Extent(extent.most(), Optional.of(enough)));
    }

    /** Asks once. An interrupt ends the wait and stays set. */
    public Reply ask(Exchange exchange) {
        Optional<DirectCall> direct = DirectCall.of(exchange, deadline);
        return direct.isPresent() ? direct.get().ask(extent) : elsewhere(exchange);
    }

    private Reply elsewhere(Exchange exchange) {
        Call call = new Call(exchange.target(), extent);
        return within(call, () -> call.ask(exchange), NoAnswer::new);
    }

    /** Connects once, with TLS when the target has it, and closes; says why when that did not work. */
    public Optional<NoAnswer> connect(Target target) {
        Call call = new Call(target, extent);
        return within(call, call::connect, reason -> Optional.of(new NoAnswer(reason)));
    }

    /** The call runs on a thread of its own: nothing else ends a name lookup or a write that hangs. */
    private <R> R within(Call call, Callable<R> question, Function<String, R> none) {
        FutureTask<R> task = new FutureTask<>(question);
        Thread thread = new Thread(task, "probe");
        thread.setDaemon(true);
        thread.start();
        try (call) {
            return task.get(deadline.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            return none.apply(call.awaited() + " within " + words(deadline));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return none.apply("interrupted");
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
    }

    static String words(Duration time) {
        return time.toMillis() % 1000 == 0 ? time.toSeconds() + "s" : time.toMillis() + "ms";
    }
}

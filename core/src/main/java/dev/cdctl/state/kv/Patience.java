package dev.cdctl.state.kv;

import dev.cdctl.http.Reply;
import dev.cdctl.model.Failure;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * How long servers that give no answer are asked again: they may be changing their leader. Servers that never answered
 * this process are asked once each, since then the address may be wrong; and so are those that were waited for in vain,
 * until one answers: a command that has to give up must not wait anew for each thing that it puts away. Thread-safe.
 */
public final class Patience {
    /** Longer than a cluster takes to have a new leader. */
    public static final Duration USUAL = Duration.ofSeconds(20);

    private static final Duration PAUSE = Duration.ofMillis(200);

    private final int servers;
    private final Duration limit;
    private final AtomicBoolean heard = new AtomicBoolean();
    private final AtomicBoolean inVain = new AtomicBoolean();

    /** With that many servers, which are asked by turns. */
    public Patience(int servers, Duration limit) {
        this.servers = servers;
        this.limit = limit;
    }

    /** With a server that has answered this process before, to somebody else. */
    public static Patience ofOneThatAnswers(Duration limit) {
        Patience patience = new Patience(1, limit);
        patience.heard.set(true);
        return patience;
    }

    /** Whether it is an answer to the question, and not one about the state of the server. */
    public static boolean isAnswer(Reply reply) {
        return reply instanceof Reply.Answer answer && answer.status() < 500 && answer.status() != 429;
    }

    /** Whether no server can have got the question. */
    public static boolean isUnsent(Reply.NoAnswer none) {
        String reason = none.reason();
        return reason.startsWith("connection refused")
                || reason.startsWith("no connection")
                || reason.startsWith("unknown host")
                || reason.startsWith("TLS failed")
                || reason.startsWith("no TLS handshake")
                || reason.startsWith("network is unreachable")
                || reason.startsWith("no route to host");
    }

    /**
     * Asks until there is an answer.
     *
     * @param question another server each time, where there are several
     * @param over what to throw when the time is up, for the last words of a server
     */
    public Reply.Answer ask(Supplier<Reply> question, Function<Reply, Failure> over) {
        long start = System.nanoTime();
        for (int failures = 1; ; failures++) {
            Reply reply = question.get();
            note(reply);
            if (reply instanceof Reply.Answer answer && isAnswer(reply)) {
                return answer;
            }
            if (!again(failures, start)) {
                throw over.apply(reply);
            }
        }
    }

    /** Takes note of what came. */
    public void note(Reply reply) {
        if (reply instanceof Reply.Answer) {
            heard.set(true);
        }
        if (isAnswer(reply)) {
            inVain.set(false);
        }
    }

    /**
     * Waits a moment, unless it is time to give up.
     *
     * @param failures how often no answer came
     * @param start when it was asked first, as {@link System#nanoTime}
     * @return whether to ask again
     */
    boolean again(int failures, long start) {
        if (Thread.currentThread().isInterrupted()) {
            return false;
        }
        if (failures < servers) {
            return true;
        }
        if (System.nanoTime() - start > limit.toNanos()) {
            inVain.set(true);
        }
        if (!heard.get() || inVain.get()) {
            return false;
        }
        LockSupport.parkNanos(PAUSE.toNanos());
        return true;
    }
}

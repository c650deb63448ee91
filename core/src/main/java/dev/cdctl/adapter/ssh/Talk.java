package dev.cdctl.adapter.ssh;

import dev.cdctl.host.Session;
import dev.cdctl.model.Failure;
import dev.cdctl.state.ShortId;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Requests to one agent and their answers, over one session. When an answer is not there in time, or nothing was heard
 * for six seconds, the talk is over for good: the agent gives up whoever was silent for ten, so nobody else can have
 * taken over before that.
 */
final class Talk implements AutoCloseable {
    private static final Duration BEAT = Duration.ofSeconds(2);
    private static final Duration SILENCE = Duration.ofSeconds(6);

    private final Session session;
    private final String describe;
    private final Duration deadline;
    private final String mark = "." + ShortId.random(20);
    private final AtomicLong number = new AtomicLong();
    private final AtomicLong asked = new AtomicLong();
    private final AtomicLong heard = new AtomicLong(System.nanoTime());
    private final ConcurrentMap<Long, CompletableFuture<Answer>> open = new ConcurrentHashMap<>();
    private final AtomicReference<Optional<Failure>> over = new AtomicReference<>(Optional.empty());

    /**
     * A talk over that session, which begins with the agent's script.
     *
     * @param describe the computer, for people
     * @param deadline of each answer
     */
    Talk(Session session, String describe, Duration deadline) {
        this.session = session;
        this.describe = describe;
        this.deadline = deadline;
        write("mark='" + mark + "'\n" + AgentScript.TEXT);
        start("state-answers", this::read);
        start("state-beat", this::beat);
    }

    /**
     * Waits for the answer.
     *
     * @return empty when the request was sent, and it is not known what became of it; then the talk is over
     * @throws Failure unreachable, when the talk was over before it was sent
     */
    Optional<Answer> ask(String... words) {
        over().ifPresent(failure -> {
            throw failure;
        });
        asked.incrementAndGet();
        CompletableFuture<Answer> answer = send(words);
        try {
            return Optional.of(answer.get(deadline.toNanos(), TimeUnit.NANOSECONDS));
        } catch (TimeoutException | ExecutionException e) {
            end(AgentProblems.silent(describe, deadline));
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            end(AgentProblems.interrupted(describe).causedBy(e));
            return Optional.empty();
        }
    }

    /** Sends a request whose answer nobody waits for. */
    void tell(String... words) {
        if (over().isEmpty()) {
            send(words);
        }
    }

    /** Why no more can be asked, when that is so. */
    Optional<Failure> over() {
        return Objects.requireNonNull(over.get());
    }

    /** How many answers were waited for. */
    long roundTrips() {
        return asked.get();
    }

    @Override
    public void close() {
        end(AgentProblems.closed(describe));
        session.close();
    }

    private CompletableFuture<Answer> send(String... words) {
        CompletableFuture<Answer> answer = new CompletableFuture<>();
        StringBuilder line = new StringBuilder("{ ask ");
        synchronized (open) {
            long mine = number.incrementAndGet();
            open.put(mine, answer);
            line.append(mine);
            for (String word : words) {
                line.append(" '").append(word.replace("'", "'\\''")).append('\'');
            }
            write(line.append("; }\n").toString());
        }
        // What ended in between has not seen it.
        over().ifPresent(answer::completeExceptionally);
        return answer;
    }

    private void write(String text) {
        OutputStream stream = session.input();
        try {
            stream.write(text.getBytes(StandardCharsets.UTF_8));
            stream.flush();
        } catch (IOException e) {
            // The reader finds out why.
        }
    }

    private void read() {
        Answers answers = new Answers(session.output(), mark);
        try {
            while (true) {
                Answers.Numbered next = answers.next();
                heard.set(System.nanoTime());
                Optional.ofNullable(open.remove(next.number())).ifPresent(answer -> answer.complete(next.answer()));
            }
        } catch (IOException | NumberFormatException e) {
            end(session.end());
        }
    }

    private void beat() {
        try {
            while (over().isEmpty()) {
                Thread.sleep(BEAT.toMillis());
                tell("beat");
                if (System.nanoTime() - heard.get() > SILENCE.toNanos()) {
                    end(AgentProblems.silent(describe, SILENCE));
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void end(Failure why) {
        if (over.compareAndSet(Optional.empty(), Optional.of(why))) {
            start("state-end", session::close);
        }
        open.values().forEach(answer -> answer.completeExceptionally(why));
    }

    private static void start(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
    }
}

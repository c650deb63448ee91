package dev.cdctl.adapter.ssh;

import dev.cdctl.host.Sessions;
import dev.cdctl.model.Failure;
import dev.cdctl.state.ShortId;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A shell on the computer that keeps the state, for one folder of it. It is started with the first request, and has one
 * life: a lock that is held over it is lost with it, so nothing is asked anew over another connection. Thread-safe.
 */
public final class Agent implements AutoCloseable {
    private static final Duration DEADLINE = Duration.ofSeconds(20);
    private static final int ID_LENGTH = 16;

    private final Sessions computer;
    private final String folder;
    private final Duration deadline;
    private final AtomicReference<Optional<Begun>> begun = new AtomicReference<>(Optional.empty());
    private final AtomicBoolean entered = new AtomicBoolean();

    /** The agent for that folder, an absolute path there. */
    public Agent(Sessions computer, String folder) {
        this(computer, folder, DEADLINE);
    }

    /** The same with another deadline for each answer. */
    public Agent(Sessions computer, String folder, Duration deadline) {
        this.computer = computer;
        this.folder = folder;
        this.deadline = deadline;
    }

    /**
     * A talk, and what was said first.
     *
     * @param session names it to others
     * @param process its process there
     * @param deleted the record of what was deleted, as the store has it; empty when nothing was
     */
    record Begun(Talk talk, String session, String process, String deleted) {}

    /** Where the folder is, for people. */
    String place() {
        return computer.describe() + folder;
    }

    /**
     * Asks for something that changes nothing, and waits.
     *
     * @throws Failure unreachable, when no answer comes; whether it had an effect then is not known
     */
    Answer ask(String... words) {
        Talk talk = begun().talk();
        return talk.ask(words).orElseThrow(() -> talk.over().orElseThrow());
    }

    /**
     * Asks for something that changes what is there, and waits.
     *
     * @throws Failure unreachable, when no answer comes; whether it had an effect then is not known
     */
    Answer act(String... words) {
        entered();
        return ask(words);
    }

    /**
     * The talk, which shows a sign of life from now on, so that others can make sure of its end. It is answered before
     * anything is written: who is not seen to live has no effect.
     */
    synchronized Begun entered() {
        Begun now = begun();
        if (!entered.get()) {
            Answer answer = ask("enter");
            if (!answer.isDone()) {
                throw AgentProblems.of(place(), answer);
            }
            entered.set(true);
        }
        return now;
    }

    /** The talk and what was said first; begins it if need be. Nothing is written there for it. */
    synchronized Begun begun() {
        Optional<Begun> now = Objects.requireNonNull(begun.get());
        if (now.isPresent()) {
            return now.get();
        }
        Begun first = begin();
        begun.set(Optional.of(first));
        return first;
    }

    /**
     * Makes sure that the session that is over has no effect any more, by another session which it leaves open.
     *
     * @throws Failure unreachable, when that cannot be done
     */
    Agent afterwards() {
        Begun before = begun();
        Agent other = new Agent(computer, folder, deadline);
        Answer finished = other.ask("finish", before.session(), before.process());
        if (!finished.isDone()) {
            other.close();
            throw AgentProblems.silent(place(), deadline);
        }
        return other;
    }

    /** How many answers were waited for until now. */
    public long roundTrips() {
        return Objects.requireNonNull(begun.get())
                .map(now -> now.talk().roundTrips())
                .orElse(0L);
    }

    @Override
    public void close() {
        Objects.requireNonNull(begun.get()).ifPresent(now -> now.talk().close());
    }

    private Begun begin() {
        String session = ShortId.random(ID_LENGTH);
        Talk talk = new Talk(computer.open(), computer.describe(), deadline);
        boolean good = false;
        try {
            Answer answer = talk.ask("begin", folder, session)
                    .orElseThrow(() -> talk.over().orElseThrow());
            if (!answer.isDone()) {
                throw AgentProblems.notBegun(place(), answer);
            }
            good = true;
            // A login shell may have said something before.
            String[] words = answer.text().split("(?:^|(?s:.*)\n)pid ", 2)[1].split("\n", 2);
            return new Begun(talk, session, words[0].strip(), words.length > 1 ? words[1].strip() : "");
        } finally {
            if (!good) {
                talk.close();
            }
        }
    }
}

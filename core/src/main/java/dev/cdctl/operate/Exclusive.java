package dev.cdctl.operate;

import dev.cdctl.deploy.Environment;
import dev.cdctl.engine.Event;
import dev.cdctl.engine.FaultPoints;
import dev.cdctl.engine.Outcome;
import dev.cdctl.engine.Plan;
import dev.cdctl.engine.Runner;
import dev.cdctl.history.Deployment;
import dev.cdctl.model.Failure;
import dev.cdctl.model.Problem;
import dev.cdctl.state.Journal;
import dev.cdctl.state.Lock;
import dev.cdctl.state.Locks;
import dev.cdctl.state.Owner;
import java.time.Duration;
import java.util.Optional;

/**
 * An environment while its lock is held: the only way to change it. What an earlier command left open is finished or
 * taken back before anything else.
 */
public final class Exclusive implements AutoCloseable {
    /**
     * What holding an environment takes.
     *
     * @param patience how long to wait for another holder
     * @param ahead begins what the holder will need, such as connections, and does not wait for it
     * @param faults where a test has the process die
     */
    public record Terms(
            Locks locks,
            Owner owner,
            Duration patience,
            Journal journal,
            Event.Listener listener,
            Runnable ahead,
            FaultPoints faults) {}

    private final Environment environment;
    private final Terms terms;
    private final Lock lock;
    private final Optional<Deployment> finished;

    private Exclusive(Environment environment, Terms terms, Lock lock, Optional<Deployment> finished) {
        this.environment = environment;
        this.terms = terms;
        this.lock = lock;
        this.finished = finished;
    }

    /**
     * Takes the lock of an environment.
     *
     * @param wait how it is waited for
     * @throws dev.cdctl.model.Failure refused, with the holder's name, when it is held
     */
    static Exclusive on(Environment environment, Terms terms, Locks.Wait wait) {
        String name = environment.service() + "/" + environment.spec().name();
        try (Turn turn = new Turn(terms.listener())) {
            Lock lock = terms.locks().acquire(name, terms.owner(), wait.told(turn));
            turn.come();
            return new Exclusive(environment, terms, lock, Optional.empty());
        }
    }

    /** The same holding, after that deployment of an earlier command was brought to its end. */
    Exclusive after(Optional<Deployment> earlier) {
        return new Exclusive(environment, terms, lock, earlier);
    }

    /** The deployment of an earlier command that was finished first. */
    public Optional<Deployment> finished() {
        return finished;
    }

    Environment environment() {
        return environment;
    }

    public Lock lock() {
        return lock;
    }

    Event.Listener listener() {
        return terms.listener();
    }

    /** Runs a plan as one operation. */
    public void run(Operation operation, String id, Plan plan) {
        runner(id, operation).run(plan);
    }

    /** What is done under this lock, as the journal tells it. */
    Journal journal() {
        return terms.journal();
    }

    public Runner runner(String id, Operation operation) {
        return runner(new Runner.Operation(id, lock.token(), operation.toJson()), terms.journal());
    }

    public Runner runner(Runner.Operation operation, Journal journal) {
        Runner.Terms all =
                new Runner.Terms(new FencedJournal(lock, journal), this::tell, environment.cancel(), terms.faults());
        return new Runner(operation, all);
    }

    private void tell(Event event) {
        if (event instanceof Event.StepStarted started) {
            lock.step(started.step());
        }
        terms.listener().on(event);
    }

    /** Lets go of the lock. Of an environment that was never deployed nothing stays, not even the record of the lock. */
    @Override
    public void close() {
        try {
            if (isUnknown()) {
                environment
                        .addresses()
                        .release(environment.service(), environment.spec().name());
                lock.forget();
            }
        } catch (Failure ignored) {
            // What cannot be looked at or removed now does no harm.
        } finally {
            lock.close();
        }
    }

    /** Whether nothing was ever deployed to it. */
    public boolean isUnknown() {
        return environment.decisions().read().isEmpty()
                && environment.history().latest(1).isEmpty()
                && environment.instances().isEmpty();
    }

    /** Tells as a step how a command waits for its turn; nothing when it need not wait. */
    private static final class Turn implements Locks.Watcher, AutoCloseable {
        private static final String STEP = "lock";

        private final Event.Listener listener;
        private final long start = System.nanoTime();
        private String last = "";
        private boolean mine;

        Turn(Event.Listener listener) {
            this.listener = listener;
        }

        @Override
        public void waits(String text) {
            last = text;
            listener.on(new Event.StepStarted(STEP, text));
        }

        @Override
        public void warns(Problem problem) {
            listener.on(new Event.Warning(problem));
        }

        /** It has the lock. */
        void come() {
            mine = true;
        }

        /** Ends the step. */
        @Override
        public void close() {
            if (!last.isEmpty()) {
                Outcome outcome = mine ? new Outcome.Done("our turn") : new Outcome.Failed("no longer waiting");
                listener.on(new Event.StepEnded(STEP, last, outcome, Duration.ofNanos(System.nanoTime() - start)));
            }
        }
    }
}

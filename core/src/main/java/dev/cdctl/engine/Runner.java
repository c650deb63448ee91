package dev.cdctl.engine;

import dev.cdctl.json.Json;
import dev.cdctl.model.Failure;
import dev.cdctl.model.Problem;
import dev.cdctl.state.Journal;
import dev.cdctl.state.Journal.Phase;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Runs plans: each step is journalled before its effect, skipped when its effect is there, and undone with all
 * before it when a later one fails: first what users see, then the rest in reverse order. Once a step that {@link Step#commits() commits} has begun, a
 * cancel no longer stops the plan: steps that wait cut their waiting short instead; where one cannot, the plan stays
 * open and the next command finishes it. Used by one thread, for one operation.
 */
public final class Runner {
    /**
     * What is being run, as the journal keeps it.
     *
     * @param id of the operation; the same when it is resumed
     * @param token the fencing token under which it runs now
     * @param detail what it takes to build the same plan again
     */
    public record Operation(String id, long token, Json.Obj detail) {}

    /**
     * What every operation runs with.
     *
     * @param faults where a test has the process die
     */
    public record Terms(Journal journal, Event.Listener listener, Cancel cancel, FaultPoints faults) {}

    private static final Json.Obj NOTHING = Json.object().build();

    private final List<Journal.Entry> unwritten = new ArrayList<>();
    private final Operation operation;
    private final Journal journal;
    private final Event.Listener listener;
    private final Cancel cancel;
    private final FaultPoints faults;
    /** Whether users may have seen it. */
    private boolean committed;

    private boolean undoing;

    /** A runner for one operation. */
    public Runner(Operation operation, Terms terms) {
        this.operation = operation;
        this.journal = terms.journal();
        this.listener = terms.listener();
        this.cancel = terms.cancel();
        this.faults = terms.faults();
    }

    /**
     * Begins the operation and runs its plan to the end.
     *
     * @throws Failure of the step that failed, after everything was undone; rolled back, when users may have seen it;
     *     needs a person, when something could not be undone
     */
    public void run(Plan plan) {
        note("", Phase.BEGIN, operation.detail());
        carryOut(plan, plan.steps());
    }

    /**
     * Finishes an operation that was stopped after users saw it. When that fails, all of it is taken back.
     *
     * @param plan what is left of it; what is done already is skipped
     * @param whole all of its steps, begun or not
     */
    public void finish(Plan plan, Plan whole) {
        committed = true;
        carryOut(plan, whole.steps());
    }

    /**
     * Undoes the plan of an operation that was begun before and is not to be finished.
     *
     * @param seen whether users may have seen it
     * @throws Failure needs a person, when something could not be undone
     */
    public void takeBack(Plan plan, boolean seen) {
        committed = seen;
        List<Problem> left = undo(plan.steps());
        if (!left.isEmpty()) {
            throw Failure.of(Failure.Kind.NEEDS_PERSON, left);
        }
        end(committed ? "rolled back" : "undone");
    }

    private void carryOut(Plan plan, List<Step> whole) {
        listener.on(new Event.PlanStarted(plan.title(), plan.told().size()));
        for (int i = 0; i < plan.steps().size(); i++) {
            Step step = plan.steps().get(i);
            boolean seen = committed;
            try {
                if (!committed) {
                    cancel.check();
                }
                carryOut(step);
            } catch (RuntimeException e) {
                committed |= step.commits() && mayBeThere(step);
                throw stopped(seen ? whole : whole.subList(0, i + 1), step, e);
            }
        }
        end("done");
    }

    /** A commit of which nobody can say whether it happened counts as one that did. */
    private static boolean mayBeThere(Step step) {
        try {
            return step.done();
        } catch (RuntimeException e) {
            return true;
        }
    }

    private void carryOut(Step step) {
        String name = step.name();
        tell(step, new Event.StepStarted(name, step.describe()));
        long start = System.nanoTime();
        Outcome outcome = new Outcome.Unknown("");
        try {
            outcome = step.done() ? skip(name) : effect(step);
        } catch (Failure e) {
            outcome = new Outcome.Failed(e.problems().get(0).what());
            throw e;
        } finally {
            tell(
                    step,
                    new Event.StepEnded(name, step.describe(), outcome, Duration.ofNanos(System.nanoTime() - start)));
        }
    }

    /** A step with parts tells about them itself. */
    private void tell(Step step, Event event) {
        if (step.parts().isEmpty()) {
            listener.on(event);
        }
    }

    private Outcome skip(String name) {
        note(name, Phase.SKIPPED, NOTHING);
        return new Outcome.Skipped("already done");
    }

    private Outcome effect(Step step) {
        if (!step.looks()) {
            write(step.name(), Phase.INTENT, NOTHING);
        }
        faults.reach(step.name(), "intent");
        String detail = step.run(text -> listener.on(new Event.StepProgress(step.name(), text)));
        faults.reach(step.name(), "effect");
        committed |= step.commits();
        note(step.name(), Phase.DONE, NOTHING);
        return new Outcome.Done(detail);
    }

    private RuntimeException stopped(List<Step> begun, Step at, RuntimeException cause) {
        if (committed && isKind(cause, Failure.Kind.INTERRUPTED)) {
            // Users have seen it, and nothing is wrong with it: the next command finishes it.
            flush();
            return cause;
        }
        undoing = true;
        write(
                at.name(),
                Phase.FAILED,
                Json.object().put("why", String.valueOf(cause.getMessage())).build());
        boolean unseen = committed && isUntouched(at, cause);
        List<Problem> left = undo(begun);
        committed &= !(unseen && left.isEmpty());
        return ended(left, cause);
    }

    /** Of what could not be reached, nobody knows what it did. */
    private static boolean isUntouched(Step at, RuntimeException cause) {
        try {
            return !isKind(cause, Failure.Kind.UNREACHABLE) && at.untouched();
        } catch (RuntimeException e) {
            return false;
        }
    }

    private RuntimeException ended(List<Problem> left, RuntimeException cause) {
        List<Problem> problems = new ArrayList<>();
        if (cause instanceof Failure failure) {
            problems.addAll(failure.problems());
        }
        if (!left.isEmpty()) {
            problems.addAll(left);
            return Failure.of(Failure.Kind.NEEDS_PERSON, problems).causedBy(cause);
        }
        end(committed ? "rolled back" : "undone");
        if (committed && !problems.isEmpty()) {
            return Failure.of(Failure.Kind.ROLLED_BACK, problems).causedBy(cause);
        }
        return cause;
    }

    private List<Problem> undo(List<Step> begun) {
        undoing = true;
        List<Problem> left = new ArrayList<>();
        for (Step step : backwards(begun)) {
            faults.reach(step.name(), "undo");
            Phase phase = Phase.UNDONE;
            try {
                step.undo();
            } catch (RuntimeException e) {
                left.add(notUndone(step, e));
                phase = Phase.FAILED;
            }
            faults.reach(step.name(), "undone");
            write(step.name(), phase, NOTHING);
        }
        return left;
    }

    /** In reverse order, but what users see comes first: nothing else of it may keep them waiting. */
    private static List<Step> backwards(List<Step> begun) {
        List<Step> order = new ArrayList<>();
        List<Step> unseen = new ArrayList<>();
        for (int i = begun.size() - 1; i >= 0; i--) {
            (begun.get(i).commits() ? order : unseen).add(begun.get(i));
        }
        order.addAll(unseen);
        return order;
    }

    /** Users may have seen it, and whoever lost the lock may neither finish it nor take it back. */
    private static Failure open(Failure lost) {
        List<Problem> problems = new ArrayList<>(lost.problems());
        problems.add(Problem.of("CD-966", "what this command decided is neither finished nor taken back")
                .because("it may not go on without its lock, and users may get what it decided")
                .remedy("when the state can be reached again, see what is so with `cdctl status`; the same command, or"
                        + " `cdctl resume`, brings it to its end"));
        return Failure.of(Failure.Kind.NEEDS_PERSON, problems).causedBy(lost);
    }

    private static boolean isKind(RuntimeException cause, Failure.Kind kind) {
        return cause instanceof Failure failure && failure.kind() == kind;
    }

    private static Problem notUndone(Step step, RuntimeException cause) {
        return Problem.of("CD-570", "'" + step.name() + "' could not be undone")
                .because(String.valueOf(cause.getMessage()))
                .remedy("mend the cause, then run `cdctl resume`");
    }

    private void end(String outcome) {
        write("", Phase.END, Json.object().put("outcome", outcome).build());
    }

    /**
     * Writes an entry and those noted before. Before users saw anything, a journal that cannot be written stops the plan. Later, and while it is
     * undone, it is only told: what is left to do is found out by looking. Who lost the lock stops at once in any case.
     */
    private void write(String step, Phase phase, Json.Obj detail) {
        note(step, phase, detail);
        flush();
    }

    /**
     * Keeps an entry for the next write. What has happened need not be durable before the next effect: what a kill left
     * undone is found out by looking.
     */
    private void note(String step, Phase phase, Json.Obj detail) {
        unwritten.add(new Journal.Entry(operation.id(), step, phase, operation.token(), Instant.now(), detail));
    }

    private void flush() {
        List<Journal.Entry> entries = List.copyOf(unwritten);
        unwritten.clear();
        try {
            journal.append(entries);
        } catch (Failure e) {
            if (isKind(e, Failure.Kind.REFUSED)) {
                throw committed ? open(e) : e;
            }
            if (!(committed || undoing)) {
                throw e;
            }
            listener.on(new Event.Warning(e.problems().get(0)));
        }
    }
}

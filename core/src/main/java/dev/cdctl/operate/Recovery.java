package dev.cdctl.operate;

import dev.cdctl.deploy.Candidate;
import dev.cdctl.deploy.steps.Plans;
import dev.cdctl.engine.Event;
import dev.cdctl.engine.Plan;
import dev.cdctl.history.Deployment;
import dev.cdctl.history.Deployment.Outcome;
import dev.cdctl.history.History;
import dev.cdctl.model.Failure;
import dev.cdctl.state.Recorded;
import dev.cdctl.traffic.Decision;
import java.time.Instant;
import java.util.Optional;

/**
 * Brings what a killed command left open to an end: forward when its decision was committed, back when it was not. What
 * happened is found out by looking, so it does not matter where the command was killed.
 */
public final class Recovery {
    private final Exclusive exclusive;
    private final Candidates candidates;
    private final Plans plans;

    Recovery(Exclusive exclusive, Candidates candidates, Plans plans) {
        this.exclusive = exclusive;
        this.candidates = candidates;
        this.plans = plans;
    }

    /** Ends what is open; returns what is live by that, when something was finished. */
    Optional<Deployment> run() {
        Optional<Deployment> finished = Openings.of(exclusive.journal()).flatMap(this::settle);
        history().latest(1).stream()
                .filter(entry -> entry.outcome() == Outcome.OPEN)
                .forEach(this::close);
        return finished;
    }

    private Optional<Deployment> settle(Openings.Open open) {
        Operation operation =
                Recorded.read("of the operation " + open.id(), open.begun().detail(), Operation::from);
        boolean forward = !open.turnedBack() && isInForce(operation);
        exclusive
                .listener()
                .on(new Event.Note("an earlier command (" + open.id() + ") was stopped half-way: "
                        + (forward ? "finishing it" : "taking it back")));
        try {
            Outcome outcome = forward ? finish(open, operation) : takeBack(open, operation);
            exclusive.listener().on(new Event.Changed(exclusive.environment().describe()));
            return record(open.id(), outcome).filter(entry -> forward);
        } catch (Failure e) {
            record(open.id(), DeployEnd.of(e));
            throw e;
        }
    }

    private Outcome finish(Openings.Open open, Operation operation) {
        Plans.Change change = change(operation, candidates, token());
        boolean forced = operation.kind() == Operation.Kind.FORCED_FLIP;
        boolean watched = operation.kind() == Operation.Kind.DEPLOY;
        Plan rest = plans.finish(change, !forced, watched);
        exclusive.runner(open.id(), operation).finish(rest, plan(operation, candidates, plans, token()));
        return operation.good();
    }

    private Outcome takeBack(Openings.Open open, Operation operation) {
        boolean seen = generation() >= operation.next().generation();
        exclusive.runner(open.id(), operation).takeBack(plan(operation, candidates, plans, token()), seen);
        return seen ? Outcome.ROLLED_BACK : Outcome.INTERRUPTED;
    }

    private boolean isInForce(Operation operation) {
        Decision next = operation.next();
        return exclusive
                .environment()
                .decisions()
                .read()
                .filter(now ->
                        now.generation() == next.generation() && now.live().equals(next.live()))
                .isPresent();
    }

    private long generation() {
        return exclusive.environment().decisions().generation();
    }

    private long token() {
        return exclusive.lock().token();
    }

    private History history() {
        return exclusive.environment().history();
    }

    private Optional<Deployment> record(String id, Outcome outcome) {
        Optional<Deployment> ended = history().find(id).map(entry -> entry.ended(outcome, Instant.now()));
        ended.ifPresent(history()::update);
        ended.ifPresent(entry -> DeployEnd.letGo(exclusive.environment(), entry));
        return ended;
    }

    /** Of a command that was killed before its operation began, or after it had ended. */
    private void close(Deployment entry) {
        Deployment ended = entry.ended(Openings.ended(exclusive.journal(), entry.id()), Instant.now());
        history().update(ended);
        DeployEnd.letGo(exclusive.environment(), ended);
    }

    public static Plan plan(Operation operation, Candidates candidates, Plans plans, long token) {
        Plans.Change change = change(operation, candidates, token);
        return switch (operation.kind()) {
            case DEPLOY -> plans.deploy(change);
            case PREPARE -> plans.prepare(change);
            case FLIP -> plans.flip(change, false);
            case FORCED_FLIP -> plans.flip(change, true);
            case ADOPT -> plans.adopt(change);
        };
    }

    private static Plans.Change change(Operation operation, Candidates candidates, long token) {
        Candidate candidate = candidates.of(operation.placed().deployment(), token);
        Optional<Candidate> previous =
                operation.before().flatMap(Decision::live).map(placed -> candidates.of(placed.deployment(), token));
        return new Plans.Change(candidate, previous, operation.before(), operation.next());
    }
}

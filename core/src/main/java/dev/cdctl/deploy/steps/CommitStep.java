package dev.cdctl.deploy.steps;

import dev.cdctl.deploy.Entrance;
import dev.cdctl.deploy.Environment;
import dev.cdctl.deploy.machine.Machines;
import dev.cdctl.engine.Step;
import dev.cdctl.model.Colour;
import dev.cdctl.model.Failure;
import dev.cdctl.model.Problem;
import dev.cdctl.state.Lock;
import dev.cdctl.traffic.Decision;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Decides which colour is live: the one instant before which nothing changed for users, and after which it did. */
final class CommitStep implements Step {
    private final Environment environment;
    private final Lock lock;
    private final Optional<Decision> before;
    private final Decision next;
    private final Runnable lastLook;

    /** @param lastLook fails when it must not be decided after all */
    CommitStep(Environment environment, Lock lock, Plans.Change change, Runnable lastLook) {
        this.environment = environment;
        this.lock = lock;
        this.before = change.before();
        this.next = change.next();
        this.lastLook = lastLook;
    }

    @Override
    public String name() {
        return "commit";
    }

    @Override
    public String describe() {
        return "decide that " + next.baseline().word() + " is live"
                + next.live().map(placed -> ", " + placed.version()).orElse("");
    }

    @Override
    public boolean commits() {
        return true;
    }

    @Override
    public boolean done() {
        return isDecided(environment, next);
    }

    /** Whether this is the decision in force, whoever holds the lock now. */
    static boolean isDecided(Environment environment, Decision next) {
        return environment
                .decisions()
                .read()
                .filter(now -> now.generation() == next.generation()
                        && now.baseline() == next.baseline()
                        && now.live().equals(next.live()))
                .isPresent();
    }

    @Override
    public String run(Consumer<String> progress) {
        lastLook.run();
        environment.entrances().stream()
                .filter(entrance -> entrance.router().follows())
                .forEach(entrance -> entrance.router().prepare(environment.route(entrance, next), next));
        try {
            environment.decisions().commit(lock, next);
        } catch (Failure e) {
            // A commit that timed out may have happened: what the store says now is the truth.
            if (e.kind() != Failure.Kind.UNREACHABLE || !done()) {
                throw e;
            }
        }
        return "generation " + next.generation();
    }

    /**
     * Decides again what was decided before, and brings every router to it. Where a kill came between, that is made up
     * for; without a proof, because what was decided before may be what does not run.
     */
    @Override
    public void undo() {
        if (done()) {
            before.ifPresentOrElse(this::restore, this::forget);
        } else if (environment.decisions().generation() > next.generation()) {
            for (Entrance entrance : environment.entrances()) {
                Step step = new ApplyStep(environment, entrance);
                before.ifPresentOrElse(previous -> follow(entrance, previous, step), () -> step.run(text -> {}));
            }
            drain();
        }
    }

    private void restore(Decision previous) {
        Decision again = new Decision(
                next.generation() + 1,
                lock.token(),
                previous.baseline(),
                previous.weights(),
                previous.shift(),
                previous.releases());
        environment.decisions().commit(lock, again);
        boolean runs = runs(previous);
        List<Failure> failures = new ArrayList<>();
        for (Entrance entrance : environment.entrances()) {
            try {
                back(entrance, previous, runs);
            } catch (Failure e) {
                failures.add(e);
            }
        }
        if (!failures.isEmpty()) {
            throw environment.entrances().size() == 1 ? failures.get(0) : apart(failures.get(0));
        }
        drain();
    }

    /** What was live for a moment is ended next: users whose requests it got have their answers first. */
    private void drain() {
        Decision now = ApplyStep.inForce(environment);
        for (Colour colour : Colour.values()) {
            if (next.weights().of(colour) > 0 && now.weights().of(colour) == 0) {
                DrainStep.beforeTheEnd(environment, colour).run(text -> {});
            }
        }
    }

    private void back(Entrance entrance, Decision previous, boolean runs) {
        if (!runs) {
            follow(entrance, previous, new CloseStep(environment, entrance));
        } else if (follow(entrance, previous, new ApplyStep(environment, entrance))) {
            new ProveStep(environment, entrance).run(text -> {});
        }
    }

    /**
     * Brings a router to what is decided. One that takes nothing new, as when it refuses its configuration, may serve what
     * was decided before, as it did all the time: then it is where it has to be.
     *
     * @return whether it took it
     */
    private boolean follow(Entrance entrance, Decision previous, Step step) {
        try {
            step.run(text -> {});
            return true;
        } catch (Failure e) {
            if (entrance.router().follows() || !stays(entrance, previous)) {
                throw e;
            }
            return false;
        }
    }

    private static boolean stays(Entrance entrance, Decision previous) {
        try {
            return entrance.router()
                    .observe()
                    .filter(served -> isSame(served, previous))
                    .isPresent();
        } catch (Failure e) {
            return false;
        }
    }

    /** It may have had another number for it: each time that it refuses, the same is decided again. */
    private static boolean isSame(Decision served, Decision previous) {
        return served.generation() <= previous.generation()
                && served.baseline() == previous.baseline()
                && served.weights().equals(previous.weights())
                && served.releases().equals(previous.releases());
    }

    private Failure apart(Failure first) {
        String served = environment.entrances().stream().map(CommitStep::served).collect(Collectors.joining("; "));
        return Failure.of(
                        Failure.Kind.NEEDS_PERSON,
                        Problem.of("CD-741", "not every router could be brought back: " + served)
                                .because(String.valueOf(first.getMessage())))
                .causedBy(first);
    }

    /** What users get behind one router now. */
    private static String served(Entrance entrance) {
        String router = entrance.router().describe();
        try {
            return router + " serves "
                    + entrance.router()
                            .observe()
                            .map(served -> served.baseline().word()
                                    + served.live()
                                            .map(placed -> " (" + placed.version() + ")")
                                            .orElse(""))
                            .orElse("nothing");
        } catch (Failure e) {
            return router + " cannot be asked what it serves";
        }
    }

    /**
     * An environment that was stopped, or down, is so again: there is nothing that could be proven. Where a host cannot
     * be asked, what was live is taken to run there: its users come first.
     */
    private boolean runs(Decision previous) {
        Machines.Observed seen = environment
                .machine()
                .observed(environment.service(), environment.spec().name());
        return previous.live()
                .filter(placed -> !seen.unseen().isEmpty()
                        || seen.instances().stream()
                                .anyMatch(instance -> instance.deployment().equals(placed.deployment())))
                .isPresent();
    }

    /** Users of a first release have the answers that they wait for, too. */
    private void forget() {
        environment.entrances().forEach(this::close);
        DrainStep.beforeTheEnd(environment, next.baseline()).run(text -> {});
        environment.entrances().forEach(entrance -> entrance.router().remove());
        environment.decisions().remove(lock);
    }

    /** What cannot be closed is removed all the same. */
    private void close(Entrance entrance) {
        try {
            new CloseStep(environment, entrance).run(text -> {});
        } catch (Failure e) {
            if (e.kind() == Failure.Kind.INTERRUPTED) {
                throw e;
            }
        }
    }
}

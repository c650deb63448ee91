package dev.cdctl.sync;

import dev.cdctl.engine.Cancel;
import dev.cdctl.engine.Event;
import dev.cdctl.engine.Interruption;
import dev.cdctl.model.Failure;
import dev.cdctl.model.Problem;
import dev.cdctl.state.Changes;
import dev.cdctl.sync.SyncReport.Standing;
import dev.cdctl.sync.Truth.Asked;
import dev.cdctl.traffic.Decision;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * Follows what the store says of one environment with one router, and reports what it serves. While the store cannot be
 * reached the router goes on serving what it serves. Used by one thread.
 */
public final class Follower {
    private static final Duration DRAINING = Duration.ofMillis(200);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
    private static final Duration LAST_PAUSE = Duration.ofSeconds(15);
    private static final Duration RETRY = Duration.ofSeconds(1);
    /** For a question to the store that is under way when somebody wishes to stop. */
    private static final Duration GRACE = Duration.ofMillis(500);
    /** For saying that it stopped. */
    private static final Duration FAREWELL = Duration.ofSeconds(2);

    private final Place place;
    private final Applier applier;
    private final Terms terms;
    private Optional<Link> link = Optional.empty();
    private Optional<Wanted> recalled = Optional.empty();
    private Optional<Failure> lost = Optional.empty();
    private String seen = Changes.NOTHING_SEEN;
    private Duration pause = FIRST_PAUSE;
    private boolean registered;
    private long reportAt;
    private long wanted;
    private volatile Figures figures;

    /**
     * How it follows.
     *
     * @param links connects with the store, anew each time
     * @param life names this process, unlike every other
     * @param host the name of this computer
     */
    public record Terms(Supplier<Link> links, String life, String host, Event.Listener listener) {}

    /**
     * What is counted.
     *
     * @param served the generation; 0 when the router does not answer
     * @param follows false after it could not go on
     * @param contact the last time that the store answered, by {@link System#nanoTime}
     */
    public record Figures(
            Place place,
            long served,
            long wanted,
            long applies,
            long failures,
            boolean answers,
            boolean proven,
            boolean follows,
            long contact) {
        private Figures ended() {
            return new Figures(place, served, wanted, applies, failures, answers, proven, false, contact);
        }
    }

    /** A follower of that environment. */
    public Follower(Place place, Applier applier, Terms terms) {
        this.place = place;
        this.applier = applier;
        this.terms = terms;
        this.figures = new Figures(place, 0, 0, 0, 0, true, false, true, System.nanoTime());
    }

    Figures figures() {
        return figures;
    }

    /**
     * Follows until somebody wishes to stop.
     *
     * @throws Failure refused, when another process reports for the same router, or a newer cdctl kept its state
     */
    public void run(Cancel cancel) {
        recalled = applier.recall();
        while (!cancel.requested()) {
            pass(cancel);
            rest(cancel);
        }
        end();
    }

    /**
     * Looks once, brings the router to what is wanted, and reports.
     *
     * @throws Failure unreachable, when the store is; failed, when the router could not be brought to it
     */
    public void once() {
        recalled = applier.recall();
        pass(new Cancel());
        Optional<Failure> away = lost;
        end();
        if (away.isPresent()) {
            throw away.get();
        }
        applier.complaint().ifPresent(why -> {
            throw SyncProblems.notBrought(place, why);
        });
    }

    /** Tells that it cannot go on, while others of its process can. */
    void giveUp(Problem why) {
        terms.listener().on(new Event.Warning(why));
        terms.listener().on(new Event.Note(place + " is followed by this process no more"));
        figures = figures.ended();
        link.ifPresent(Link::close);
        link = Optional.empty();
    }

    private void pass(Cancel cancel) {
        try {
            Truth.Now truth = Interruption.of(cancel, GRACE, this::look);
            if (cancel.requested()) {
                return;
            }
            boolean news = follow(truth);
            boolean told = news || !registered || System.nanoTime() >= reportAt;
            note(figures.contact());
            if (told) {
                Interruption.of(cancel, GRACE, () -> report(Standing.FOLLOWS));
                note(System.nanoTime());
            }
            regained();
        } catch (Failure e) {
            if (e.problems().get(0).code().equals(SyncProblems.ELSEWHERE)) {
                throw e;
            }
            if (!cancel.requested()) {
                lose(e);
            }
        }
    }

    private Truth.Now look() {
        Link now = link.orElseGet(terms.links());
        link = Optional.of(now);
        return new Truth(now.store(), place).read();
    }

    private boolean follow(Truth.Now truth) {
        wanted = truth.wanted().map(Wanted::decision).map(Decision::generation).orElse(0L);
        if (truth.removed()) {
            return applier.forget();
        }
        return applier.follow(truth.toAsk());
    }

    /** What the router served before is brought back once, in case it was started anew as well. */
    private void lose(Failure failure) {
        if (lost.isEmpty()) {
            terms.listener().on(new Event.Warning(failure.problems().get(0)));
        }
        lost = Optional.of(failure);
        seen = Changes.NOTHING_SEEN;
        link.ifPresent(Link::close);
        link = Optional.empty();
        if (applier.standing().served().isEmpty()) {
            recalled.ifPresent(served -> applier.follow(Asked.of(served, 0)));
        }
        note(figures.contact());
    }

    private void regained() {
        if (lost.isPresent()) {
            terms.listener().on(new Event.Note("the store of " + place + " answers again"));
        }
        lost = Optional.empty();
        pause = FIRST_PAUSE;
    }

    /** Until something changed, or it is time to look again. */
    private void rest(Cancel cancel) {
        if (lost.isPresent() || link.isEmpty()) {
            cancel.sleep(pause);
            pause = pause.multipliedBy(2).compareTo(LAST_PAUSE) < 0 ? pause.multipliedBy(2) : LAST_PAUSE;
            return;
        }
        Changes changes = link.get().changes();
        try {
            seen = Interruption.of(cancel, Duration.ZERO, () -> changes.await(place.prefix(), seen, limit()));
        } catch (Failure e) {
            if (!cancel.requested()) {
                lose(e);
            }
        }
    }

    private Duration limit() {
        if (applier.isDraining()) {
            return DRAINING;
        }
        Duration beat = Duration.ofNanos(Math.max(0, reportAt - System.nanoTime()));
        return applier.complaint().isPresent() && beat.compareTo(RETRY) > 0 ? RETRY : beat;
    }

    /** A store that says nothing is not waited for: whoever stops this process ends it by force after some seconds. */
    private void end() {
        FutureTask<Boolean> farewell = new FutureTask<>(() -> report(Standing.STOPPED));
        try {
            if (link.isPresent() && registered) {
                Thread thread = new Thread(farewell, "sync-farewell");
                thread.setDaemon(true);
                thread.start();
                farewell.get(FAREWELL.toNanos(), TimeUnit.NANOSECONDS);
            }
        } catch (ExecutionException e) {
            untold(
                    e.getCause() instanceof Failure failure
                            ? failure.problems().get(0).what()
                            : String.valueOf(e.getCause()));
        } catch (TimeoutException e) {
            untold("it does not answer within " + FAREWELL.toSeconds() + " s");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            farewell.cancel(true);
            link.ifPresent(Link::close);
            link = Optional.empty();
        }
    }

    private void untold(String why) {
        terms.listener().on(new Event.Note("the store was not told that " + place + " is not followed: " + why));
    }

    private boolean report(Standing standing) {
        Reports.write(link.orElseThrow().store(), place.key(), this::requireOwn, () -> reported(standing));
        registered = true;
        reportAt = beat();
        return true;
    }

    private void requireOwn(SyncReport last) {
        if (registered && !last.isGone() && !last.life().equals(terms.life())) {
            throw SyncProblems.elsewhere(place, last.host());
        }
    }

    /** All followers of a process report at the same time, so that it is one transaction for many of them. */
    private static long beat() {
        long now = System.nanoTime();
        long beat = SyncReport.BEAT.toNanos();
        return now + beat - Math.floorMod(now, beat);
    }

    private SyncReport reported(Standing standing) {
        Applier.Standing now = applier.standing();
        return new SyncReport(
                place.router(),
                standing,
                terms.life(),
                terms.host(),
                now.served(),
                now.answers(),
                now.proven(),
                now.tried(),
                now.error(),
                now.traffic(),
                now.since(),
                Instant.now());
    }

    private void note(long contact) {
        Applier.Standing now = applier.standing();
        figures = new Figures(
                place,
                now.served()
                        .filter(one -> now.answers())
                        .map(Decision::generation)
                        .orElse(0L),
                wanted,
                applier.applies(),
                applier.failures(),
                now.answers(),
                !now.proven().isEmpty(),
                true,
                contact);
    }
}

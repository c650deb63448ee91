package dev.cdctl.sync;

import dev.cdctl.engine.Cancel;
import dev.cdctl.engine.Event;
import dev.cdctl.model.Failure;
import dev.cdctl.state.Changes;
import dev.cdctl.state.Store;
import dev.cdctl.state.Store.Change;
import dev.cdctl.sync.SyncReport.Standing;
import dev.cdctl.traffic.Decision;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
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
    private static final int TRIES = 20;

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
     * @param contact the last time that the store answered, by {@link System#nanoTime}
     */
    public record Figures(
            Place place, long served, long wanted, long applies, long failures, boolean proven, long contact) {}

    /** A follower of that environment. */
    public Follower(Place place, Applier applier, Terms terms) {
        this.place = place;
        this.applier = applier;
        this.terms = terms;
        this.figures = new Figures(place, 0, 0, 0, 0, false, System.nanoTime());
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
            pass();
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
        pass();
        Optional<Failure> away = lost;
        end();
        if (away.isPresent()) {
            throw away.get();
        }
        applier.complaint().ifPresent(why -> {
            throw SyncProblems.notBrought(place, why);
        });
    }

    private void pass() {
        try {
            Link now = link.orElseGet(terms.links());
            link = Optional.of(now);
            Truth.Now truth = new Truth(now.store(), place).read();
            boolean news = follow(truth);
            boolean told = news || !registered || System.nanoTime() >= reportAt;
            note(figures.contact());
            if (told) {
                report(now.store(), Standing.FOLLOWS);
                note(System.nanoTime());
            }
            regained();
        } catch (Failure e) {
            if (e.problems().get(0).code().equals(SyncProblems.ELSEWHERE)) {
                throw e;
            }
            lose(e);
        }
    }

    private boolean follow(Truth.Now truth) {
        wanted = truth.wanted().map(Wanted::decision).map(Decision::generation).orElse(0L);
        if (truth.removed()) {
            return applier.forget();
        }
        return truth.wanted().isPresent()
                && applier.follow(new Asked(truth.wanted().get(), truth.asked()));
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
            recalled.ifPresent(served -> applier.follow(new Asked(served, 0)));
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
        Thread waiting = Thread.currentThread();
        try (Cancel.Registration wake = cancel.onRequest(waiting::interrupt)) {
            seen = link.get().changes().await(place.prefix(), seen, limit());
        } catch (Failure e) {
            if (!cancel.requested()) {
                lose(e);
            }
        } finally {
            // The wish to stop is known to the cancel; what is still to be said must not be disturbed by it.
            Thread.interrupted();
        }
    }

    private Duration limit() {
        if (applier.isDraining()) {
            return DRAINING;
        }
        Duration beat = Duration.ofNanos(Math.max(0, reportAt - System.nanoTime()));
        return applier.complaint().isPresent() && beat.compareTo(RETRY) > 0 ? RETRY : beat;
    }

    private void end() {
        try {
            if (link.isPresent() && registered) {
                report(link.get().store(), Standing.STOPPED);
            }
        } catch (Failure e) {
            terms.listener().on(new Event.Warning(e.problems().get(0)));
        } finally {
            link.ifPresent(Link::close);
            link = Optional.empty();
        }
    }

    private void report(Store store, Standing standing) {
        for (int i = 0; i < TRIES; i++) {
            Optional<Store.Versioned> record = store.read(place.key());
            record.map(found -> Reports.report(place.key(), found))
                    .filter(last -> registered && !last.isGone() && !last.life().equals(terms.life()))
                    .ifPresent(last -> {
                        throw SyncProblems.elsewhere(place, last.host());
                    });
            long revision = record.map(Store.Versioned::revision).orElse(0L);
            if (store.commit(List.of(
                    new Change.Put(place.key(), revision, reported(standing).toJson())))) {
                registered = true;
                reportAt = beat();
                return;
            }
        }
        throw Failure.unreachable(SyncProblems.contended(place.key()));
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
                now.served().map(Decision::generation).orElse(0L),
                wanted,
                applier.applies(),
                applier.failures(),
                !now.proven().isEmpty(),
                contact);
    }
}

package dev.cdctl.sync;

import dev.cdctl.engine.Cancel;
import dev.cdctl.model.Colour;
import dev.cdctl.model.Failure;
import dev.cdctl.model.IsoTime;
import dev.cdctl.model.Problem;
import dev.cdctl.state.Changes;
import dev.cdctl.state.Store;
import dev.cdctl.sync.SyncReport.Standing;
import dev.cdctl.sync.Truth.Asked;
import dev.cdctl.traffic.Decision;
import dev.cdctl.traffic.Route;
import dev.cdctl.traffic.Router;
import dev.cdctl.traffic.Traffic;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * A router as commands see it that a process beside it moves: what it is to serve is recorded, and what it serves is
 * what that process reports. Nothing of it is touched from here.
 */
public final class SyncedRouter implements Router {
    /** Longer than a reload that is put back takes, and three reports. */
    private static final Duration WITHIN = Duration.ofSeconds(20);
    /** For one that says nothing at all: two reports are missing then. */
    private static final Duration SILENCE = SyncReport.BEAT.multipliedBy(2).plusSeconds(2);
    /** For one that said nothing all the time before. */
    private static final Duration AGAIN = Duration.ofSeconds(2);

    private static final Duration GLANCE = Duration.ofSeconds(1);

    private final Place place;
    private final Means means;
    private final Truth truth;
    private final Reports reports;
    /** When it was last heard, in case that it said nothing since. */
    private Optional<Instant> silent = Optional.empty();

    private final Heard heard = new Heard();

    /** What it is reached by. */
    public record Means(Store store, Changes changes, Cancel cancel) {}

    /** The router of that name. */
    public SyncedRouter(Place place, Means means) {
        this.place = place;
        this.means = means;
        this.truth = new Truth(means.store(), place);
        this.reports = new Reports(means.store(), place.prefix());
    }

    @Override
    public String describe() {
        return "router " + place.router();
    }

    @Override
    public boolean follows() {
        return true;
    }

    /** What its process said last. */
    public Optional<SyncReport> report() {
        return reports.read(place.router());
    }

    /** The generation that is decided; 0 for none. */
    public long wanted() {
        return truth.read()
                .wanted()
                .map(Wanted::decision)
                .map(Decision::generation)
                .orElse(0L);
    }

    /**
     * Whether its process lives, and can move it: commands would wait for it in vain. One that says what is wrong is
     * asked to try once more, since that may have been mended.
     */
    @Override
    public void check(Route route) {
        Optional<SyncReport> report = report();
        Optional<String> unheard = unheard(report);
        if (unheard.isPresent()) {
            throw Failure.unreachable(SyncProblems.unheard(place, unheard.get()));
        }
        if (report.filter(one -> !one.error().isEmpty()).isPresent()) {
            requireAble(truth.read());
        }
    }

    private void requireAble(Truth.Now now) {
        if (now.removed() || hindrance(now).isEmpty()) {
            return;
        }
        Asked again = truth.again(now.toAsk());
        await(again::succeeded, again::failed);
        hindrance(now).ifPresent(still -> {
            throw Failure.unreachable(SyncProblems.unable(place, still.words()));
        });
    }

    /** What it says, when it would not follow another decision either; behind one that does, it may be the instances. */
    private Optional<SyncReport> hindrance(Truth.Now now) {
        return report().filter(report -> !report.isGone() && !report.error().isEmpty())
                .filter(report -> now.wanted().isEmpty()
                        || !report.answers()
                        || !report.served().equals(now.wanted().map(Wanted::decision)));
    }

    @Override
    public Optional<Problem> doubt() {
        Optional<SyncReport> read = report();
        Optional<String> unheard = unheard(read);
        if (unheard.isPresent()) {
            return unheard.map(why -> SyncProblems.unheard(place, why));
        }
        Truth.Now now = truth.read();
        Optional<SyncReport> report = read.filter(one -> !one.isGone());
        return report.filter(one -> !one.error().isEmpty())
                .map(one -> SyncProblems.unable(place, one.words()))
                .or(() -> report.flatMap(one -> unproven(one, now)));
    }

    private Optional<Problem> unproven(SyncReport report, Truth.Now now) {
        return now.wanted()
                .filter(wanted -> !now.removed() && !report.proven().equals(wanted.mark()))
                .map(wanted -> SyncProblems.unconfirmed(place, wanted, List.of(report.words())));
    }

    private Optional<String> unheard(Optional<SyncReport> report) {
        if (report.isEmpty()) {
            return Optional.of("it has never reported");
        }
        String where = report.get().host() + " at " + IsoTime.text(report.get().heard());
        if (report.get().standing() == Standing.STOPPED) {
            return Optional.of("it was stopped on " + where);
        }
        return silence(report).map(time -> "its last report was made on " + where + ", " + time.toSeconds() + " s ago");
    }

    /** How long its process has said nothing, when it should have; by the clocks of two computers. */
    public Optional<Duration> silence() {
        return silence(report());
    }

    private Optional<Duration> silence(Optional<SyncReport> report) {
        Instant now = Instant.now();
        return report.filter(last -> last.standing() == Standing.FOLLOWS && !last.isFresh(now) && !isHeardAgain(last))
                .map(last -> Duration.between(last.heard(), now).abs());
    }

    /** The clock of its computer may be another: whether it lives is seen by the next report. */
    private boolean isHeardAgain(SyncReport last) {
        long end = System.nanoTime() + SyncReport.BEAT.multipliedBy(2).toNanos();
        String seen = Changes.NOTHING_SEEN;
        while (report().filter(now -> !now.heard().equals(last.heard())).isEmpty()) {
            if (System.nanoTime() > end || means.cancel().requested()) {
                return false;
            }
            seen = means.changes().await(place.routers(), seen, GLANCE);
        }
        return true;
    }

    @Override
    public Optional<Decision> observe() {
        return report().filter(report -> !report.isGone() && report.answers()).flatMap(SyncReport::served);
    }

    @Override
    public void prepare(Route route, Decision next) {
        truth.prepare(next, route.instances());
    }

    /** Returns when its process has seen that fresh connections get what was decided. */
    @Override
    public void apply(Route route, Decision decision) {
        Asked settled = truth.settle(decision, route.instances());
        // What went wrong before this may have been mended, and its process would wait for up to half a minute.
        Asked asked = report().filter(settled::failed).isPresent() ? truth.again(settled) : settled;
        Wanted wanted = asked.wanted().orElseThrow();
        String mark = wanted.mark();
        if (!await(report -> report.proven().equals(mark), asked::failed)) {
            throw Failure.of(Failure.Kind.NEEDS_PERSON, SyncProblems.unconfirmed(place, wanted, late(mark)));
        }
    }

    private List<String> late(String mark) {
        List<String> late = reports.all().stream()
                .filter(report -> !report.isGone() && !report.proven().equals(mark))
                .map(SyncReport::words)
                .toList();
        return late.isEmpty() ? List.of("router " + place.router() + " has never reported") : late;
    }

    /**
     * Waits for a report.
     *
     * @return whether there was one that is good, and not one that is bad, before the deadline
     */
    private boolean await(Predicate<SyncReport> good, Predicate<SyncReport> bad) {
        Optional<SyncReport> now = report();
        Watch watch = new Watch(now);
        String seen = Changes.NOTHING_SEEN;
        while (true) {
            if (now.filter(report -> report.isGone() || good.test(report)).isPresent()) {
                return true;
            }
            if (now.filter(bad).isPresent()) {
                return false;
            }
            if (watch.isOver(now)) {
                means.cancel().check();
                silent = watch.isSilent(now) ? now.map(SyncReport::heard) : Optional.empty();
                return false;
            }
            seen = means.changes().await(place.routers(), seen, GLANCE);
            now = report();
        }
    }

    /** How long one waits: not as long for who says nothing, and not long once somebody wishes to stop. */
    private final class Watch {
        private final long begun = System.nanoTime();
        private final Optional<Instant> first;

        Watch(Optional<SyncReport> report) {
            this.first = report.map(SyncReport::heard);
        }

        boolean isOver(Optional<SyncReport> now) {
            Duration limit =
                    means.cancel().requested() || isStillSilent(now) ? AGAIN : isSilent(now) ? SILENCE : WITHIN;
            return System.nanoTime() - begun > limit.toNanos();
        }

        boolean isSilent(Optional<SyncReport> now) {
            return now.map(SyncReport::heard).equals(first);
        }

        private boolean isStillSilent(Optional<SyncReport> now) {
            return isSilent(now) && silent.isPresent() && silent.equals(first);
        }
    }

    /** Its process asks by itself. */
    @Override
    public Map<String, String> probe(long generation) {
        return Map.of();
    }

    /** What is not reported any more is not known. */
    @Override
    public Map<Colour, Traffic> traffic() {
        return report().filter(report -> report.standing() == Standing.FOLLOWS)
                .filter(heard::isNew)
                .map(SyncReport::traffic)
                .orElseGet(() -> new EnumMap<>(Colour.class));
    }

    /** Whether reports go on, by the clock of this computer. */
    private static final class Heard {
        private Optional<Instant> last = Optional.empty();
        private long since;

        synchronized boolean isNew(SyncReport report) {
            if (!last.equals(Optional.of(report.heard()))) {
                last = Optional.of(report.heard());
                since = System.nanoTime();
            }
            return System.nanoTime() - since < SILENCE.toNanos();
        }
    }

    /** One that has not said that it follows the latest decision may serve any colour. */
    @Override
    public boolean mayServe(Colour colour) {
        Optional<SyncReport> report = report().filter(one -> !one.isGone());
        Optional<Wanted> wanted = truth.read().wanted();
        if (report.isEmpty() || report.get().served().isEmpty() && wanted.isEmpty()) {
            return false;
        }
        String mark = wanted.map(Wanted::mark).orElse("");
        return !report.get().proven().equals(mark)
                || wanted.filter(now -> now.open() && now.decision().weights().of(colour) > 0)
                        .isPresent();
    }

    @Override
    public void remove() {
        truth.remove();
        if (report().isPresent() && !await(report -> report.served().isEmpty(), report -> false)) {
            throw SyncProblems.notRemoved(place, String.join("\n", late("")));
        }
    }
}

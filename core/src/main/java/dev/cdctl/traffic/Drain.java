package dev.cdctl.traffic;

import dev.cdctl.engine.Cancel;
import dev.cdctl.model.Colour;
import dev.cdctl.model.Failure;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * Waits until nothing is under way to a colour that gets no new requests. What a router does not say counts as under
 * way, because it may be.
 */
public final class Drain {
    /** Between two questions at first. A drain of half a minute that asked as often all the time would keep a core busy. */
    private static final Duration GLANCE = Duration.ofMillis(20);
    /** Between two questions at most; until then they are apart by {@link #SHARE} of the time waited so far. */
    private static final Duration GAZE = Duration.ofMillis(250);

    private static final int SHARE = 8;
    private static final Duration LOOK = Duration.ofSeconds(1);

    private final List<Router> routers;
    private final Colour colour;
    private final Cancel cancel;

    /**
     * How long it may take.
     *
     * @param limit at most
     * @param hurried at most, from when somebody wished to stop
     */
    public record Patience(Duration limit, Duration hurried) {}

    /** Of that colour behind these routers. */
    public Drain(List<Router> routers, Colour colour, Cancel cancel) {
        this.routers = List.copyOf(routers);
        this.colour = colour;
        this.cancel = cancel;
    }

    /**
     * Waits.
     *
     * @param answers whether anything of the colour still runs that could answer; asked now and then
     * @param progress hears what is under way
     * @return {@code quiet}, or what was still open or could not be seen at the end
     */
    public String await(Patience patience, BooleanSupplier answers, Consumer<String> progress) {
        Clock clock = new Clock(patience);
        long next = System.nanoTime();
        Seen seen = look();
        while (!seen.isQuiet()) {
            if (clock.isOver()) {
                return seen.atTheEnd();
            }
            if (System.nanoTime() >= next) {
                if (!answers.getAsBoolean()) {
                    return "nothing of " + colour.word() + " runs any more";
                }
                next = System.nanoTime() + LOOK.toNanos();
            }
            progress.accept(seen.now());
            pause(clock.pause());
            seen = look();
        }
        return "quiet";
    }

    private void pause(Duration time) {
        if (cancel.requested()) {
            LockSupport.parkNanos(time.toNanos());
        } else {
            cancel.sleep(time);
        }
    }

    private Seen look() {
        Traffic open = Traffic.NONE;
        List<String> unseen = new ArrayList<>();
        for (Router router : routers) {
            Optional<Traffic> traffic = seen(router);
            open = open.plus(traffic.orElse(Traffic.NONE));
            if (traffic.isEmpty()) {
                unseen.add(router.describe());
            }
        }
        return new Seen(open, unseen);
    }

    private Optional<Traffic> seen(Router router) {
        try {
            return Optional.ofNullable(router.traffic().get(colour));
        } catch (Failure e) {
            if (e.kind() == Failure.Kind.INTERRUPTED) {
                throw e;
            }
            return Optional.empty();
        }
    }

    /**
     * What is known at one instant.
     *
     * @param unseen the routers that did not say
     */
    private record Seen(Traffic open, List<String> unseen) {
        boolean isQuiet() {
            return open.isQuiet() && unseen.isEmpty();
        }

        String now() {
            return words("", "is not known");
        }

        String atTheEnd() {
            return words(" still open", "could not be seen");
        }

        private String words(String after, String blind) {
            List<String> parts = new ArrayList<>();
            if (!open.isQuiet()) {
                parts.add(open.open() + after);
            }
            if (!unseen.isEmpty()) {
                parts.add("what is under way behind " + String.join(", ", unseen) + " " + blind);
            }
            return String.join("; ", parts);
        }
    }

    /** When it is over; sooner, once somebody wished to stop. */
    private final class Clock {
        private final Patience patience;
        private final long begin = System.nanoTime();
        private long end;
        private boolean hurries;

        Clock(Patience patience) {
            this.patience = patience;
            this.end = begin + patience.limit().toNanos();
        }

        /** Until the next question, which comes no later than the end. */
        Duration pause() {
            long now = System.nanoTime();
            long grown = Math.min(Math.max((now - begin) / SHARE, GLANCE.toNanos()), GAZE.toNanos());
            return Duration.ofNanos(Math.max(0, Math.min(grown, end - now)));
        }

        boolean isOver() {
            if (cancel.requested() && !hurries) {
                hurries = true;
                end = Math.min(end, System.nanoTime() + patience.hurried().toNanos());
            }
            return System.nanoTime() >= end;
        }
    }
}

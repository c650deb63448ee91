package dev.cdctl.adapter.nginx;

import dev.cdctl.http.Exchange;
import dev.cdctl.http.Probe;
import dev.cdctl.http.Reply;
import dev.cdctl.model.Colour;
import dev.cdctl.traffic.Traffic;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Finds out how much is under way, by questions that nginx refuses when at least so much is: its limits on connections
 * count over all workers, also those that end.
 */
record Flight(Exchange question, String token) {
    private static final Duration DEADLINE = Duration.ofSeconds(2);
    private static final int FEWER = 204;
    private static final int AT_LEAST = 429;

    /** What is under way to a colour; empty when nginx does not run, or does not answer as it should. */
    Optional<Traffic> of(Colour colour) {
        int all;
        int upgraded;
        try {
            all = count(Gauge.FLIGHT, colour);
            upgraded = all == 0 ? 0 : count(Gauge.UPGRADED, colour);
        } catch (Unanswered e) {
            return Optional.empty();
        }
        return Optional.of(new Traffic(0, 0, Math.max(0, all - upgraded), upgraded));
    }

    /** The greatest of the limits that is reached. */
    private int count(Gauge gauge, Colour colour) throws Unanswered {
        List<Integer> limits = Gauge.LIMITS;
        if (!reaches(gauge, colour, limits.get(0))) {
            return 0;
        }
        int reached = 0;
        int missed = limits.size();
        while (missed - reached > 1) {
            int middle = (reached + missed) / 2;
            if (reaches(gauge, colour, limits.get(middle))) {
                reached = middle;
            } else {
                missed = middle;
            }
        }
        return limits.get(reached);
    }

    private boolean reaches(Gauge gauge, Colour colour, int limit) throws Unanswered {
        String asked = gauge.word() + "-" + colour.word() + "-" + limit;
        Reply reply =
                new Probe(DEADLINE).ask(question.with("X-Cdctl-Probe", token).with("X-Cdctl-Ask", asked));
        int status = reply instanceof Reply.Answer answer ? answer.status() : 0;
        if (status != FEWER && status != AT_LEAST) {
            throw new Unanswered();
        }
        return status == AT_LEAST;
    }

    /** There was no answer, or none that counts. */
    private static final class Unanswered extends Exception {
        private static final long serialVersionUID = 1L;
    }
}

package dev.cdctl.http.remote;

import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.Set;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;

/**
 * When a request is sent again: after a try without a whole answer, and after an answer that says "later".
 *
 * @param tries at most, the first included
 * @param first the longest wait before the second try; it doubles from try to try
 * @param longest no wait of our own choice is longer
 */
public record Retry(int tries, Duration first, Duration longest, Pace pace) {
    /** RFC 9110 and RFC 6585: a timeout, too early, too many, and what fails on the server's side for now. */
    private static final Set<Integer> LATER = Set.of(408, 425, 429, 500, 502, 503, 504);

    /** Waits; false when it was woken because the work is to stop. */
    @FunctionalInterface
    public interface Sleeper {
        /** Waits that long. */
        boolean sleep(Duration time);
    }

    /**
     * Time, as it passes.
     *
     * @param nanos a clock that never goes back
     * @param wall for dates that servers send
     * @param random from 0 up to 1
     */
    public record Pace(Sleeper sleeper, LongSupplier nanos, Clock wall, DoubleSupplier random) {}

    /** Five tries, with waits of up to 0.25, 0.5, 1 and 2 seconds. */
    public static Retry usual(Sleeper sleeper) {
        Pace pace = new Pace(sleeper, System::nanoTime, Clock.systemUTC(), Math::random);
        return new Retry(5, Duration.ofMillis(250), Duration.ofSeconds(10), pace);
    }

    /** Whether an answer of that status can be another one later. */
    public boolean isLater(int status) {
        return LATER.contains(status);
    }

    /**
     * How long to wait before the next try: what the server asks for, else a random time below a bound that doubles
     * (full jitter), so that many clients do not come back at once.
     *
     * @param tried how many tries there were
     */
    public Duration before(int tried, Optional<Response> answer) {
        return answer.flatMap(this::asked).orElseGet(() -> jitter(tried));
    }

    private Duration jitter(int tried) {
        double bound = Math.min(longest.toMillis(), first.toMillis() * Math.pow(2, tried - 1.0));
        return Duration.ofMillis((long) (bound * pace.random().getAsDouble()));
    }

    /** RFC 9110, section 10.2.3: seconds or a date. */
    private Optional<Duration> asked(Response answer) {
        return answer.header(Transport.RETRY_AFTER).flatMap(text -> {
            if (text.matches("[0-9]{1,9}")) {
                return Optional.of(Duration.ofSeconds(Long.parseLong(text)));
            }
            try {
                ZonedDateTime date = ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME);
                Duration wait = Duration.between(pace.wall().instant(), date.toInstant());
                return Optional.of(wait.isNegative() ? Duration.ZERO : wait);
            } catch (DateTimeException e) {
                return Optional.empty();
            }
        });
    }
}

package dev.cdctl.traffic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cdctl.engine.Cancel;
import dev.cdctl.model.Colour;
import dev.cdctl.model.Failure;
import dev.cdctl.model.Problem;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DrainTest {
    private static final Duration LONG = Duration.ofMinutes(5);

    private final FakeRouter router = new FakeRouter();
    private final Cancel cancel = new Cancel();
    private final AtomicInteger looks = new AtomicInteger();
    private final List<String> progress = new ArrayList<>();

    @AfterEach
    void close() {
        router.close();
    }

    @Test
    void itEndsAsSoonAsNothingIsUnderWay() {
        router.traffic(() -> both(looks.incrementAndGet() < 4 ? new Traffic(9, 0, 2, 1) : new Traffic(12, 0, 0, 0)));
        assertThat(drain(LONG)).isEqualTo("quiet");
        assertThat(looks).hasValue(4);
        assertThat(progress).containsOnly("2 requests and 1 WebSocket");
    }

    @Test
    void theLimitIsKeptAndWhatIsOpenIsSaid() {
        router.traffic(() -> both(new Traffic(9, 0, 0, 2)));
        assertThat(drain(Duration.ofMillis(50))).isEqualTo("0 requests and 2 WebSockets still open");
    }

    @Test
    void theLongerItTakesTheMoreSeldomARouterIsAsked() {
        router.traffic(() -> {
            looks.incrementAndGet();
            return both(new Traffic(9, 0, 1, 0));
        });
        drain(Duration.ofSeconds(1));
        assertThat(looks).hasValueLessThan(35);
    }

    @Test
    void whatIsNotKnownIsWaitedForAndSaid() {
        router.traffic(() -> new EnumMap<>(Map.of(Colour.GREEN, Traffic.NONE)));
        assertThat(drain(Duration.ofMillis(50)))
                .isEqualTo("what is under way behind the fake router could not be seen");
        assertThat(progress).isNotEmpty().containsOnly("what is under way behind the fake router is not known");
    }

    @Test
    void aRouterThatCannotBeAskedIsNotKnownUntilItCan() {
        router.traffic(() -> {
            if (looks.incrementAndGet() < 3) {
                throw Failure.unreachable(Problem.of("CD-654", "its computer is away"));
            }
            return both(Traffic.NONE);
        });
        assertThat(drain(LONG)).isEqualTo("quiet");
        assertThat(looks).hasValue(3);
    }

    @Test
    void connectionsAndWorkersAreCalledWhatTheyAre() {
        router.traffic(() -> both(new Traffic(9, 0, 0, 0, 2, 1)));
        assertThat(drain(Duration.ZERO)).isEqualTo("2 connections and 1 proxy worker that ends still open");
        assertThat(new Traffic(9, 1, 0, 0, 0, 2).words()).isEqualTo("9 requests, 1 bad, 2 proxy workers that end open");
        assertThat(Traffic.ofAll(both(new Traffic(9, 0, 0, 0, 2, 1)).values()))
                .isEqualTo(new Traffic(18, 0, 0, 0, 4, 1));
    }

    @Test
    void whatNobodyCouldAnswerIsNotWaitedFor() {
        router.traffic(() -> both(new Traffic(9, 0, 1, 0)));
        assertThat(drain(LONG, LONG, () -> false)).isEqualTo("nothing of blue runs any more");
    }

    @Test
    void aWishToStopCutsItShort() {
        router.traffic(() -> both(new Traffic(9, 0, 1, 0)));
        cancel.request("SIGINT");
        assertThat(drain(LONG)).isEqualTo("1 request and 0 WebSockets still open");
    }

    @Test
    void aWishToStopLeavesALittleTimeToWhatIsEndedNext() {
        router.traffic(() -> both(looks.incrementAndGet() < 4 ? new Traffic(9, 0, 1, 0) : Traffic.NONE));
        cancel.request("SIGINT");
        assertThat(drain(LONG, LONG, () -> true)).isEqualTo("quiet");
        assertThat(drain(LONG, Duration.ZERO, () -> true)).isEqualTo("quiet");
        assertThat(looks).hasValue(5);
    }

    private static Map<Colour, Traffic> both(Traffic traffic) {
        return new EnumMap<>(Map.of(Colour.BLUE, traffic, Colour.GREEN, traffic));
    }

    private String drain(Duration limit) {
        return drain(limit, Duration.ZERO, () -> true);
    }

    private String drain(Duration limit, Duration hurried, BooleanSupplier answers) {
        return new Drain(List.of(router), Colour.BLUE, cancel)
                .await(new Drain.Patience(limit, hurried), answers, progress::add);
    }
}

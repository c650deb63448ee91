package dev.cdctl.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cdctl.load.Load.Answer;
import dev.cdctl.load.Load.Failed;
import dev.cdctl.load.Load.Kind;
import dev.cdctl.load.Load.Report;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Instants here are milliseconds since the load began. Blue is taken out at 1000. */
class OutlivedTest {
    private static final Duration LIMIT = Duration.ofMillis(500);

    private final List<Answer> answers = new ArrayList<>(
            List.of(answer("blue", 0), answer("blue", 990), answer("green", 1_000), answer("green", 1_900)));

    @Test
    void aWebSocketThatWasGivenTheLimitIsCountedApart() {
        Report report = report(webSocket("blue", 100, 1_500));
        assertThat(report.outlived(LIMIT)).isEqualTo(report.failures());
        assertThat(report.tell(LIMIT))
                .startsWith("failed requests 0, answers 4")
                .endsWith("WebSockets that outlived the drain limit 1");
    }

    @Test
    void oneThatBrokeOffBeforeTheLimitFailed() {
        Report report = report(webSocket("blue", 100, 1_499));
        assertThat(report.outlived(LIMIT)).isEmpty();
        assertThat(report.tell(LIMIT)).startsWith("failed requests 1,").endsWith("limit 0");
    }

    @Test
    void oneWhoseColourWasNotTakenOutFailed() {
        assertThat(report(webSocket("green", 1_000, 1_800)).outlived(LIMIT)).isEmpty();
        assertThat(report(webSocket("red", 1_000, 1_800)).outlived(LIMIT)).isEmpty();
    }

    @Test
    void aColourThatCameBackWasNotTakenOut() {
        answers.add(answer("blue", 1_400));
        assertThat(report(webSocket("blue", 100, 1_600)).outlived(LIMIT)).isEmpty();
    }

    @Test
    void oneThatWasOpenedAfterItsColourWasTakenOutHadNotTheWholeLimit() {
        assertThat(report(webSocket("blue", 1_100, 1_500)).outlived(LIMIT)).isEmpty();
    }

    @Test
    void whatIsNoOpenWebSocketFailed() {
        assertThat(report(new Failed(Kind.POST, "reset", millis(1_600), Optional.empty()))
                        .outlived(LIMIT))
                .isEmpty();
    }

    private Report report(Failed failed) {
        return new Report(answers, List.of(failed), List.of());
    }

    private static Failed webSocket(String colour, int opened, int alive) {
        Answer last = new Answer(Kind.WEBSOCKET, colour, millis(alive - 1), millis(1));
        return new Failed(Kind.WEBSOCKET, "it broke off", millis(opened), Optional.of(last));
    }

    private static Answer answer(String colour, int sent) {
        return new Answer(Kind.KEEP_ALIVE, colour, millis(sent), millis(2));
    }

    private static long millis(int millis) {
        return Duration.ofMillis(millis).toNanos();
    }
}

package dev.cdctl.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

class InterruptionTest {
    private static final Duration LONG = Duration.ofMinutes(5);

    private final Cancel cancel = new Cancel();

    @Test
    void theWishToStopBreaksOffWhatTakesLonger() {
        cancel.request("SIGTERM");

        for (Duration grace : new Duration[] {Duration.ZERO, Duration.ofMillis(20)}) {
            assertThatThrownBy(() -> Interruption.of(cancel, grace, () -> cancelled(LONG)))
                    .isInstanceOf(IllegalStateException.class);
            assertThat(Thread.currentThread().isInterrupted()).isFalse();
        }
    }

    @Test
    void whatIsSoonDoneIsDoneAllTheSameAndNothingComesAfterwards() {
        assertThat(Interruption.of(cancel, Duration.ZERO, () -> "done")).isEqualTo("done");
        cancel.request("SIGTERM");

        assertThat(Interruption.of(cancel, Duration.ofMillis(200), () -> "done"))
                .isEqualTo("done");
        LockSupport.parkNanos(Duration.ofMillis(400).toNanos());
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }

    private static String cancelled(Duration time) {
        try {
            return String.valueOf(new CountDownLatch(1).await(time.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}

package dev.cdctl.state.kv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.cdctl.http.Reply;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class BeatTest {
    private static final Duration TTL = Duration.ofMillis(300);

    private final Sessions sessions = new OneSession();
    private final AtomicInteger renewals = new AtomicInteger();
    private volatile boolean open = true;
    private volatile boolean reachable = true;

    /** A session with a server that a test can cut off. */
    private final class OneSession implements Sessions {
        @Override
        public String open(Duration ttl) {
            return "one";
        }

        @Override
        public boolean renew(String session) {
            if (!reachable) {
                throw KvProblems.unreachable("memory", new Reply.NoAnswer("cut off"));
            }
            renewals.incrementAndGet();
            return open;
        }

        @Override
        public boolean show(String key, String value, String session) {
            return open;
        }

        @Override
        public void end(String session) {
            open = false;
        }
    }

    @Test
    void aSessionIsRenewedUntilItIsEnded() {
        Beat beat = Beat.begin(sessions, TTL);
        await().until(() -> renewals.get() > 3);
        assertThat(beat.isLost()).isFalse();
        beat.end();
        assertThat(open).isFalse();
    }

    @Test
    void whatTheServerHasNoMoreIsLost() {
        Beat beat = Beat.begin(sessions, TTL);
        open = false;
        await().until(beat::isLost);
        open = true;
        assertThat(beat.isLost()).isTrue();
        beat.end();
    }

    @Test
    void whoIsCutOffTakesItselfForLostAndGoesOnWhenItsSessionIsStillThere() {
        Beat beat = Beat.begin(sessions, TTL);
        reachable = false;
        await().until(beat::isLost);
        reachable = true;
        assertThat(beat.isLost()).isFalse();
        beat.end();
    }
}

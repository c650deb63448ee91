package dev.cdctl.state.kv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cdctl.http.Reply;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class PatienceTest {
    private static final Reply OK = new Reply.Answer(200, Map.of(), "", Duration.ZERO);
    private static final Reply LEADERLESS = new Reply.Answer(500, Map.of(), "No cluster leader", Duration.ZERO);

    private final Patience patience = new Patience(1, Duration.ofMillis(100));
    private final AtomicInteger asked = new AtomicInteger();

    private int asks(Reply reply) {
        asked.set(0);
        assertThatThrownBy(() -> patience.ask(
                        () -> {
                            asked.incrementAndGet();
                            return reply;
                        },
                        last -> KvProblems.unreachable("memory", last)))
                .hasMessageContaining("CD-704");
        return asked.get();
    }

    @Test
    void whoNeverAnsweredIsAskedOnce() {
        assertThat(asks(new Reply.NoAnswer("cut off"))).isEqualTo(1);
    }

    @Test
    void afterAWaitInVainEachQuestionIsAskedOnceUntilThereIsAnAnswer() {
        patience.ask(() -> OK, last -> KvProblems.unreachable("memory", last));
        assertThat(asks(LEADERLESS)).isGreaterThan(1);
        assertThat(asks(LEADERLESS)).isEqualTo(1);
        assertThat(asks(new Reply.NoAnswer("cut off"))).isEqualTo(1);

        patience.ask(() -> OK, last -> KvProblems.unreachable("memory", last));
        assertThat(asks(LEADERLESS)).isGreaterThan(1);
    }
}

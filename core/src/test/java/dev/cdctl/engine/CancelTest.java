package dev.cdctl.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cdctl.model.Failure;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class CancelTest {
    private final Cancel cancel = new Cancel();

    @Test
    void nothingIsRequestedAtFirst() {
        assertThat(cancel.requested()).isFalse();
        assertThat(cancel.reason()).isEmpty();
        cancel.check();
    }

    @Test
    void theFirstReasonWins() {
        cancel.request("SIGTERM");
        cancel.request("SIGINT");
        assertThat(cancel.requested()).isTrue();
        assertThat(cancel.reason()).isEqualTo("SIGTERM");
    }

    @Test
    void aSafePointEndsWithTheReason() {
        cancel.request("SIGTERM");
        assertThatThrownBy(cancel::check).isInstanceOfSatisfying(Failure.class, failure -> {
            assertThat(failure.kind()).isEqualTo(Failure.Kind.INTERRUPTED);
            assertThat(failure.problems()).singleElement().satisfies(problem -> {
                assertThat(problem.code()).isEqualTo("CD-801");
                assertThat(problem.why()).isEqualTo("SIGTERM");
            });
        });
    }

    @Test
    void whoWaitsIsWokenOnceAndWhoLeftIsNot() {
        List<String> woken = new ArrayList<>();
        cancel.onRequest(() -> woken.add("stays"));
        cancel.onRequest(() -> woken.add("left")).close();
        cancel.request("SIGTERM");
        cancel.request("again");
        assertThat(woken).containsExactly("stays");
    }

    @Test
    void whoComesLateIsWokenAtOnce() {
        cancel.request("SIGTERM");
        List<String> woken = new ArrayList<>();
        cancel.onRequest(() -> woken.add("late")).close();
        assertThat(woken).containsExactly("late");
    }

    @Test
    void aSleepThatNobodyDisturbsIsWhole() {
        assertThat(cancel.sleep(Duration.ofMillis(1))).isTrue();
    }

    @Test
    void aSleepEndsWhenStoppingIsAskedFor() {
        CompletableFuture<Boolean> whole =
                CompletableFuture.supplyAsync(() -> cancel.sleep(Duration.ofSeconds(Long.MAX_VALUE)));
        cancel.request("SIGTERM");
        assertThat(whole.orTimeout(20, TimeUnit.SECONDS).join()).isFalse();
    }

    @Test
    void ofManyRequestsAtOnceEveryWaiterIsWokenOnce() throws InterruptedException {
        for (int round = 0; round < 200; round++) {
            Cancel one = new Cancel();
            AtomicInteger woken = new AtomicInteger();
            CountDownLatch start = new CountDownLatch(1);
            List<Thread> threads = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                threads.add(new Thread(() -> {
                    await(start);
                    one.onRequest(woken::incrementAndGet);
                    one.request("now");
                }));
            }
            threads.forEach(Thread::start);
            start.countDown();
            for (Thread thread : threads) {
                thread.join();
            }
            assertThat(woken).hasValue(4);
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

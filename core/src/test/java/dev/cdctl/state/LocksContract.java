package dev.cdctl.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cdctl.json.Json;
import dev.cdctl.model.Failure;
import dev.cdctl.model.Problem;
import dev.cdctl.state.Store.Change;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What every {@link Locks} does. */
public abstract class LocksContract extends QueueContract {
    private static final Duration LONG = Duration.ofSeconds(60);

    /** Lets an owner acquire the lock and die without releasing it; returns the token that it had. */
    protected abstract long acquireAndDie(String name) throws Exception;

    /** Makes every wait for a lock stop. */
    protected abstract void cancel();

    @Test
    void aFreeLockHasNoHolder() {
        assertThat(locks().holder(NAME)).isEmpty();
    }

    @Test
    void theHolderIsSeenByAll() {
        Instant before = Instant.now().minusSeconds(1);
        try (Lock lock = locks().acquire(NAME, owner("anna"), Duration.ZERO)) {
            Locks.Held held = locks().holder(NAME).orElseThrow();

            assertThat(held.owner()).isEqualTo(owner("anna"));
            assertThat(held.id()).isEqualTo(lock.id()).isNotBlank();
            assertThat(held.token()).isEqualTo(lock.token());
            assertThat(held.since()).isBetween(before, Instant.now().plusSeconds(1));
            assertThat(held.step()).isEmpty();
            assertThat(held.alive()).isTrue();
        }
    }

    @Test
    void theHolderSaysWhatItIsAtAndKeepsItsFence() {
        try (Lock lock = locks().acquire(NAME, owner("anna"), Duration.ZERO)) {
            Change.Check fence = lock.fence();
            lock.step("start");
            lock.step("commit");

            assertThat(locks().holder(NAME).orElseThrow().step()).isEqualTo("commit");
            assertThat(lock.fence()).isEqualTo(fence);
        }
        try (Lock next = locks().acquire(NAME, owner("ben"), Duration.ZERO)) {
            assertThat(next.token()).isPositive();
            assertThat(locks().holder(NAME).orElseThrow().step()).isEmpty();
        }
    }

    @Test
    void aForgottenLockIsAsIfItHadNeverBeen() {
        Lock lock = locks().acquire(NAME, owner("anna"), Duration.ZERO);
        lock.step("end");
        lock.forget();
        lock.close();

        assertThat(locks().holder(NAME)).isEmpty();
        assertThat(store().list(NAME)).isEmpty();
        try (Lock next = locks().acquire(NAME, owner("ben"), Duration.ZERO)) {
            assertThat(next.token()).isEqualTo(1);
        }
    }

    @Test
    void aLockThatWasBrokenCannotBeForgotten() {
        Lock lock = locks().acquire(NAME, owner("anna"), Duration.ZERO);
        assertThat(locks().breakLock(NAME, lock.id())).isTrue();
        assertThatThrownBy(lock::forget).hasMessageContaining("CD-702");
        lock.close();
    }

    @Test
    void aHeldLockIsRefusedWithItsHolderAndTheWayOut() {
        try (Lock lock = locks().acquire(NAME, owner("anna"), Duration.ZERO)) {
            lock.step("drain");

            assertThatThrownBy(() -> locks().acquire(NAME, owner("ben"), Duration.ZERO))
                    .isInstanceOfSatisfying(Failure.class, failure -> {
                        assertThat(failure.kind()).isEqualTo(Failure.Kind.REFUSED);
                        Problem problem = failure.problems().get(0);
                        String all = problem + "; " + problem.why() + "; " + problem.remedy();
                        assertThat(all).contains(NAME, "anna", "here", "42", "drain", "https://ci.example/job/7");
                        assertThat(all).contains("--lock-wait", "cdctl lock break " + lock.id());
                    });
        }
    }

    @Test
    void aReleasedLockIsFreeAndTheNextTokenIsGreater() {
        Lock first = locks().acquire(NAME, owner("anna"), Duration.ZERO);
        first.close();
        first.close();
        assertThat(locks().holder(NAME)).isEmpty();

        try (Lock second = locks().acquire(NAME, owner("ben"), Duration.ZERO)) {
            assertThat(second.token()).isGreaterThan(first.token());
            assertThat(second.id()).isNotEqualTo(first.id());
            first.close();
            assertThat(locks().holder(NAME).orElseThrow().id()).isEqualTo(second.id());
        }
    }

    @Test
    void locksOfOtherNamesAreOtherLocks() {
        try (Lock one = locks().acquire("books/production", owner("anna"), Duration.ZERO);
                Lock two = locks().acquire("books/integration", owner("ben"), Duration.ZERO)) {
            assertThat(one.id()).isNotEqualTo(two.id());
        }
    }

    @Test
    void whoWaitsGetsTheLockWhenItIsReleased() throws Exception {
        ExecutorService other = Executors.newSingleThreadExecutor();
        Lock first = locks().acquire(NAME, owner("anna"), Duration.ZERO);
        try {
            Future<Long> waiting = other.submit(() -> {
                try (Lock lock = locks().acquire(NAME, owner("ben"), LONG)) {
                    return lock.token();
                }
            });
            first.close();
            assertThat(waiting.get()).isGreaterThan(first.token());
        } finally {
            first.close();
            other.shutdownNow();
        }
    }

    @Test
    void whoWaitsTooLongIsRefused() {
        try (Lock lock = locks().acquire(NAME, owner("anna"), Duration.ZERO)) {
            assertThat(lock.token()).isPositive();
            assertThatThrownBy(() -> locks().acquire(NAME, owner("ben"), Duration.ofMillis(200)))
                    .isInstanceOfSatisfying(
                            Failure.class, failure -> assertThat(failure.kind()).isEqualTo(Failure.Kind.REFUSED));
        }
    }

    @Test
    void aWaitCanBeCancelled() {
        try (Lock lock = locks().acquire(NAME, owner("anna"), Duration.ZERO)) {
            assertThat(lock.token()).isPositive();
            cancel();
            assertThatThrownBy(() -> locks().acquire(NAME, owner("ben"), LONG))
                    .isInstanceOfSatisfying(
                            Failure.class, failure -> assertThat(failure.kind()).isEqualTo(Failure.Kind.INTERRUPTED));
        }
    }

    @Test
    void theLockOfADeadOwnerIsTakenAtOnceWithAGreaterToken() throws Exception {
        long dead = acquireAndDie(NAME);
        assertThat(locks().holder(NAME).orElseThrow().alive()).isFalse();

        try (Lock lock = locks().acquire(NAME, owner("ben"), Duration.ZERO)) {
            assertThat(lock.token()).isGreaterThan(dead);
            assertThat(locks().holder(NAME).orElseThrow().alive()).isTrue();
        }
    }

    @Test
    void aCommitWithTheFenceHappensWhileTheLockIsHeld() {
        try (Lock lock = locks().acquire(NAME, owner("anna"), Duration.ZERO)) {
            assertThat(commit(lock.fence())).isTrue();
        }
    }

    @Test
    void aBrokenLockCanBeAcquiredAndItsOldHolderCommitsNothing() {
        Lock broken = locks().acquire(NAME, owner("anna"), Duration.ZERO);
        Change.Check fence = broken.fence();

        assertThat(locks().breakLock(NAME, broken.id())).isTrue();
        assertThat(commit(fence)).isFalse();
        assertThatThrownBy(broken::fence)
                .isInstanceOfSatisfying(
                        Failure.class, failure -> assertThat(failure.kind()).isEqualTo(Failure.Kind.REFUSED));
        try (Lock next = locks().acquire(NAME, owner("ben"), Duration.ZERO)) {
            assertThat(next.token()).isGreaterThan(broken.token());
            broken.step("never seen");
            broken.close();
            assertThat(locks().holder(NAME).orElseThrow().id()).isEqualTo(next.id());
            assertThat(locks().holder(NAME).orElseThrow().step()).isEmpty();
            assertThat(commit(fence)).isFalse();
            assertThat(commit(next.fence())).isTrue();
        }
    }

    @Test
    void theFenceOfAReleasedLockHoldsNoMore() {
        Lock lock = locks().acquire(NAME, owner("anna"), Duration.ZERO);
        Change.Check fence = lock.fence();
        lock.close();

        assertThat(commit(fence)).isFalse();
        assertThatThrownBy(lock::fence).isInstanceOf(Failure.class);
    }

    @Test
    void onlyTheExactIdBreaksALock() {
        assertThat(locks().breakLock(NAME, "")).isFalse();
        try (Lock lock = locks().acquire(NAME, owner("anna"), Duration.ZERO)) {
            assertThat(locks().breakLock(NAME, lock.id() + "x")).isFalse();
            assertThat(locks().breakLock(NAME, "")).isFalse();
            assertThat(locks().holder(NAME).orElseThrow().id()).isEqualTo(lock.id());
        }
    }

    @Test
    void neverTwoHoldersAmongThreads() throws Exception {
        int threads = 8;
        int rounds = 10;
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        List<Long> tokens = java.util.Collections.synchronizedList(new ArrayList<>());
        Callable<Boolean> contender = () -> {
            for (int round = 0; round < rounds; round++) {
                try (Lock lock = locks().acquire(NAME, owner("anna"), LONG)) {
                    most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                    tokens.add(lock.token());
                    inside.decrementAndGet();
                }
            }
            return true;
        };
        try {
            for (Future<Boolean> each : pool.invokeAll(java.util.Collections.nCopies(threads, contender))) {
                assertThat(each.get()).isTrue();
            }
        } finally {
            pool.shutdownNow();
        }
        assertThat(most.get()).isEqualTo(1);
        assertThat(tokens).hasSize(threads * rounds).isSorted().doesNotHaveDuplicates();
    }

    private boolean commit(Change.Check fence) {
        String key = NAME + "/decision";
        long revision = store().read(key).map(Store.Versioned::revision).orElse(0L);
        Json.Obj value = Json.object().put("by", "a test").build();
        return store().commit(List.of(fence, new Change.Put(key, revision, value)));
    }
}

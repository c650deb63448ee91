package dev.cdctl.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cdctl.json.Json;
import dev.cdctl.model.Failure;
import dev.cdctl.state.Store.Change;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What every {@link Changes} does. */
public abstract class ChangesContract {
    private static final String PREFIX = "books/production";
    private static final String KEY = PREFIX + "/decision";
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final Duration SHORT = Duration.ofMillis(100);
    /** A wait may end early without a change, but not for ever. */
    private static final int WAITS = 1_000;

    /** The store whose changes they are. */
    protected abstract Store store();

    /** Its changes, by an object of their own for each call. */
    protected abstract Changes changes();

    @Test
    void whoHasSeenNothingIsToldAtOnce() {
        assertThat(mark(changes())).isNotEqualTo(Changes.NOTHING_SEEN);
        put(KEY, 1);
        assertThat(mark(changes())).isNotEqualTo(Changes.NOTHING_SEEN);
    }

    @Test
    void withoutAChangeTheWaitEndsAtItsLimit() {
        put(KEY, 1);
        Changes changes = changes();
        String mark = mark(changes);

        assertThat(changes.await(PREFIX, mark, SHORT)).isEqualTo(mark);
        assertThat(changes.await(PREFIX, mark, Duration.ZERO)).isEqualTo(mark);
    }

    @Test
    void aChangeBetweenTwoWaitsIsTold() {
        put(KEY, 1);
        Changes changes = changes();
        String mark = mark(changes);
        put(KEY, 2);

        assertThat(next(changes, mark)).isNotEqualTo(mark);
    }

    @Test
    void aNewRecordADeletedOneAndADeeperOneAreChanges() {
        Changes changes = changes();
        String mark = mark(changes);
        put(KEY, 1);
        String put = next(changes, mark);
        assertThat(put).isNotEqualTo(mark);

        put(PREFIX + "/routers/lb1", 1);
        String deeper = next(changes, put);
        assertThat(deeper).isNotEqualTo(put);

        assertThat(store().commit(List.of(new Change.Delete(KEY, revision(KEY)))))
                .isTrue();
        assertThat(next(changes, deeper)).isNotEqualTo(deeper);
    }

    @Test
    void aChangeOfManyRecordsAtOnceIsTold() {
        put(KEY, 1);
        Changes changes = changes();
        String mark = mark(changes);

        assertThat(store().commit(List.of(
                        new Change.Put(KEY, revision(KEY), value(2)),
                        new Change.Put(PREFIX + "/routing", 0, value(2)))))
                .isTrue();

        assertThat(next(changes, mark)).isNotEqualTo(mark);
        assertThat(store().read(PREFIX + "/routing")).isPresent();
    }

    @Test
    void allRecordsAreWatchedByThePrefixOfNone() {
        put(KEY, 1);
        Changes changes = changes();
        String mark = changes.await("", Changes.NOTHING_SEEN, LONG);
        assertThat(changes.await("", mark, SHORT)).isEqualTo(mark);
        put("films/production/decision", 1);

        String now = mark;
        for (int i = 0; i < WAITS && now.equals(mark); i++) {
            now = changes.await("", mark, LONG);
        }
        assertThat(now).isNotEqualTo(mark);
    }

    @Test
    void whoWaitsIsWoken() throws Exception {
        put(KEY, 1);
        Changes changes = changes();
        String mark = mark(changes);
        ExecutorService pool = Executors.newSingleThreadExecutor();
        try {
            CountDownLatch begun = new CountDownLatch(1);
            Future<String> waiting = pool.submit(() -> {
                begun.countDown();
                return next(changes, mark);
            });
            begun.await();
            put(KEY, 2);
            assertThat(waiting.get(LONG.toSeconds(), TimeUnit.SECONDS)).isNotEqualTo(mark);
        } finally {
            pool.shutdownNow();
        }
    }

    @Test
    void manyChangesAreNotLostByWhoReadsAfterEachWait() throws Exception {
        int last = 50;
        put(KEY, 0);
        ExecutorService pool = Executors.newSingleThreadExecutor();
        try {
            Changes changes = changes();
            Future<Long> reader = pool.submit(() -> {
                String mark = Changes.NOTHING_SEEN;
                long seen = 0;
                while (seen < last) {
                    mark = changes.await(PREFIX, mark, LONG);
                    seen = number(KEY);
                }
                return seen;
            });
            for (int n = 1; n <= last; n++) {
                put(KEY, n);
            }
            assertThat(reader.get(LONG.toSeconds(), TimeUnit.SECONDS)).isEqualTo(last);
        } finally {
            pool.shutdownNow();
        }
    }

    @Test
    void aMarkOfAnotherLifeIsNoHindrance() {
        put(KEY, 1);
        String old = mark(changes());
        put(KEY, 2);
        Changes reborn = changes();

        assertThat(next(reborn, old)).isNotEqualTo(old);
        assertThat(reborn.await(PREFIX, "a mark that nobody gave", LONG)).isNotEmpty();
    }

    @Test
    void anInterruptEndsTheWait() {
        put(KEY, 1);
        Changes changes = changes();
        String mark = mark(changes);
        Thread.currentThread().interrupt();
        try {
            assertThatThrownBy(() -> next(changes, mark)).isInstanceOf(Failure.class);
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    private static String mark(Changes changes) {
        return changes.await(PREFIX, Changes.NOTHING_SEEN, LONG);
    }

    /** The first mark that is another one. */
    private static String next(Changes changes, String seen) {
        String now = seen;
        for (int i = 0; i < WAITS && now.equals(seen); i++) {
            now = changes.await(PREFIX, seen, LONG);
        }
        return now;
    }

    private void put(String key, long n) {
        assertThat(store().commit(List.of(new Change.Put(key, revision(key), value(n)))))
                .isTrue();
    }

    private long revision(String key) {
        return store().read(key).map(Store.Versioned::revision).orElse(0L);
    }

    private long number(String key) {
        return store().read(key).orElseThrow().value().needNumber("n");
    }

    private static Json.Obj value(long n) {
        return Json.object().put("n", n).build();
    }
}

package dev.cdctl.sync.mirror;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cdctl.model.Failure;
import dev.cdctl.state.Changes;
import dev.cdctl.state.ForwardingStore;
import dev.cdctl.state.Store;
import dev.cdctl.state.Store.Change;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** One watch of a store for all who follow it. */
class MirrorTest {
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final String BOOKS = "books/production/decision";
    private static final String FILMS = "films/production/decision";

    private final Seen source = new Seen();
    private final Mirrors mirrors = new Mirrors();
    private final List<Mirrors.Open> opened = new ArrayList<>();

    @AfterEach
    void close() {
        opened.forEach(Mirrors.Open::close);
    }

    private Mirrors.Open open() {
        Mirrors.Open open = mirrors.open("memory", source::connect);
        opened.add(open);
        return open;
    }

    /** What is read at first needs no watch, so that may begin a little later. */
    private void watches(String prefix) {
        Awaitility.await().atMost(LONG).until(() -> source.watched.equals(List.of(prefix)));
    }

    private static long number(Store store, String key) {
        return store.read(key).orElseThrow().value().needNumber("n");
    }

    /** Waits for the next change until the record says that. */
    private static void awaitNumber(Mirrors.Open open, String key, long n) {
        String mark = Changes.NOTHING_SEEN;
        String prefix = key.substring(0, key.lastIndexOf('/'));
        for (long end = System.nanoTime() + LONG.toNanos(); System.nanoTime() < end; ) {
            if (open.store()
                    .read(key)
                    .filter(record -> record.value().needNumber("n") == n)
                    .isPresent()) {
                return;
            }
            mark = open.changes().await(prefix, mark, LONG);
        }
        throw new AssertionError(key + " never became " + n);
    }

    @Test
    void manyFollowOverOneConnectionAndOneWatch() {
        mirrors.announce("memory", "books/production");
        mirrors.announce("memory", "films/production");
        Mirrors.Open books = open();
        Mirrors.Open films = open();
        source.put(BOOKS, 1);
        source.put(FILMS, 1);
        awaitNumber(books, BOOKS, 1);
        awaitNumber(films, FILMS, 1);
        source.put(FILMS, 2);
        awaitNumber(films, FILMS, 2);

        assertThat(source.connections).hasValue(1);
        watches("");
    }

    @Test
    void oneAloneIsWatchedAlone() {
        mirrors.announce("memory", "books/production");
        Mirrors.Open books = open();
        source.put(BOOKS, 1);
        awaitNumber(books, BOOKS, 1);
        watches("books/production");
    }

    @Test
    void whatDoesNotChangeIsReadOnce() {
        source.put(BOOKS, 1);
        Store store = open().store();
        for (int i = 0; i < 100; i++) {
            assertThat(number(store, BOOKS)).isEqualTo(1);
        }
        assertThat(source.reads).hasValue(1);
    }

    @Test
    void aChangeOfOneIsToldToThoseWhoFollowItOnly() {
        source.put(BOOKS, 1);
        source.put(FILMS, 1);
        Mirrors.Open open = open();
        awaitNumber(open, BOOKS, 1);
        awaitNumber(open, FILMS, 1);
        String books = open.changes().await("books/production", Changes.NOTHING_SEEN, LONG);
        source.put(FILMS, 2);
        awaitNumber(open, FILMS, 2);

        assertThat(open.changes().await("books/production", books, Duration.ofMillis(1)))
                .isEqualTo(books);
    }

    @Test
    void manyReportsAtTheSameTimeAreFewTransactions() throws Exception {
        Store store = open().store();
        int many = 100;
        CountDownLatch first = new CountDownLatch(1);
        Store slow = new Slow(source, first);
        JointCommits commits = new JointCommits(slow);
        AtomicInteger done = new AtomicInteger();
        List<Thread> threads = new ArrayList<>();
        for (int n = 0; n < many; n++) {
            Change report = new Change.Put("s" + n + "/local/routers/lb1", 0, Seen.value(n));
            Change check = new Change.Check("s" + n + "/local/moved", 0);
            Thread thread = new Thread(() -> {
                if (commits.commit(List.of(report, check))) {
                    done.incrementAndGet();
                }
            });
            threads.add(thread);
            thread.start();
        }
        Awaitility.await()
                .atMost(LONG)
                .until(() -> threads.stream().allMatch(thread -> thread.getState() == Thread.State.WAITING));
        first.countDown();
        for (Thread thread : threads) {
            thread.join(LONG.toMillis());
        }

        assertThat(done).hasValue(many);
        assertThat(source.commits).hasSizeLessThanOrEqualTo(6).allMatch(parts -> parts <= 60);
        assertThat(number(store, "s42/local/routers/lb1")).isEqualTo(42);
    }

    @Test
    void aReportThatIsRefusedOrDeniedHindersNoOther() throws Exception {
        CountDownLatch first = new CountDownLatch(1);
        JointCommits commits = new JointCommits(new Slow(source, first));
        source.put("s3/local/routers/lb1", 7);
        source.deny("s5/local/routers/lb1");
        boolean[] done = new boolean[10];
        List<Thread> threads = new ArrayList<>();
        for (int n = 0; n < done.length; n++) {
            int own = n;
            Change report = new Change.Put("s" + n + "/local/routers/lb1", 0, Seen.value(n));
            threads.add(new Thread(() -> done[own] = isMade(commits, report)));
        }
        threads.forEach(Thread::start);
        Awaitility.await()
                .atMost(LONG)
                .until(() -> threads.stream().allMatch(thread -> thread.getState() == Thread.State.WAITING));
        first.countDown();
        for (Thread thread : threads) {
            thread.join(LONG.toMillis());
        }

        for (int n = 0; n < done.length; n++) {
            assertThat(done[n]).as("report %d", n).isEqualTo(n != 3 && n != 5);
        }
        assertThat(number(source, "s3/local/routers/lb1")).isEqualTo(7);
    }

    private static boolean isMade(JointCommits commits, Change change) {
        try {
            return commits.commit(List.of(change));
        } catch (Failure e) {
            return false;
        }
    }

    @Test
    void everyoneIsToldWhenTheStoreIsAwayAndOneConnectionIsMadeAnew() {
        source.put(BOOKS, 1);
        source.put(FILMS, 1);
        Mirrors.Open books = open();
        Mirrors.Open films = open();
        awaitNumber(books, BOOKS, 1);
        awaitNumber(films, FILMS, 1);
        source.goAway(true);

        for (Mirrors.Open one : List.of(books, films)) {
            assertThatThrownBy(() -> {
                        String mark = Changes.NOTHING_SEEN;
                        for (long end = System.nanoTime() + LONG.toNanos(); System.nanoTime() < end; ) {
                            mark = one.changes().await("books/production", mark, Duration.ofMillis(50));
                        }
                    })
                    .isInstanceOf(Failure.class)
                    .hasMessageContaining("CD-700");
            assertThatThrownBy(() -> one.store().read(BOOKS)).isInstanceOf(Failure.class);
            one.close();
        }
        assertThatThrownBy(this::open).isInstanceOf(Failure.class);

        source.goAway(false);
        source.put(BOOKS, 2);
        awaitNumber(open(), BOOKS, 2);
        awaitNumber(open(), FILMS, 1);
        assertThat(source.connections).hasValue(2);
    }

    @Test
    void aDamagedRecordIsTheTroubleOfWhoReadsItOnly() {
        source.damage(BOOKS);
        troubleOfOne();
    }

    @Test
    void aRecordThatIsDeniedIsTheTroubleOfWhoReadsItOnly() {
        source.deny(BOOKS);
        troubleOfOne();
    }

    private void troubleOfOne() {
        source.put(BOOKS, 1);
        source.put(FILMS, 1);
        Mirrors.Open open = open();
        assertThatThrownBy(() -> open.store().read(BOOKS)).hasMessageContaining("is damaged");
        source.put(FILMS, 2);
        awaitNumber(open, FILMS, 2);
        assertThatThrownBy(() -> open.store().read(BOOKS)).hasMessageContaining("is damaged");

        source.damage("");
        source.put(BOOKS, 3);
        Awaitility.await().atMost(LONG).ignoreExceptions().until(() -> number(open.store(), BOOKS) == 3);
    }

    @Test
    void whatEveryoneBeginsWithIsWatched() {
        assertThat(Mirrors.common("books/production", "books/test")).isEqualTo("books");
        assertThat(Mirrors.common("books/production", "bookshelf/production")).isEmpty();
        assertThat(Mirrors.common("books/production", "books/production")).isEqualTo("books/production");
        assertThat(Mirrors.common("", "books/production")).isEmpty();
    }

    /** Its first transaction takes until somebody says so. */
    private static final class Slow extends ForwardingStore {
        private final CountDownLatch first;

        Slow(Store store, CountDownLatch first) {
            super(store);
            this.first = first;
        }

        @Override
        public boolean commit(List<Change> changes) {
            try {
                first.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return super.commit(changes);
        }
    }
}

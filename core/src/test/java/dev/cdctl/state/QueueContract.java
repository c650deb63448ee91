package dev.cdctl.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cdctl.json.Json;
import dev.cdctl.model.Failure;
import dev.cdctl.model.Problem;
import dev.cdctl.state.Store.Change;
import dev.cdctl.state.form.QueueRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** What every {@link Locks} does with those who wait. */
abstract class QueueContract {
    protected static final String NAME = "books/production";
    private static final String QUEUE = "_waiting/" + NAME;
    private static final Duration LONG = Duration.ofSeconds(60);

    /** Locks that nobody holds, or another view of the same when they were asked for before in this test. */
    protected abstract Locks locks();

    /** The store that fences are for. */
    protected abstract Store store();

    protected static Owner owner(String who) {
        return new Owner(who, "here", 42, "deploy 1.4.2", Optional.of("https://ci.example/job/7"));
    }

    @Test
    void whoWaitsIsSeenAndComesInOrder() throws Exception {
        List<String> got = Collections.synchronizedList(new ArrayList<>());
        Lock first = locks().acquire(NAME, owner("anna"), Duration.ZERO);
        ExecutorService others = Executors.newCachedThreadPool();
        try {
            List<Told> told = List.of(new Told(), new Told(), new Told());
            List<Future<?>> waiting = new ArrayList<>();
            for (int i = 0; i < told.size(); i++) {
                waiting.add(others.submit(waiter("ben" + i, Locks.Wait.of(LONG).told(told.get(i)), got)));
                await(locks(), i + 1);
            }
            assertThat(locks().waiting(NAME))
                    .extracting(waiter -> waiter.owner().who())
                    .containsExactly("ben0", "ben1", "ben2");
            told.get(2).await("waiting for anna on here (deploy 1.4.2, https://ci.example/job/7), number 3 of 3");
            first.close();
            for (Future<?> each : waiting) {
                each.get();
            }
            assertThat(got).containsExactly("ben0", "ben1", "ben2");
            assertThat(told).allSatisfy(one -> assertThat(one.warned()).isEmpty());
        } finally {
            first.close();
            others.shutdownNow();
        }
        assertThat(locks().waiting(NAME)).isEmpty();
        assertThat(store().read(QUEUE)).isEmpty();
    }

    @Test
    void whoNeedNotWaitWritesNothingDown() {
        locks().acquire(NAME, owner("anna"), LONG).close();
        try (Lock lock = locks().acquire(NAME, owner("anna"), Duration.ZERO)) {
            assertThatThrownBy(() -> locks().acquire(NAME, owner("ben"), Duration.ZERO))
                    .isInstanceOf(Failure.class);
            assertThat(lock.token()).isPositive();
        }
        assertThat(store().all()).noneMatch(key -> key.startsWith("_waiting"));
    }

    @Test
    void whoWaitedLongEnoughLeavesNoPlace() {
        try (Lock lock = locks().acquire(NAME, owner("anna"), Duration.ZERO)) {
            Told told = new Told();
            assertThat(lock.token()).isPositive();
            assertThatThrownBy(() -> locks().acquire(
                                    NAME,
                                    owner("ben"),
                                    Locks.Wait.of(Duration.ofMillis(300)).told(told)))
                    .isInstanceOfSatisfying(
                            Failure.class, failure -> assertThat(failure.kind()).isEqualTo(Failure.Kind.REFUSED));
            assertThat(told.lines()).isNotEmpty();
            assertThat(store().read(QUEUE)).isEmpty();
        }
    }

    @Test
    void whoDiedWhileWaitingIsSteppedOverAndTakenAway() throws Exception {
        Lock first = locks().acquire(NAME, owner("anna"), Duration.ZERO);
        ExecutorService other = Executors.newSingleThreadExecutor();
        try {
            Instant old = Instant.parse("2026-01-01T00:00:00Z");
            Waiter dead = new Waiter("dead", owner("dora"), old, Optional.empty());
            QueueRecord record = new QueueRecord(List.of(new QueueRecord.Entry(1, dead, old, "")));
            assertThat(store().commit(List.of(new Change.Put(QUEUE, 0, record.toJson()))))
                    .isTrue();
            Told told = new Told();
            Future<?> waiting = other.submit(waiter("ben", Locks.Wait.of(LONG).told(told), new ArrayList<>()));
            told.await("number 1 of 1");
            assertThat(locks().waiting(NAME)).extracting(Waiter::owner).containsExactly(owner("ben"));
            first.close();
            waiting.get();
        } finally {
            first.close();
            other.shutdownNow();
        }
        assertThat(store().read(QUEUE)).isEmpty();
    }

    @Test
    void aQueueThatCannotBeReadHoldsNobodyUpAndIsLeftAsItIs() throws Exception {
        for (Json.Obj value : List.of(
                Json.object().put("format", 99).build(),
                Json.object()
                        .put("format", 1)
                        .put("waiting", Json.ofTexts(List.of("?")))
                        .build())) {
            long revision = store().read(QUEUE).map(Store.Versioned::revision).orElse(0L);
            assertThat(store().commit(List.of(new Change.Put(QUEUE, revision, value))))
                    .isTrue();
            ExecutorService other = Executors.newSingleThreadExecutor();
            Lock first = locks().acquire(NAME, owner("anna"), Duration.ZERO);
            try {
                Told told = new Told();
                Future<?> waiting =
                        other.submit(waiter("ben", Locks.Wait.of(LONG).told(told), new ArrayList<>()));
                told.await("waiting for anna");
                first.close();
                waiting.get();
                assertThat(told.warned())
                        .hasSize(1)
                        .allSatisfy(problem -> assertThat(problem.code()).isEqualTo("CD-951"));
            } finally {
                first.close();
                other.shutdownNow();
            }
            assertThat(store().read(QUEUE).orElseThrow().value()).isEqualTo(value);
            assertThatThrownBy(() -> locks().waiting(NAME)).isInstanceOf(Failure.class);
        }
    }

    @Test
    void whoGivesUpForANewerOneIsRefusedWithItsName() throws Exception {
        Lock first = locks().acquire(NAME, owner("anna"), Duration.ZERO);
        ExecutorService others = Executors.newCachedThreadPool();
        Locks.Wait newest = new Locks.Wait(LONG, Optional.empty(), (other, later) -> later, Locks.Watcher.NOBODY);
        List<String> got = Collections.synchronizedList(new ArrayList<>());
        try {
            List<Future<?>> older = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                older.add(others.submit(waiter("old" + i, newest, got)));
                await(locks(), 1);
                awaitFirst("old" + i);
            }
            Future<?> last = others.submit(waiter("new", newest, got));
            for (Future<?> each : older) {
                assertThatThrownBy(each::get).cause().isInstanceOfSatisfying(Failure.class, failure -> {
                    assertThat(failure.kind()).isEqualTo(Failure.Kind.REFUSED);
                    assertThat(failure.problems().get(0).code()).isEqualTo("CD-952");
                });
            }
            assertThatThrownBy(older.get(1)::get)
                    .cause()
                    .isInstanceOfSatisfying(
                            Failure.class,
                            failure ->
                                    assertThat(failure.problems().get(0).why()).startsWith("new on here"));
            first.close();
            last.get();
        } finally {
            first.close();
            others.shutdownNow();
        }
        assertThat(got).containsExactly("new");
        assertThat(store().read(QUEUE)).isEmpty();
    }

    private Callable<Void> waiter(String who, Locks.Wait wait, List<String> got) {
        Locks locks = locks();
        return () -> {
            try (Lock lock = locks.acquire(NAME, owner(who), wait)) {
                assertThat(lock.token()).isPositive();
                got.add(who);
                return null;
            }
        };
    }

    private static void await(Locks locks, int waiting) {
        Awaitility.await().atMost(LONG).until(() -> locks.waiting(NAME).size() == waiting);
    }

    private void awaitFirst(String who) {
        Awaitility.await()
                .atMost(LONG)
                .until(() -> locks().waiting(NAME).stream()
                        .findFirst()
                        .filter(waiter -> waiter.owner().who().equals(who))
                        .isPresent());
    }

    /** What somebody who waits was told. */
    private static final class Told implements Locks.Watcher {
        private final List<String> lines = new CopyOnWriteArrayList<>();
        private final List<Problem> warned = new CopyOnWriteArrayList<>();

        @Override
        public void waits(String text) {
            lines.add(text);
        }

        @Override
        public void warns(Problem problem) {
            warned.add(problem);
        }

        List<String> lines() {
            return lines;
        }

        List<Problem> warned() {
            return warned;
        }

        void await(String text) {
            Awaitility.await().atMost(LONG).until(() -> lines.stream().anyMatch(line -> line.contains(text)));
        }
    }
}

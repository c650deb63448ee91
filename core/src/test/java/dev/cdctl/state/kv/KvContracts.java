package dev.cdctl.state.kv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cdctl.json.Json;
import dev.cdctl.json.JsonText;
import dev.cdctl.model.Failure;
import dev.cdctl.state.Changes;
import dev.cdctl.state.ChangesContract;
import dev.cdctl.state.Journal;
import dev.cdctl.state.Journal.Phase;
import dev.cdctl.state.JournalContract;
import dev.cdctl.state.Lock;
import dev.cdctl.state.Locks;
import dev.cdctl.state.LocksContract;
import dev.cdctl.state.ShortId;
import dev.cdctl.state.Store;
import dev.cdctl.state.Store.Change;
import dev.cdctl.state.StoreContract;
import dev.cdctl.state.kv.KeyValues.Write;
import dev.cdctl.state.lease.LeasedLocks;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What every server of keys and values keeps, with what is built on it; each test has a prefix of its own. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class KvContracts {
    private String prefix = "none";

    /** A connection with a server. */
    public record Kv(KeyValues keys, Sessions sessions, Changes changes) {
        /** Its records. */
        public Store store() {
            return new KvStore(keys, new Fences());
        }
    }

    /** A connection of its own, for the keys below that prefix. */
    protected abstract Kv open(String of);

    @BeforeEach
    void choosePrefix() {
        prefix = "test/" + ShortId.random(10);
    }

    protected Kv kv() {
        return open(prefix);
    }

    static void assertFailure(ThrowingCallable call, Failure.Kind kind, String code) {
        assertThatThrownBy(call).isInstanceOfSatisfying(Failure.class, failure -> {
            assertThat(failure.problems().get(0).code()).isEqualTo(code);
            assertThat(failure.kind()).isEqualTo(kind);
        });
    }

    private static Json.Obj value(String text) {
        return Json.object().put("text", text).build();
    }

    private void write(String key, String text) {
        KeyValues keys = kv().keys();
        long revision = keys.get(key).map(KeyValues.Entry::revision).orElse(0L);
        assertThat(keys.attempt(List.of(new Write.Put(key, revision, text))))
                .isInstanceOf(KeyValues.Attempt.Done.class);
    }

    @Nested
    class Records extends StoreContract {
        @Override
        protected Store store() {
            return kv().store();
        }

        @Test
        void aNewerFormatIsRefusedUnchanged() {
            write("a/b", "{\"format\":2,\"new\":[]}");

            assertFailure(() -> store().read("a/b"), Failure.Kind.REFUSED, "CD-712");
            assertThat(kv().keys().get("a/b").orElseThrow().value()).isEqualTo("{\"format\":2,\"new\":[]}");
        }

        @Test
        void aDamagedRecordNeedsAPerson() {
            write("a/b", "{\"format\":1");

            assertFailure(() -> store().read("a/b"), Failure.Kind.NEEDS_PERSON, "CD-711");
        }

        @Test
        void whatIsTooLargeForOneTransactionIsRefusedAndNothingIsChanged() {
            Json.Obj large = value("x".repeat(kv().keys().limits().bytes()));

            assertFailure(
                    () -> store().commit(
                                    List.of(new Change.Put("a/b", 0, value("x")), new Change.Put("a/c", 0, large))),
                    Failure.Kind.FAILED,
                    "CD-707");
            assertThat(store().list("a")).isEmpty();
        }

        @Test
        void theLargestRecordOfAChangeIsToBlame() {
            int bytes = kv().keys().limits().bytes();
            List<Change> changes = List.of(
                    new Change.Check("a/moved", 0),
                    new Change.Put("a/b", 0, value("x")),
                    new Change.Put("a/c", 0, value("x".repeat(bytes))));

            assertThatThrownBy(() -> store().commit(changes)).isInstanceOfSatisfying(Failure.class, failure -> {
                assertThat(failure.problems().get(0).what()).endsWith(": a/c");
                assertThat(failure.problems().get(0).why())
                        .contains(
                                "that record has " + (bytes / 1000 + 1) + " kB", "3 parts", bytes / 1000 + " kB there");
            });
        }

        @Test
        void aRecordAsLargeAsTheStoreHasRoomForIsTaken() {
            long around = JsonText.line(value("")).length();
            Json.Obj large = value("x".repeat((int) (store().room() - around)));

            assertThat(store().commit(List.of(new Change.Put("a/b", 0, large)))).isTrue();
        }

        @Test
        void theLargestValueThatMayBeIsTaken() {
            Json.Obj large = value("x".repeat(kv().keys().limits().bytes() - 200));

            assertThat(store().commit(List.of(new Change.Put("a/b", 0, large)))).isTrue();
            assertThat(store().read("a/b").orElseThrow().value()).isEqualTo(large);
        }

        @Test
        void asManyPartsAsMayBeAreOneTransaction() {
            List<Change> all = new java.util.ArrayList<>();
            for (int i = 0; i < kv().keys().limits().writes(); i++) {
                all.add(new Change.Put("many/r" + i, 0, value("x")));
            }
            assertThat(store().commit(all)).isTrue();
            assertThat(store().list("many")).hasSize(all.size());
            all.add(new Change.Put("many/more", 0, value("x")));
            assertFailure(() -> store().commit(all), Failure.Kind.FAILED, "CD-707");
        }
    }

    @Nested
    class Holdings extends LocksContract {
        private final AtomicBoolean cancelled = new AtomicBoolean();

        @BeforeEach
        void goOn() {
            cancelled.set(false);
        }

        private Locks locks(Kv kv) {
            Fences fences = new Fences();
            Store store = new KvStore(kv.keys(), fences);
            return new LeasedLocks(store, new KvSigns(kv.keys(), kv.sessions(), fences), cancelled::get);
        }

        @Override
        protected Locks locks() {
            return locks(kv());
        }

        @Override
        protected Store store() {
            return kv().store();
        }

        @Override
        protected long acquireAndDie(String name) {
            long token = locks().acquire(name, owner("anna"), Duration.ZERO).token();
            kv().sessions().end(session(name));
            return token;
        }

        @Override
        protected void cancel() {
            cancelled.set(true);
        }

        private String session(String name) {
            Json.Obj lease = store().read(name + "/lock").orElseThrow().value();
            return lease.object("holding").orElseThrow().need("boot");
        }

        @Test
        void aHolderWhoseSessionEndedCommitsNothingAndSaysSo() {
            Kv kv = kv();
            Fences fences = new Fences();
            Store mine = new KvStore(kv.keys(), fences);
            KvSigns signs = new KvSigns(kv.keys(), kv.sessions(), fences, Duration.ofSeconds(10));
            try (Lock lock = new LeasedLocks(mine, signs, () -> false).acquire(NAME, owner("anna"), Duration.ZERO)) {
                Change.Check fence = lock.fence();
                assertThat(mine.commit(List.of(fence, new Change.Put("a/b", 0, value("one")))))
                        .isTrue();
                kv().sessions().end(session(NAME));

                assertThat(mine.commit(List.of(fence, new Change.Put("a/c", 0, value("two")))))
                        .isFalse();
                assertThat(store().read("a/c")).isEmpty();
                assertThat(locks().holder(NAME).orElseThrow().alive()).isFalse();
            }
        }

        @Test
        void neverTwoHoldersAmongCommands() throws Exception {
            int rounds = Boolean.getBoolean("cdctl.all") ? 250 : 5;
            AtomicInteger inside = new AtomicInteger();
            AtomicInteger most = new AtomicInteger();
            Callable<Boolean> contender = () -> {
                Locks mine = locks();
                for (int round = 0; round < rounds; round++) {
                    try (Lock lock = mine.acquire(NAME, owner("anna"), Duration.ofMinutes(10))) {
                        most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                        lock.step("round " + round);
                        lock.fence();
                        inside.decrementAndGet();
                    }
                }
                return true;
            };
            ExecutorService pool = Executors.newFixedThreadPool(4);
            try {
                for (Future<Boolean> each : pool.invokeAll(Collections.nCopies(4, contender))) {
                    assertThat(each.get()).isTrue();
                }
            } finally {
                pool.shutdownNow();
            }
            assertThat(most.get()).isEqualTo(1);
            Json.Obj lease = store().read(NAME + "/lock").orElseThrow().value();
            assertThat(lease.needNumber("token")).isEqualTo(4L * rounds);
        }

        @Test
        void aNewerLeaseIsRefusedUnchanged() {
            String newer = "{\"format\":1,\"transaction\":\"t\",\"value\":{\"format\":2,\"new\":[]}}";
            write(NAME + "/lock", newer);

            assertFailure(() -> locks().acquire(NAME, owner("anna"), Duration.ZERO), Failure.Kind.REFUSED, "CD-712");
            assertThat(kv().keys().get(NAME + "/lock").orElseThrow().value()).isEqualTo(newer);
        }

        @Test
        void aReleasedLockLeavesNoSignBehind() {
            locks().acquire(NAME, owner("anna"), Duration.ZERO).close();

            assertThat(kv().keys().keys(NAME + "/holders/")).isEmpty();
        }
    }

    @Nested
    class Entries extends JournalContract {
        @Override
        protected Journal journal() {
            return new KvJournal(kv().keys(), "books/production");
        }

        @Test
        void twoWhoWriteByTurnsKeepOneOrder() {
            Journal one = journal();
            Journal two = journal();
            for (int round = 0; round < 5; round++) {
                one.append(entry(Phase.INTENT, "one " + round));
                two.append(entry(Phase.DONE, "two " + round));
            }
            assertThat(journal().entries()).hasSize(10);
            assertThat(kv().store().list("books")).isEmpty();
        }

        @Test
        void aFullJournalGoesOnInAnotherVolumeAndItsTokensCountOn() {
            for (int round = 0; round < 21; round++) {
                journal().append(List.of(entry(Phase.BEGIN, "x"), entry(Phase.END, "y")));
            }
            assertThat(journal().entries()).hasSize(2);
            assertThat(kv().keys().keys("books/production/journal/")).hasSize(43);
            for (int round = 0; round < 20; round++) {
                journal().append(List.of(entry(Phase.BEGIN, "x"), entry(Phase.END, "y")));
            }
            assertThat(journal().entries()).hasSize(2);
            assertThat(kv().keys().keys("books/production/journal/")).hasSize(43);
            assertThat(kv().keys()
                            .get("books/production/journal/head.json")
                            .orElseThrow()
                            .value())
                    .contains("\"seq\":82", "\"token\":7");
        }

        @Test
        void manyAndLargeEntriesAreWrittenInSeveralTransactions() {
            List<Journal.Entry> all = new java.util.ArrayList<>();
            String text = "x".repeat(kv().keys().limits().bytes() / 90);
            for (int i = 0; i < 200; i++) {
                all.add(entry(Phase.INTENT, text + i));
            }
            journal().append(all);
            assertThat(journal().entries()).isEqualTo(all);
        }

        @Test
        void aMissingEntryNeedsAPerson() {
            for (int round = 0; round < 3; round++) {
                journal().append(entry(Phase.INTENT, "entry " + round));
            }
            String second = kv().keys().keys("books/production/journal/000001/").get(1);
            kv().keys().attempt(List.of(new Write.DeleteBelow(second)));

            assertFailure(() -> journal().entries(), Failure.Kind.NEEDS_PERSON, "CD-720");
        }

        @Test
        void aNewerHeadOrEntryIsRefusedUnchanged() {
            journal().append(entry(Phase.BEGIN, "one"));
            String entry = kv().keys().keys("books/production/journal/000001/").get(0);
            for (String key : List.of("books/production/journal/head.json", entry)) {
                String before = kv().keys().get(key).orElseThrow().value();
                write(key, "{\"format\":2,\"new\":[]}");
                assertFailure(() -> journal().entries(), Failure.Kind.REFUSED, "CD-712");
                assertThat(kv().keys().get(key).orElseThrow().value()).isEqualTo("{\"format\":2,\"new\":[]}");
                write(key, before);
            }
            write("books/production/journal/head.json", "{\"format\":2,\"new\":[]}");
            assertFailure(() -> journal().append(entry(Phase.END, "two")), Failure.Kind.REFUSED, "CD-712");
            assertThat(kv().keys().keys("books/production/journal/")).hasSize(2);
        }

        @Test
        void aForgottenJournalBeginsAnew() {
            KvJournal journal = new KvJournal(kv().keys(), "books/production");
            journal.append(entry(Phase.BEGIN, "one"));
            journal.forget();
            assertThat(kv().keys().keys("books/")).isEmpty();
            journal.append(entry(Phase.BEGIN, "two"));
            assertThat(journal().entries()).hasSize(1);
        }
    }

    @Nested
    class Watching extends ChangesContract {
        @Override
        protected Store store() {
            return kv().store();
        }

        @Override
        protected Changes changes() {
            return kv().changes();
        }
    }
}

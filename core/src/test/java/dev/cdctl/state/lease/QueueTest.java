package dev.cdctl.state.lease;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cdctl.model.Failure;
import dev.cdctl.model.Problem;
import dev.cdctl.state.Locks;
import dev.cdctl.state.MemoryStore;
import dev.cdctl.state.Owner;
import dev.cdctl.state.Store.Change;
import dev.cdctl.state.Waiter;
import dev.cdctl.state.form.QueueRecord;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Those who wait, with a clock that the test moves on. */
class QueueTest {
    private static final String NAME = "books/production";
    private static final String KEY = "_waiting/" + NAME;
    private static final Locks.Held HELD =
            new Locks.Held("h1", 1, owner("anna"), Instant.parse("2026-01-01T00:00:00Z"), "", true);

    private final MemoryStore store = new MemoryStore();
    private final List<String> told = new ArrayList<>();
    private long nanos = 1;

    private static Owner owner(String who) {
        return new Owner(who, "here", 42, "deploy", Optional.empty());
    }

    private Place place(String who) {
        return place(who, (other, later) -> false);
    }

    private Place place(String who, Locks.Manners manners) {
        Locks.Watcher watcher = new Locks.Watcher() {
            @Override
            public void waits(String text) {
                told.add(who + ": " + text);
            }

            @Override
            public void warns(Problem problem) {
                told.add(who + ": " + problem.code());
            }
        };
        Waiter waiter = new Waiter(who, owner(who), Instant.now(), Optional.empty());
        return new Place(
                NAME,
                new Queue(store, NAME, () -> nanos),
                waiter,
                new Locks.Wait(Duration.ofMinutes(1), Optional.empty(), manners, watcher));
    }

    private List<String> recorded() {
        return store
                .read(KEY)
                .map(record -> QueueRecord.from(record.value()))
                .orElse(QueueRecord.EMPTY)
                .entries()
                .stream()
                .map(entry -> entry.waiter().id())
                .toList();
    }

    private void pass(int seconds) {
        nanos += TimeUnit.SECONDS.toNanos(seconds);
    }

    @Test
    void theLineIsToldOnlyWhenItIsAnother() {
        Place ben = place("ben");
        Place cem = place("cem");
        ben.behind(HELD);
        cem.behind(HELD);
        ben.behind(HELD);
        pass(2);
        ben.behind(HELD);
        ben.behind(HELD);
        assertThat(told)
                .containsExactly(
                        "ben: waiting for anna on here (deploy), number 1 of 1",
                        "cem: waiting for anna on here (deploy), number 2 of 2",
                        "ben: waiting for anna on here (deploy), number 1 of 2");
        ben.close();
        assertThat(cem.isNext()).isTrue();
    }

    @Test
    void whoIsNotFirstLetsTheOthersGo() {
        Place ben = place("ben");
        Place cem = place("cem");
        ben.behind(HELD);
        cem.behind(HELD);
        assertThat(cem.isNext()).isFalse();
        assertThat(told).last().isEqualTo("cem: waiting for ben on here (deploy), number 2 of 2");
        assertThat(ben.isNext()).isTrue();
        ben.close();
        assertThat(cem.isNext()).isTrue();
        cem.close();
        assertThat(store.read(KEY)).isEmpty();
    }

    @Test
    void whoIsSilentForTooLongIsSteppedOverAndKeepsItsPlaceWhenItWakesUp() {
        Place ben = place("ben");
        Place cem = place("cem");
        ben.behind(HELD);
        cem.behind(HELD);
        for (int i = 0; i < 14; i++) {
            pass(1);
            cem.behind(HELD);
        }
        assertThat(cem.isNext()).as("ben is believed for 15 s").isFalse();
        pass(1);
        assertThat(cem.isNext()).isTrue();
        assertThat(recorded()).containsExactly("cem");

        ben.behind(HELD);
        assertThat(recorded()).containsExactly("ben", "cem");
        assertThat(cem.isNext()).isFalse();
    }

    @Test
    void whoRenewsIsBelievedHoweverFarItsClockIs() {
        Place ben = place("ben");
        Place cem = place("cem");
        ben.behind(HELD);
        cem.behind(HELD);
        for (int i = 0; i < 60; i++) {
            pass(1);
            ben.behind(HELD);
            cem.behind(HELD);
        }
        assertThat(cem.isNext()).isFalse();
        assertThat(recorded()).containsExactly("ben", "cem");
    }

    @Test
    void aProcessThatEndedOnThisComputerIsSteppedOverAtOnce() throws IOException, InterruptedException {
        String mine = ProcessMark.ofThis();
        Process process = new ProcessBuilder("true").start();
        process.waitFor();
        String[] words = mine.split(" ", -1);
        String ended = words[0] + " " + words[1] + " " + process.pid() + " 12345";
        assertThat(ProcessMark.isGone(mine)).isFalse();
        assertThat(ProcessMark.isGone(ended)).isTrue();
        assertThat(ProcessMark.isGone(mine + "1"))
                .as("another with the same id")
                .isTrue();
        assertThat(ProcessMark.isGone("other" + ended)).as("of another kernel").isFalse();
        assertThat(ProcessMark.isGone("")).isFalse();

        Waiter dead = new Waiter("dead", owner("dora"), Instant.now(), Optional.empty());
        QueueRecord.Entry entry = new QueueRecord.Entry(1, dead, Instant.now().plusSeconds(15), ended);
        store.commit(List.of(new Change.Put(KEY, 0, new QueueRecord(List.of(entry)).toJson())));
        Place ben = place("ben");
        ben.behind(HELD);
        assertThat(told).containsExactly("ben: waiting for anna on here (deploy), number 1 of 1");
        assertThat(recorded()).containsExactly("ben");
    }

    @Test
    void twoNeverGiveUpForEachOther() {
        Place ben = place("ben", (other, later) -> true);
        Place cem = place("cem", (other, later) -> true);
        ben.behind(HELD);
        assertThatThrownBy(() -> cem.behind(HELD))
                .isInstanceOfSatisfying(
                        Failure.class,
                        failure ->
                                assertThat(failure.problems().get(0).toString()).contains("CD-952"));
        assertThat(ben.isNext()).isTrue();
    }

    @Test
    void whatTheStoreHasIsReadAsItWasWritten() {
        Waiter waiter = new Waiter("a", owner("ben"), Instant.parse("2026-01-01T00:00:00Z"), Optional.empty());
        QueueRecord record = new QueueRecord(
                List.of(new QueueRecord.Entry(7, waiter, Instant.parse("2026-01-01T00:00:15Z"), "b ns 42 1")));
        assertThat(QueueRecord.from(record.toJson())).isEqualTo(record);
        assertThat(record.next()).isEqualTo(8);
    }
}

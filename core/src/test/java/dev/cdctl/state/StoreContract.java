package dev.cdctl.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cdctl.json.Json;
import dev.cdctl.state.Store.Change;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every {@link Store} does. */
public abstract class StoreContract {
    private static final String KEY = "books/production/decision";

    /** A store without records, or another view of the same one when it was asked for before in this test. */
    protected abstract Store store();

    @Test
    void aKeyThatWasNeverWrittenHasNoRecord() {
        assertThat(store().read(KEY)).isEmpty();
        assertThat(store().list("books")).isEmpty();
    }

    @Test
    void whatWasPutIsRead() {
        Json.Obj value = Json.object()
                .put("text", "ü \"quoted\" \u2028 \n")
                .put("number", new Json.Num("12345678901234567890.5000"))
                .put("flag", true)
                .put("nothing", new Json.Null())
                .put("list", Json.ofTexts(List.of("a", "b")))
                .put("object", Json.object().put("x", 1).build())
                .build();

        assertThat(store().commit(List.of(new Change.Put(KEY, 0, value)))).isTrue();

        assertThat(store().read(KEY).orElseThrow().value()).isEqualTo(value);
        assertThat(store().read(KEY).orElseThrow().revision()).isPositive();
    }

    @Test
    void aPutWithAnotherRevisionChangesNothing() {
        put(KEY, 1);
        long revision = revision(KEY);

        assertThat(store().commit(List.of(new Change.Put(KEY, 0, value(2))))).isFalse();
        assertThat(store().commit(List.of(new Change.Put(KEY, revision + 1, value(2)))))
                .isFalse();

        assertThat(number(KEY)).isEqualTo(1);
        assertThat(revision(KEY)).isEqualTo(revision);
    }

    @Test
    void aPutOfARecordThatIsNotThereNeedsRevisionZero() {
        assertThat(store().commit(List.of(new Change.Put(KEY, 7, value(1))))).isFalse();
        assertThat(store().read(KEY)).isEmpty();
    }

    @Test
    void theRevisionGrowsWithEveryChange() {
        put(KEY, 1);
        long first = revision(KEY);
        put(KEY, 1);

        assertThat(revision(KEY)).isGreaterThan(first);
    }

    @Test
    void aRevisionIsNeverUsedTwiceEvenAfterADelete() {
        Set<Long> seen = new HashSet<>();
        for (int round = 0; round < 5; round++) {
            put(KEY, round);
            assertThat(seen.add(revision(KEY))).isTrue();
            put(KEY, round);
            assertThat(seen.add(revision(KEY))).isTrue();
            assertThat(store().commit(List.of(new Change.Delete(KEY, revision(KEY)))))
                    .isTrue();
        }
    }

    @Test
    void aDeletedRecordIsGone() {
        put(KEY, 1);
        assertThat(store().commit(List.of(new Change.Delete(KEY, 99)))).isFalse();
        assertThat(store().commit(List.of(new Change.Delete(KEY, revision(KEY)))))
                .isTrue();

        assertThat(store().read(KEY)).isEmpty();
        assertThat(store().list("books")).isEmpty();
        assertThat(store().commit(List.of(new Change.Delete(KEY, 0)))).isTrue();
    }

    @Test
    void aTransactionHappensWhole() {
        put("a/gone", 1);
        put("a/kept", 2);

        boolean done = store().commit(List.of(
                new Change.Put("a/new", 0, value(3)),
                new Change.Put("a/kept", revision("a/kept"), value(4)),
                new Change.Delete("a/gone", revision("a/gone")),
                new Change.Check("a/missing", 0)));

        assertThat(done).isTrue();
        assertThat(store().list("a")).containsExactly("a/kept", "a/new");
        assertThat(number("a/kept")).isEqualTo(4);
        assertThat(number("a/new")).isEqualTo(3);
    }

    @Test
    void aTransactionWithOneWrongRevisionDoesNotHappenAtAll() {
        put("a/lock", 1);
        put("a/kept", 2);

        boolean done = store().commit(List.of(
                new Change.Put("a/new", 0, value(3)),
                new Change.Delete("a/kept", revision("a/kept")),
                new Change.Check("a/lock", revision("a/lock") + 1)));

        assertThat(done).isFalse();
        assertThat(store().list("a")).containsExactly("a/kept", "a/lock");
    }

    @Test
    void aCheckAloneTellsWhetherItHolds() {
        put(KEY, 1);

        assertThat(store().commit(List.of(new Change.Check(KEY, revision(KEY)))))
                .isTrue();
        assertThat(store().commit(List.of(new Change.Check(KEY, 0)))).isFalse();
        assertThat(store().commit(List.of(new Change.Check("never/written", 0))))
                .isTrue();
    }

    @Test
    void twoChangesOfOneRecordInOneTransactionAreABug() {
        List<Change> twice = List.of(new Change.Put(KEY, 0, value(1)), new Change.Put(KEY, 0, value(2)));

        assertThatThrownBy(() -> store().commit(twice)).isInstanceOf(IllegalArgumentException.class);
        assertThat(store().read(KEY)).isEmpty();
    }

    @Test
    void listFindsWhatIsBelowThePrefixSortedAndNothingElse() {
        for (String key : List.of("b/z", "b/a/deep/er", "b-x/a", "b", "ba/c", "b/a", "b/a.b_c-1")) {
            put(key, 1);
        }

        assertThat(store().list("b")).containsExactly("b/a", "b/a.b_c-1", "b/a/deep/er", "b/z");
        assertThat(store().list("b/a")).containsExactly("b/a/deep/er");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "/", "a/", "/a", "a//b", "..", "a/../b", "a/./b", ".hidden", "A", "a b", "a\\b", "ä", "a\0"})
    void whatIsNotAKeyIsRefused(String key) {
        assertThatThrownBy(() -> store().read(key)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> store().commit(List.of(new Change.Put(key, 0, value(1)))))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void manyWritersLoseNoIncrement() throws Exception {
        put(KEY, 0);
        int writers = 8;
        int rounds = 25;
        ExecutorService pool = Executors.newFixedThreadPool(writers);
        try {
            Callable<Boolean> writer = () -> {
                Store mine = store();
                for (int done = 0; done < rounds; ) {
                    Store.Versioned now = mine.read(KEY).orElseThrow();
                    Json.Obj next = value(now.value().needNumber("n") + 1);
                    done += mine.commit(List.of(new Change.Put(KEY, now.revision(), next))) ? 1 : 0;
                }
                return true;
            };
            for (Future<Boolean> each : pool.invokeAll(java.util.Collections.nCopies(writers, writer))) {
                assertThat(each.get()).isTrue();
            }
        } finally {
            pool.shutdownNow();
        }
        assertThat(number(KEY)).isEqualTo((long) writers * rounds);
    }

    @Test
    void manyAreReadTogether() {
        List<String> keys = new ArrayList<>();
        for (int n = 0; n < 130; n++) {
            String key = "many/k" + n;
            keys.add(key);
            if (n % 10 != 3) {
                put(key, n);
            }
        }

        Map<String, Store.Versioned> found = store().readAll(keys);

        assertThat(found).hasSize(117).doesNotContainKey("many/k3");
        assertThat(found)
                .containsEntry("many/k1", store().read("many/k1").orElseThrow())
                .containsEntry("many/k129", store().read("many/k129").orElseThrow());
        assertThat(store().readAll(List.of())).isEmpty();
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

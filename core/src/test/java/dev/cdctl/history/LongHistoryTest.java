package dev.cdctl.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cdctl.history.Deployment.Kind;
import dev.cdctl.history.Deployment.Outcome;
import dev.cdctl.json.Json;
import dev.cdctl.json.JsonText;
import dev.cdctl.model.Colour;
import dev.cdctl.model.Digest;
import dev.cdctl.model.Failure;
import dev.cdctl.model.Name;
import dev.cdctl.model.Problem;
import dev.cdctl.model.Release;
import dev.cdctl.model.Version;
import dev.cdctl.state.CountingStore;
import dev.cdctl.state.MemoryStore;
import dev.cdctl.state.Recorded;
import dev.cdctl.state.Store;
import dev.cdctl.state.Store.Change;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LongHistoryTest {
    private static final String PREFIX = "books/production";
    private static final String INDEX = PREFIX + "/deployments";
    /** What one transaction takes in Consul. */
    private static final int LARGEST = 370_000;

    private final MemoryStore memory = new MemoryStore();
    private final Server store = new Server(memory);
    private final History history = new History(store, PREFIX);

    /** Counts questions, refuses what is too large, and dies when it is told to. */
    private static final class Server extends CountingStore {
        private int commitsLeft = Integer.MAX_VALUE;

        Server(MemoryStore memory) {
            super(memory);
        }

        @Override
        public boolean commit(List<Change> changes) {
            int bytes = changes.stream()
                    .filter(Change.Put.class::isInstance)
                    .mapToInt(change ->
                            JsonText.line(((Change.Put) change).value()).length())
                    .sum();
            if (bytes > LARGEST || commitsLeft-- <= 0) {
                throw Failure.failed(Problem.of("CD-707", "too large, or killed"));
            }
            return super.commit(changes);
        }
    }

    @Test
    void aHistoryThatOneRecordCannotTakeAnyMoreGoesOn() {
        List<String> ids =
                IntStream.range(0, 16_200).mapToObj(LongHistoryTest::id).toList();
        put(INDEX, Json.object().put("format", 1).put("ids", Json.ofTexts(ids)).build());

        history.add(entry("last", Kind.DEPLOY, Outcome.LIVE, "last"));

        assertThat(history.latest(1)).extracting(Deployment::id).containsExactly("last");
        assertThat(order())
                .hasSize(16_201)
                .startsWith(ids.get(0))
                .endsWith("last")
                .containsSubsequence(ids);
        for (String key : memory.list(INDEX)) {
            assertThat(size(key)).as(key).isLessThan(20_000);
        }
        assertThat(size(INDEX)).isLessThan(20_000);
    }

    @Test
    void aHistoryOfOneRecordStaysOneUntilItIsLong() {
        put(
                INDEX,
                Json.object()
                        .put("format", 1)
                        .put("ids", Json.ofTexts(List.of("e0")))
                        .build());
        deploy(1, 400);

        assertThat(value(INDEX).number("format")).contains(1L);
        assertThat(value(INDEX).texts("ids")).hasSize(401).startsWith("e0", "e1");
        assertThat(value(INDEX + "/e400").number("format")).contains(1L);
    }

    @Test
    void whatADeploymentBeganWithIsReadOnceAndSaysNothingOfItsEnd() {
        deploy(1, 1);
        Deployment began = history.begun("e1").orElseThrow();
        history.update(began.ended(Outcome.LIVE, Instant.parse("2026-01-02T03:04:06Z")));
        store.countAnew();

        assertThat(history.begun("e1")).contains(began);
        assertThat(began.outcome()).isEqualTo(Outcome.OPEN);
        assertThat(store.questions()).isZero();
        assertThat(history.find("e1").orElseThrow().outcome()).isEqualTo(Outcome.LIVE);
        assertThat(new History(store, PREFIX).begun("e1")).contains(began);
        assertThat(history.begun("unknown")).isEmpty();
    }

    @Test
    void whoeverDoesNotKnowOfBlocksIsRefusedByTheLatestEntry() {
        deploy(1, 1200);
        Deployment last = history.latest(1).get(0);
        history.update(last.ended(Outcome.LIVE, Instant.parse("2026-01-02T03:04:06Z")));

        assertThat(value(INDEX).number("format")).contains(2L);
        assertThat(order()).hasSize(1200).startsWith("e1", "e2").endsWith("e1200");
        String key = INDEX + "/" + last.id();
        assertThatThrownBy(() -> Recorded.read(key, value(key), 1, Deployment::from))
                .isInstanceOf(Failure.class)
                .hasMessageContaining("needs a newer cdctl");
        assertThat(history.find(last.id()).orElseThrow().ended()).isPresent();
    }

    @Test
    void anIndexOfANewerFormatIsRefusedUnchanged() {
        Json.Obj newer = Json.object()
                .put("format", 3)
                .put("ids", Json.ofTexts(List.of("e0")))
                .build();
        put(INDEX, newer);

        assertThatThrownBy(() -> history.add(entry("e1", Kind.DEPLOY, Outcome.OPEN, "e1")))
                .isInstanceOf(Failure.class)
                .hasMessageContaining("needs a newer cdctl");
        assertThat(memory.all()).containsExactly(INDEX);
        assertThat(value(INDEX)).isEqualTo(newer);
    }

    @Test
    void aBlockThatIsMissingIsToldAndNotPassedOver() {
        deploy(1, 600);
        String block = memory.list(INDEX).get(0);
        memory.commit(List.of(
                new Change.Delete(block, memory.read(block).orElseThrow().revision())));

        assertThat(history.latest(300)).hasSize(300);
        assertThatThrownBy(() -> history.latest(600))
                .isInstanceOf(Failure.class)
                .hasMessageContaining("deployments/_000001");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6})
    void aKillBetweenTwoChangesLosesNoEntry(int changes) {
        List<String> ids =
                IntStream.range(0, 1300).mapToObj(LongHistoryTest::id).toList();
        put(INDEX, Json.object().put("format", 1).put("ids", Json.ofTexts(ids)).build());
        store.commitsLeft = changes;
        boolean killed = false;
        try {
            history.add(entry("killed", Kind.DEPLOY, Outcome.OPEN, "killed"));
        } catch (Failure e) {
            killed = true;
        }
        store.commitsLeft = Integer.MAX_VALUE;
        List<String> then = order();
        history.add(entry("next", Kind.DEPLOY, Outcome.OPEN, "next"));

        List<String> expected = new ArrayList<>(ids);
        assertThat(then).startsWith(ids.get(0)).hasSize(killed ? 1300 : 1301);
        if (!killed) {
            expected.add("killed");
        }
        expected.add("next");
        assertThat(order()).isEqualTo(expected);
    }

    @Test
    void aRollbackAmongThousandsAsksFewQuestions() {
        deploy(1, 3000);
        store.countAnew();

        assertThat(history.lastGood("e3000").orElseThrow().id()).isEqualTo("e2999");
        assertThat(store.questions()).isLessThanOrEqualTo(3);
        store.countAnew();
        assertThat(history.left("e3000")).isEmpty();
        assertThat(store.questions()).isLessThanOrEqualTo(2);
        store.countAnew();
        assertThat(history.latest(20)).hasSize(20);
        assertThat(store.questions()).isLessThanOrEqualTo(2);
        store.countAnew();
        assertThat(history.latestFirst().filter(entry -> entry.id().equals("never")))
                .isEmpty();
        assertThat(store.questions()).isLessThanOrEqualTo(3000 / 64 + 3000 / 250 + 8);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
    void whatARollbackGoesToIsTheSameHoweverMuchIsRead(int seed) {
        Random random = new Random(seed);
        List<Deployment> all = new ArrayList<>();
        for (int i = 1; i <= 150; i++) {
            Deployment next = any(random, all, "e" + i);
            history.add(next);
            all.add(next);
            String live = all.stream()
                    .filter(entry -> entry.outcome() == Outcome.LIVE)
                    .reduce((a, b) -> b)
                    .map(Deployment::placed)
                    .orElse("");
            assertThat(history.lastGood(live)).as("entry %s", i).isEqualTo(bySight(all, live));
            assertThat(history.lastGood("never")).isEqualTo(bySight(all, "never"));
        }
    }

    private Optional<Deployment> bySight(List<Deployment> all, String live) {
        Optional<Identity> now = history.find(live).map(Deployment::identity);
        return Trail.of(all, true).before(live).stream()
                .map(entry -> history.find(entry.placed()).orElse(entry))
                .filter(entry -> now.isEmpty() || !entry.identity().sameAs(now.get()))
                .findFirst();
    }

    private static Deployment any(Random random, List<Deployment> all, String id) {
        int what = all.isEmpty() ? 0 : random.nextInt(6);
        if (what < 2) {
            return entry(id, Kind.DEPLOY, random.nextInt(4) > 0 ? Outcome.LIVE : Outcome.FAILED, id);
        }
        // Mostly near, sometimes far.
        int back = random.nextInt(4) > 0 ? random.nextInt(4) : random.nextInt(all.size());
        Deployment then = all.get(Math.max(0, all.size() - 1 - back));
        return switch (what) {
            case 2, 3 -> like(id, Kind.FLIP, then, then.placed());
            case 4 -> like(id, Kind.ROLLBACK, then, then.placed());
            default -> like(id, Kind.ROLLBACK, then, id);
        };
    }

    private void deploy(int first, int last) {
        for (int i = first; i <= last; i++) {
            history.add(entry("e" + i, Kind.DEPLOY, Outcome.LIVE, "e" + i));
        }
    }

    private List<String> order() {
        List<String> order = new ArrayList<>();
        new Index(memory, INDEX).latestFirst().forEachRemaining(id -> order.add(0, id));
        return order;
    }

    private Json.Obj value(String key) {
        return memory.read(key).orElseThrow().value();
    }

    private int size(String key) {
        return JsonText.line(value(key)).length();
    }

    private void put(String key, Json.Obj value) {
        assertThat(memory.commit(List.of(new Change.Put(
                        key, memory.read(key).map(Store.Versioned::revision).orElse(0L), value))))
                .isTrue();
    }

    /** As long as those that are given. */
    private static String id(int number) {
        return "e" + (100_000 + number) + "-2026-01-02-aa".substring(0, 13);
    }

    private static Deployment like(String id, Kind kind, Deployment then, String placed) {
        return made(id, kind, Outcome.LIVE, placed, then.identity());
    }

    private static Deployment entry(String id, Kind kind, Outcome outcome, String placed) {
        Json.Obj run = Json.object().put("command", "./start.sh").build();
        return made(id, kind, outcome, placed, new Identity(Digest.of(id), run, Digest.of(""), Map.of()));
    }

    private static Deployment made(String id, Kind kind, Outcome outcome, String placed, Identity identity) {
        return new Deployment(
                id,
                kind,
                new Release(new Name("books"), new Version("1.0"), Optional.empty(), identity.release()),
                Colour.BLUE,
                placed,
                Optional.empty(),
                new Caller("ana", "build7", Optional.empty()),
                Instant.parse("2026-01-02T03:04:05Z"),
                Optional.empty(),
                outcome,
                List.of(),
                identity);
    }
}

package dev.cdctl.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cdctl.engine.Event;
import dev.cdctl.engine.FaultPoints;
import dev.cdctl.json.Json;
import dev.cdctl.model.Colour;
import dev.cdctl.model.Failure;
import dev.cdctl.model.Name;
import dev.cdctl.state.Store.Change;
import dev.cdctl.sync.SyncReport.Standing;
import dev.cdctl.sync.metrics.Metrics;
import dev.cdctl.traffic.Decision;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The store at one end, a router at the other, and what happens to what is in between. */
class FollowerTest {
    private static final Name LB1 = new Name("lb1");
    private Bench bench = new Bench(Path.of("/nowhere"));

    @BeforeEach
    void set(@TempDir Path folder) {
        bench.close();
        bench = new Bench(folder);
    }

    @AfterEach
    void clear() {
        bench.close();
    }

    @Test
    void aDecisionIsAppliedProvenKeptAndReported() {
        Decision decided = bench.decide(1, Colour.BLUE);

        bench.follower("a").once();

        assertThat(bench.router.observe()).contains(decided);
        assertThat(bench.router.route().orElseThrow().instances()).isEqualTo(Bench.BOTH);
        assertThat(bench.report().served()).contains(decided);
        assertThat(bench.report().proven())
                .isNotEmpty()
                .isEqualTo(bench.report().tried());
        assertThat(bench.report().error()).isEmpty();
        assertThat(bench.file).content().contains("\"generation\" : 1");
    }

    @Test
    void whatWasNotDecidedYetIsReportedAsNothing() {
        bench.follower("a").once();

        assertThat(bench.report().served()).isEmpty();
        assertThat(bench.router.applied()).isEmpty();
    }

    @Test
    void aCommandReturnsWhenItsDecisionWasProven() {
        bench.start("a");
        for (int generation = 1; generation <= 20; generation++) {
            Decision decided = bench.decide(generation, generation % 2 == 0 ? Colour.BLUE : Colour.GREEN);
            bench.synced.apply(bench.route(Bench.BOTH), decided);
            assertThat(bench.served()).isEqualTo(generation);
            assertThat(bench.synced.observe()).contains(decided);
            assertThat(bench.synced.mayServe(decided.baseline())).isTrue();
            assertThat(bench.synced.mayServe(decided.baseline().other())).isFalse();
        }
        assertThat(bench.router.applied()).as("each once").doesNotHaveDuplicates();
    }

    @Test
    void otherAddressesOfTheSameDecisionAreAppliedToo() {
        bench.start("a");
        Decision decided = bench.decide(1, Colour.BLUE);
        bench.synced.apply(bench.route(Bench.BOTH), decided);

        bench.synced.apply(
                bench.route(Map.of(Colour.BLUE, List.of(Bench.BLUE, Bench.GREEN), Colour.GREEN, List.of())), decided);

        assertThat(bench.router.route().orElseThrow().instances().get(Colour.BLUE))
                .containsExactly(Bench.BLUE, Bench.GREEN);
    }

    @Test
    void aStoppedServiceIsClosedAndOpenedAgain() {
        bench.start("a");
        Decision decided = bench.decide(1, Colour.BLUE);
        bench.synced.apply(bench.route(Bench.BOTH), decided);

        bench.synced.apply(bench.route(Map.of()), decided);
        assertThat(bench.router.route().orElseThrow().instances()).isEmpty();
        assertThat(bench.synced.mayServe(Colour.BLUE)).isFalse();

        bench.synced.apply(bench.route(Bench.BOTH), decided);
        assertThat(bench.router.route().orElseThrow().instances()).isEqualTo(Bench.BOTH);
    }

    @Test
    void anEmptyUpstreamNeverReplacesAFullOne() {
        bench.decide(1, Colour.BLUE);
        bench.follower("a").once();
        bench.store.commit(
                List.of(new Change.Delete("books/production/routing", revision("books/production/routing"))));

        assertThatThrownBy(() -> bench.follower("b").once()).hasMessageContaining("CD-948");

        assertThat(bench.router.route().orElseThrow().instances()).isEqualTo(Bench.BOTH);
        assertThat(bench.report().error()).contains("CD-945");
        assertThat(bench.report().generation()).isEqualTo(1);
        assertThat(bench.report().proven()).isEmpty();
    }

    @Test
    void aStoreThatLostEverythingTakesNothingFromUsers() {
        bench.decide(1, Colour.BLUE);
        bench.follower("a").once();
        bench.store.commit(List.of(
                new Change.Delete("books/production/decision", revision("books/production/decision")),
                new Change.Delete("books/production/routing", revision("books/production/routing"))));

        bench.follower("b").once();

        assertThat(bench.served()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"sync.intent", "sync.effect", "sync.proven", "sync.kept"})
    void aKillAtAnyStepIsMadeUpForByTheNextProcess(String point) {
        bench.decide(1, Colour.BLUE);
        bench.follower("a").once();
        Decision decided = bench.decide(2, Colour.GREEN);
        FaultPoints kill = FaultPoints.at(point, () -> {
            throw new Killed();
        });

        assertThatThrownBy(() -> bench.follower("b", kill).once()).isInstanceOf(Killed.class);
        assertThat(bench.report().generation())
                .as("what was reported is what was served")
                .isEqualTo(1);
        assertThat(bench.synced.mayServe(Colour.BLUE)).isTrue();
        assertThat(bench.synced.mayServe(Colour.GREEN)).isTrue();

        bench.follower("c").once();
        assertThat(bench.router.observe()).contains(decided);
        assertThat(bench.report().served()).contains(decided);
        assertThat(bench.synced.mayServe(Colour.BLUE)).isFalse();
    }

    private static final class Killed extends Error {
        private static final long serialVersionUID = 1L;
    }

    @Test
    void withoutTheStoreTheRouterServesOnAndIsBroughtToWhatItServedBefore() throws Exception {
        bench.decide(1, Colour.BLUE);
        bench.follower("a").once();
        bench.router.remove();
        bench.away.set(true);

        Future<?> following = bench.start("b");
        await(() -> bench.served() == 1);
        bench.decide(2, Colour.GREEN);
        assertThat(bench.served()).isEqualTo(1);

        bench.away.set(false);
        await(() -> bench.served() == 2 && bench.report().generation() == 2);
        assertThat(following.isDone()).isFalse();
        assertThat(texts()).anyMatch(text -> text.contains("answers again"));
    }

    @Test
    void aFullDiskBesideTheRouterIsToldAndTheRouterFollowsAllTheSame(@TempDir Path folder) throws IOException {
        bench.file = Files.writeString(folder.resolve("no-folder"), "").resolve("state.json");
        bench.decide(1, Colour.BLUE);

        bench.follower("a").once();

        assertThat(bench.report().generation()).isEqualTo(1);
        assertThat(bench.report().proven()).isNotEmpty();
        assertThat(texts()).anyMatch(text -> text.contains("CD-946"));
    }

    @Test
    void aDamagedFileBesideTheRouterIsWrittenAnewAndANewerOneIsNotTouched() throws IOException {
        Files.createDirectories(bench.file.getParent());
        Files.writeString(bench.file, "{\"format\":1,");
        bench.decide(1, Colour.BLUE);
        bench.follower("a").once();
        assertThat(bench.file).content().contains("\"generation\" : 1");

        String newer = "{\"format\":2}";
        Files.writeString(bench.file, newer);
        assertThatThrownBy(() -> bench.follower("b").once()).hasMessageContaining("CD-712");
        assertThat(bench.file).hasContent(newer);
    }

    @Test
    void whatTheRouterRefusesIsReportedAndTheCommandHearsItAtOnce() {
        bench.start("a");
        bench.synced.apply(bench.route(Bench.BOTH), bench.decide(1, Colour.BLUE));
        bench.router.refuse(2);
        Decision second = bench.decide(2, Colour.GREEN);

        assertThatThrownBy(() -> bench.synced.apply(bench.route(Bench.BOTH), second))
                .isInstanceOfSatisfying(Failure.class, failure -> {
                    assertThat(failure.kind()).isEqualTo(Failure.Kind.NEEDS_PERSON);
                    assertThat(failure.problems().get(0).code()).isEqualTo("CD-941");
                    assertThat(failure.problems().get(0).why()).contains("lb1", "generation 1", "CD-602");
                });
        assertThat(bench.report().generation()).isEqualTo(1);

        bench.synced.apply(bench.route(Bench.BOTH), bench.decide(3, Colour.BLUE));
        assertThat(bench.served()).isEqualTo(3);
    }

    @Test
    void whatWasMendedIsTriedAsSoonAsACommandAsksForItAgain() {
        bench.start("a");
        bench.synced.apply(bench.route(Bench.BOTH), bench.decide(1, Colour.BLUE));
        bench.router.refuse(2);
        Decision second = bench.decide(2, Colour.GREEN);
        for (int i = 0; i < 4; i++) {
            assertThatThrownBy(() -> bench.synced.apply(bench.route(Bench.BOTH), second))
                    .hasMessageContaining("CD-941");
        }
        bench.router.refuse(0);

        bench.synced.apply(bench.route(Bench.BOTH), second);

        assertThat(bench.served()).isEqualTo(2);
        assertThat(bench.report().error()).isEmpty();
    }

    @Test
    void whoSaysNothingIsNamedAndMayServeAnything() {
        bench.decide(1, Colour.BLUE);
        bench.follower("a").once();
        Decision second = bench.decide(2, Colour.GREEN);

        assertThatThrownBy(() -> bench.synced.apply(bench.route(Bench.BOTH), second))
                .hasMessageContaining("CD-941");
        assertThat(bench.synced.mayServe(Colour.BLUE)).isTrue();
        assertThat(bench.synced.mayServe(Colour.GREEN)).isTrue();
    }

    @Test
    void aRouterThatNeverReportedOrWasStoppedIsFoundBeforeAnythingIsStarted() {
        assertThatThrownBy(() -> bench.synced.check(bench.route(Bench.BOTH)))
                .hasMessageContaining("CD-940")
                .isInstanceOfSatisfying(
                        Failure.class, failure -> assertThat(failure.kind()).isEqualTo(Failure.Kind.UNREACHABLE));
        bench.follower("a").once();
        assertThat(bench.report().standing()).isEqualTo(Standing.STOPPED);
        assertThatThrownBy(() -> bench.synced.check(bench.route(Bench.BOTH)))
                .isInstanceOfSatisfying(
                        Failure.class,
                        failure -> assertThat(failure.problems().get(0).why()).contains("stopped on here"));

        bench.start("b");
        await(() -> bench.report().standing() == Standing.FOLLOWS);
        bench.synced.check(bench.route(Bench.BOTH));
    }

    @Test
    void aRouterThatIsGoneIsNotWaitedForUntilItReportsAgain() {
        bench.decide(1, Colour.BLUE);
        bench.follower("a").once();
        Decision second = bench.decide(2, Colour.GREEN);

        assertThat(new Reports(bench.store, "books/production").forget(LB1, "ana"))
                .isTrue();
        bench.synced.check(bench.route(Bench.BOTH));
        bench.synced.apply(bench.route(Bench.BOTH), second);
        assertThat(bench.synced.mayServe(Colour.BLUE)).isFalse();
        assertThat(new Reports(bench.store, "books/production").forget(new Name("lb9"), "ana"))
                .isFalse();

        bench.start("b");
        await(() -> !bench.report().isGone() && bench.report().generation() == 2);
    }

    @Test
    void twoProcessesOfOneNameAreNotedAndTheEarlierOneEnds() throws Exception {
        bench.decide(1, Colour.BLUE);
        Future<?> first = bench.start("a");
        await(() -> bench.synced.report().isPresent());
        bench.start("b");
        await(() -> bench.report().life().equals("b"));
        bench.decide(2, Colour.GREEN);

        assertThatThrownBy(() -> first.get(30, TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class)
                .hasMessageContaining("CD-944");
        await(() -> bench.report().generation() == 2);
    }

    @Test
    void anEnvironmentThatIsRemovedIsForgottenAndCanBeginAnew() {
        bench.start("a");
        bench.synced.apply(bench.route(Bench.BOTH), bench.decide(7, Colour.BLUE));

        bench.synced.remove();
        assertThat(bench.router.observe()).isEmpty();
        assertThat(bench.file).doesNotExist();
        bench.store.commit(
                List.of(new Change.Delete("books/production/decision", revision("books/production/decision"))));

        bench.synced.apply(bench.route(Bench.BOTH), bench.decide(1, Colour.GREEN));
        assertThat(bench.served()).isEqualTo(1);
    }

    @Test
    void whoIsLateWithAnOlderDecisionChangesNothing() {
        bench.start("a");
        Decision first = bench.decide(1, Colour.BLUE);
        bench.synced.apply(bench.route(Bench.BOTH), first);
        Decision second = bench.decide(2, Colour.GREEN);
        bench.synced.apply(bench.route(Bench.BOTH), second);

        new Truth(bench.store, Bench.PLACE).settle(first, Map.of());
        bench.synced.apply(bench.route(Bench.BOTH), second);

        assertThat(bench.router.applied()).containsExactly(1L, 2L);
    }

    @Test
    void aReportOfANewerFormatIsRefused() {
        bench.decide(1, Colour.BLUE);
        Json.Obj newer = Json.object().put("format", 2).build();
        bench.store.commit(List.of(new Change.Put(Bench.PLACE.key(), 0, newer)));

        assertThatThrownBy(() -> bench.synced.report()).hasMessageContaining("CD-712");
        assertThatThrownBy(() -> bench.follower("a").once()).hasMessageContaining("CD-712");
        assertThat(bench.store.read(Bench.PLACE.key()).orElseThrow().value()).isEqualTo(newer);
    }

    @Test
    void figuresAreToldToPrometheus() {
        bench.decide(3, Colour.BLUE);
        Follower follower = bench.follower("a");
        follower.once();

        String text = Metrics.text(List.of(follower.figures()), 2);

        String labels = "{router=\"lb1\",service=\"books\",environment=\"production\"}";
        assertThat(text)
                .contains("cdctl_sync_generation_served" + labels + " 3\n")
                .contains("cdctl_sync_generation_wanted" + labels + " 3\n")
                .contains("cdctl_sync_proven" + labels + " 1\n")
                .contains("cdctl_sync_applies_total" + labels + " 1\n")
                .contains("cdctl_sync_failures_total" + labels + " 0\n")
                .contains("cdctl_sync_answers" + labels + " 1\n")
                .contains("cdctl_sync_follows" + labels + " 1\n")
                .contains("cdctl_sync_pipelines_unreadable 2\n")
                .contains("# TYPE cdctl_sync_store_contact_seconds gauge\n");
    }

    @Test
    void aStoreThatSaysNothingHoldsUpNoEnd() throws Exception {
        bench.decide(1, Colour.BLUE);
        Future<?> following = bench.start("a");
        await(() -> bench.synced.report().isPresent() && bench.report().generation() == 1);
        bench.freeze();
        await(() -> bench.asked() > 0);

        bench.stop();

        following.get(10, TimeUnit.SECONDS);
        assertThat(texts()).anyMatch(text -> text.contains("was not told that books in production is not followed"));
        assertThat(bench.report().standing()).isEqualTo(Standing.FOLLOWS);
    }

    private long revision(String key) {
        return bench.store.read(key).orElseThrow().revision();
    }

    private List<String> texts() {
        return bench.events.stream().map(FollowerTest::text).toList();
    }

    private static String text(Event event) {
        return event instanceof Event.Warning warning ? warning.problem().toString() : event.toString();
    }

    private static void await(BooleanSupplier condition) {
        long limit = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("30 s").isLessThan(limit);
            LockSupport.parkNanos(5_000_000);
        }
    }
}

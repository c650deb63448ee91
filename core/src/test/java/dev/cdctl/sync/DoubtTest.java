package dev.cdctl.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cdctl.engine.Cancel;
import dev.cdctl.json.Json;
import dev.cdctl.model.Colour;
import dev.cdctl.model.Failure;
import dev.cdctl.model.Problem;
import dev.cdctl.sync.metrics.Metrics;
import dev.cdctl.traffic.Decision;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is said of a router that is off, cannot follow, or has no process: by its report, and by who reads that. */
class DoubtTest {
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
    void aProxyThatStaysOffServesNothingWhateverLiesInItsFiles() {
        bench.decide(4, Colour.BLUE);
        bench.router.off();
        Follower follower = bench.follower("a");
        assertThatThrownBy(follower::once).hasMessageContaining("CD-948");

        assertThat(bench.served()).as("in its files").isEqualTo(4);
        SyncReport report = bench.report();
        assertThat(report.answers()).isFalse();
        assertThat(report.generation()).isZero();
        assertThat(report.toJson().number("generation")).contains(0L);
        assertThat(report.toJson().get("answers")).contains(Json.of(false));
        assertThat(bench.synced.observe()).isEmpty();
        assertThat(bench.synced.mayServe(Colour.BLUE)).as("when it is started").isTrue();
        assertThat(Metrics.text(List.of(follower.figures()), 0))
                .containsPattern("cdctl_sync_generation_wanted\\{.*} 4\n")
                .containsPattern("cdctl_sync_generation_served\\{.*} 0\n")
                .containsPattern("cdctl_sync_answers\\{.*} 0\n");
    }

    @Test
    void aReportOfAnOlderCdctlIsOfOneThatAnswers() {
        bench.decide(1, Colour.BLUE);
        bench.follower("a").once();
        Map<String, Json> members = new LinkedHashMap<>(bench.report().toJson().members());
        members.remove("answers");

        assertThat(SyncReport.from(new Json.Obj(members)).answers()).isTrue();
        assertThat(SyncReport.from(new Json.Obj(members)).generation()).isEqualTo(1);
    }

    @Test
    void aProxyThatIsOffIsFoundOutBeforeAnythingIsDecidedAndAskedAgainWhenItMayBeMended() {
        bench.start("a");
        bench.synced.apply(bench.route(Bench.BOTH), bench.decide(1, Colour.BLUE));
        bench.router.off();
        Decision second = bench.decide(2, Colour.GREEN);
        assertThatThrownBy(() -> bench.synced.apply(bench.route(Bench.BOTH), second))
                .isInstanceOfSatisfying(
                        Failure.class,
                        failure -> assertThat(failure.problems().get(0).why())
                                .contains("router lb1 on here does not answer, last heard at "));

        assertUnable("does not answer", "CD-660", "connection refused");
        assertThat(bench.synced.doubt()).map(Problem::code).contains("CD-985");
        bench.router.on();
        bench.synced.check(bench.route(Bench.BOTH));

        assertThat(bench.report().generation()).isEqualTo(2);
        assertThat(bench.synced.doubt()).isEmpty();
    }

    @Test
    void aProxyThatCouldNotServeIsFoundOutBeforeTheFirstDecision() {
        bench.router.unfit(Optional.of(Problem.of("CD-650", "no process of it was found")));
        bench.start("a");
        soon().until(() -> bench.synced.report().isPresent());

        assertUnable("CD-650", "no process of it was found");
        assertThat(bench.router.applied()).isEmpty();
        bench.router.unfit(Optional.empty());
        bench.synced.check(bench.route(Bench.BOTH));

        bench.synced.apply(bench.route(Bench.BOTH), bench.decide(1, Colour.BLUE));
        assertThat(bench.report().error()).isEmpty();
    }

    @Test
    void whatInstancesDoNotAnswerHindersNoDeploymentThatMendsIt() {
        bench.router.breakInstances(true);
        bench.start("a");
        assertThatThrownBy(() -> bench.synced.apply(bench.route(Bench.BOTH), bench.decide(1, Colour.BLUE)))
                .hasMessageContaining("CD-941");

        bench.synced.check(bench.route(Bench.BOTH));
        assertThat(bench.report().answers()).isTrue();
        assertThat(bench.synced.doubt())
                .map(Problem::why)
                .hasValueSatisfying(why -> assertThat(why).contains("502"));
    }

    @Test
    void aProcessThatDiedIsSilentAndOneThatWasStoppedIsStopped() {
        SyncedRouter hurried = hurried();
        assertThat(hurried.doubt()).map(Problem::why).contains("it has never reported");
        bench.decide(1, Colour.BLUE);
        bench.follower("a").once();
        assertThat(hurried.doubt())
                .map(Problem::why)
                .hasValueSatisfying(why -> assertThat(why).startsWith("it was stopped on here at "));

        assertThat(hurried.silence()).isEmpty();
        heard(SyncReport.Standing.FOLLOWS, Instant.now().minusSeconds(24));

        assertThat(hurried.silence().orElseThrow()).isBetween(Duration.ofSeconds(24), Duration.ofSeconds(60));
        assertThat(hurried.doubt()).map(Problem::code).contains("CD-940");
        heard(SyncReport.Standing.FOLLOWS, Instant.now());
        assertThat(hurried.silence()).isEmpty();
        assertThat(hurried.doubt()).isEmpty();
    }

    @Test
    void whatIsDecidedAndNotProvenIsInDoubtUntilItIs() {
        bench.decide(1, Colour.BLUE);
        bench.follower("a").once();
        heard(SyncReport.Standing.FOLLOWS, Instant.now());
        assertThat(bench.synced.doubt()).isEmpty();

        bench.decide(2, Colour.GREEN);
        assertThat(bench.synced.doubt())
                .map(Problem::what)
                .hasValueSatisfying(what -> assertThat(what).contains("has not confirmed generation 2"));
    }

    private void assertUnable(String... words) {
        assertThatThrownBy(() -> bench.synced.check(bench.route(Bench.BOTH)))
                .isInstanceOfSatisfying(Failure.class, failure -> {
                    assertThat(failure.kind()).isEqualTo(Failure.Kind.UNREACHABLE);
                    assertThat(failure.problems().get(0).code()).isEqualTo("CD-985");
                    assertThat(failure.problems().get(0).why()).contains(words);
                });
    }

    /** Does not wait for another report. */
    private SyncedRouter hurried() {
        Cancel over = new Cancel();
        over.request("nobody waits");
        return new SyncedRouter(Bench.PLACE, new SyncedRouter.Means(bench.store, bench.store, over));
    }

    private void heard(SyncReport.Standing standing, Instant at) {
        SyncReport last = bench.report();
        SyncReport said = new SyncReport(
                last.router(),
                standing,
                last.life(),
                last.host(),
                last.served(),
                last.answers(),
                last.proven(),
                last.tried(),
                last.error(),
                last.traffic(),
                last.since(),
                at);
        Reports.write(bench.store, Bench.PLACE.key(), before -> {}, () -> said);
    }

    private static ConditionFactory soon() {
        return Awaitility.await().atMost(Duration.ofSeconds(30)).pollDelay(Duration.ZERO);
    }
}

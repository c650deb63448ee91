package dev.cdctl.operate.change;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cdctl.deploy.Retirement;
import dev.cdctl.deploy.machine.Instance.Slot;
import dev.cdctl.engine.Event;
import dev.cdctl.history.Deployment;
import dev.cdctl.model.Colour;
import dev.cdctl.model.Failure;
import dev.cdctl.model.Name;
import dev.cdctl.model.Problem;
import dev.cdctl.model.Version;
import dev.cdctl.operate.look.Forecast;
import dev.cdctl.operate.look.Status;
import dev.cdctl.state.Store.Change;
import dev.cdctl.state.Store.Versioned;
import dev.cdctl.traffic.Decision;
import dev.cdctl.version.source.ResolvedVersion;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DriftTest {
    private static final String DECISION = "books/production/decision";

    private Stage stage = new Stage(Path.of("/nowhere"));

    @BeforeEach
    void set(@TempDir Path folder) {
        stage = new Stage(folder);
    }

    @AfterEach
    void clear() {
        stage.close();
    }

    @Test
    void aRouterThatServesANewerDecisionStopsEveryChange() {
        lostState();

        assertRefused(() -> stage.deploy("1.2.0"));
        assertRefused(() -> stage.flip(Colour.BLUE));
        assertRefused(() -> stage.rollback());
        assertRefused(() -> new Power(stage.means()).up());
        assertRefused(() -> new Resume(stage.means()).run(Optional.empty()));
        assertThat(stage.served()).isEqualTo("1.1.0");
        assertThat(Status.of(stage.means()).differences()).anySatisfy(difference -> {
            assertThat(difference.what())
                    .contains("serves generation 2 (green, 1.1.0), but generation 1 (blue, 1.0.0)");
            assertThat(difference.remedy()).contains("--keep served");
        });
    }

    @Test
    void whatIsServedCanBeTakenOver() {
        lostState();

        assertThat(new Resume(stage.means()).run(Optional.of(Resume.Keep.SERVED)))
                .isTrue();

        assertThat(stage.served()).isEqualTo("1.1.0");
        assertThat(Status.of(stage.means()).differences()).isEmpty();
        stage.deploy("1.2.0");
        assertThat(stage.served()).isEqualTo("1.2.0");
    }

    @Test
    void whatIsDecidedCanBeServedAgain() {
        lostState();

        new Resume(stage.means()).run(Optional.of(Resume.Keep.DECIDED));

        assertThat(stage.served()).isEqualTo("1.0.0");
        assertThat(Status.of(stage.means()).differences()).isEmpty();
    }

    @Test
    void whatTheHistoryDoesNotKnowIsNotTakenOver() {
        Decision unknown = Decision.from(dev.cdctl.json.JsonText.readObject(
                "{\"format\":1,\"generation\":9,\"token\":1,\"baseline\":\"green\",\"green\":100,\"shift\":\"\","
                        + "\"releases\":{\"green\":{\"deployment\":\"elsewhere\",\"version\":\"9.9.9\",\"digest\":\""
                        + dev.cdctl.model.Digest.of("9") + "\"}}}"));
        stage.deploy("1.0.0");
        stage.router.apply(stage.router.route().orElseThrow(), unknown);

        assertThatThrownBy(() -> new Resume(stage.means()).run(Optional.of(Resume.Keep.SERVED)))
                .hasMessageContaining("not in the history");
    }

    @Test
    void anEmptyStoreBesideARouterThatServesIsNoFirstDeployment() {
        stage.deploy("1.0.0");
        Versioned decision = stage.store.read(DECISION).orElseThrow();
        stage.store.commit(java.util.List.of(new Change.Delete(DECISION, decision.revision())));

        assertRefused(() -> stage.deploy("1.1.0"));
        assertThat(stage.served()).isEqualTo("1.0.0");
    }

    @Test
    void aFixCanBeDeployedWhenTheLiveReleaseHasDied() {
        stage.deploy("1.0.0");
        stage.machine.die(new Slot(Stage.SERVICE, Stage.PRODUCTION, new Name("web"), 0, Colour.BLUE));
        assertThat(Status.of(stage.means()).differences())
                .extracting(Status.Difference::what)
                .containsExactly("only 0 of 1 live instances run");

        stage.deploy("1.1.0");
        assertThat(stage.served()).isEqualTo("1.1.0");
        assertThat(Status.of(stage.means()).differences()).isEmpty();
    }

    @Test
    void aRouterThatFellBehindIsCaughtUpByResume() {
        stage.deploy("1.0.0");
        stage.router.remove();
        assertThat(Status.of(stage.means()).differences())
                .extracting(Status.Difference::what)
                .containsExactly("the fake router does not serve this environment");

        assertThat(new Resume(stage.means()).run(Optional.empty())).isTrue();
        assertThat(new Resume(stage.means()).run(Optional.empty())).isFalse();
        assertThat(stage.served()).isEqualTo("1.0.0");
    }

    @Test
    void aRouterThatIsNotKnownToServeIsADifferenceAnObstacleAndWhatResumeTries() {
        stage.deploy("1.0.0");
        assertThat(new Resume(stage.means()).run(Optional.empty())).isFalse();
        Problem doubt = Problem.of("CD-985", "router lb1 cannot follow")
                .because("it is off")
                .remedy("mend it");
        stage.router.doubt(Optional.of(doubt));

        Status status = Status.of(stage.means());
        assertThat(status.doors().get(0).doubt()).contains(doubt);
        assertThat(status.differences())
                .containsExactly(new Status.Difference("router lb1 cannot follow: it is off", "mend it"));
        assertThat(forecast().remarks()).contains("router lb1 cannot follow (it is off): mend it");
        assertThat(new Resume(stage.means()).run(Optional.empty())).isTrue();
        assertThat(stage.router.applied()).containsExactly(1L, 1L);
    }

    @Test
    void whyARouterMayStillPointAtInstancesIsSaidByItsOwnDoubt() {
        stage.deploy("1.0.0");
        stage.router.doubt(Optional.of(Problem.of("CD-985", "router lb1 cannot follow")
                .because("it is off")
                .remedy("mend it")));

        assertThatThrownBy(() -> new Retirement(stage.means().environment())
                        .end(stage.machine.observe(Stage.SERVICE, Stage.PRODUCTION), Duration.ofSeconds(1)))
                .isInstanceOfSatisfying(Failure.class, failure -> {
                    assertThat(failure.problems().get(0).code()).isEqualTo("CD-572");
                    assertThat(failure.problems().get(0).why()).isEqualTo("router lb1 cannot follow: it is off");
                    assertThat(failure.problems().get(0).remedy()).isEqualTo("mend it");
                });
    }

    private Forecast forecast() {
        ResolvedVersion version =
                new ResolvedVersion(new Version("1.1.0"), Optional.empty(), Optional.empty(), false, "said so");
        return Forecast.of(stage.means(), new Forecast.Subject(version, Optional.empty(), Optional.empty(), Set.of()));
    }

    @Test
    void aStopIsRememberedUntilTheNextStart() {
        stage.deploy("1.0.0");
        new Power(stage.means()).stop();
        Status stopped = Status.of(stage.means());
        assertThat(stopped.stopped().orElseThrow().by().who()).isEqualTo("ana");
        assertThat(stopped.differences()).isEmpty();
        assertThat(stage.router.route().orElseThrow().instances()).isEmpty();
        assertThat(new Resume(stage.means()).run(Optional.empty())).isFalse();

        new Power(stage.means()).up();
        assertThat(Status.of(stage.means()).stopped()).isEmpty();
        assertThat(stage.running()).containsExactly("web-0 (blue) 1.0.0");
    }

    @Test
    void aDeploymentStartsAStoppedEnvironmentAgain() {
        stage.deploy("1.0.0");
        new Power(stage.means()).stop();

        assertThat(stage.deploy("1.0.0").changed()).isTrue();
        assertThat(Status.of(stage.means()).stopped()).isEmpty();
        assertThat(stage.running()).containsExactly("web-0 (blue) 1.0.0");
    }

    @Test
    void aDeploymentThatFailsInAStoppedEnvironmentLeavesItStopped() {
        stage.deploy("1.0.0");
        new Power(stage.means()).stop();
        stage.watch = java.time.Duration.ofSeconds(5);
        Thread killer = new Thread(() -> {
            while (!stage.served().equals("1.1.0")) {
                Thread.onSpinWait();
            }
            stage.machine.die(new Slot(Stage.SERVICE, Stage.PRODUCTION, new Name("web"), 0, Colour.GREEN));
        });
        killer.start();

        assertThatThrownBy(() -> stage.deploy("1.1.0"))
                .isInstanceOfSatisfying(
                        Failure.class, failure -> assertThat(failure.kind()).isEqualTo(Failure.Kind.ROLLED_BACK));
        assertThat(Status.of(stage.means()).stopped()).isPresent();
        assertThat(stage.router.route().orElseThrow().instances()).isEmpty();
        assertThat(stage.running()).isEmpty();
    }

    @Test
    void statusTellsWhoMadeItLiveAndWhatEachInstanceIsThereFor() {
        stage.deploy("1.0.0");
        stage.deploy("1.1.0");
        stage.rollback();
        stage.deploy("1.2.0", false);
        Status status = Status.of(stage.means());

        assertThat(status.since().orElseThrow().kind()).isEqualTo(Deployment.Kind.ROLLBACK);
        assertThat(status.seen())
                .extracting(one -> one.instance().version() + " "
                        + one.standing().word() + " " + one.condition().good())
                .containsExactlyInAnyOrder("1.0.0 live true", "1.2.0 prepared true");
    }

    @Test
    void whatWasChangedIsToldEvenWhenALaterStepIsRefused() {
        stage.deploy("1.0.0");
        assertThat(stage.events).contains(new Event.Changed("books in production"));
        stage.events.clear();
        stage.deploy("1.0.0");
        assertThat(stage.events).doesNotContain(new Event.Changed("books in production"));
    }

    /** The store is as it was before the last deployment, as after a copy was brought back. */
    private void lostState() {
        stage.deploy("1.0.0");
        Versioned before = stage.store.read(DECISION).orElseThrow();
        stage.deploy("1.1.0");
        long now = stage.store.read(DECISION).orElseThrow().revision();
        stage.store.commit(java.util.List.of(new Change.Put(DECISION, now, before.value())));
    }

    private static void assertRefused(ThrowingCallable change) {
        assertThatThrownBy(change).isInstanceOfSatisfying(Failure.class, failure -> {
            assertThat(failure.kind()).isEqualTo(Failure.Kind.REFUSED);
            assertThat(failure.problems().get(0).code()).isEqualTo("CD-597");
        });
    }
}

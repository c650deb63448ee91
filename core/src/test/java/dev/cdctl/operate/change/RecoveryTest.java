package dev.cdctl.operate.change;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cdctl.artifact.Evidence;
import dev.cdctl.deploy.machine.Instance.Slot;
import dev.cdctl.deploy.spec.RoleSpec;
import dev.cdctl.engine.Cancel;
import dev.cdctl.engine.Event;
import dev.cdctl.history.Deployment;
import dev.cdctl.history.Deployment.Outcome;
import dev.cdctl.model.Colour;
import dev.cdctl.model.Failure;
import dev.cdctl.model.Name;
import dev.cdctl.operate.Ancestry;
import dev.cdctl.operate.Openings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecoveryTest {
    private Stage stage = new Stage(Path.of("/nowhere"));

    @BeforeEach
    void set(@TempDir Path folder) {
        stage = new Stage(folder);
        stage.roles = List.of(Stage.web(), Stage.role("mail", RoleSpec.Kind.WORKER, RoleSpec.Handover.STOP_FIRST));
    }

    @AfterEach
    void clear() {
        stage.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"watch", "drain", "handover", "prove", "apply", "commit", "health", "start", "fetch"})
    void aKillWhileABadReleaseIsTakenBackIsMendedByTheNextCommand(String step) {
        for (String instant : List.of("undo", "undone")) {
            clear();
            stage = new Stage(Path.of("/nowhere"));
            stage.roles = List.of(Stage.web(), Stage.role("mail", RoleSpec.Kind.WORKER, RoleSpec.Handover.STOP_FIRST));
            String point = step + "." + instant;
            stage.deploy("1.0.0");
            stage.killAt(point, () -> deployAndDie("1.1.0"));
            stage.watch = Duration.ofMillis(50);

            assertThat(new Resume(stage.means()).run(Optional.empty()))
                    .as(point)
                    .isTrue();

            assertThat(stage.served()).as(point).isEqualTo("1.0.0");
            assertThat(stage.running()).as(point).containsExactly("mail-0 (blue) 1.0.0", "web-0 (blue) 1.0.0");
            assertThat(outcomes()).as(point).containsExactly(Outcome.ROLLED_BACK, Outcome.LIVE);
            assertThat(Openings.of(stage.journal)).as(point).isEmpty();
        }
    }

    @Test
    void usersAreBackBeforeTheWorkersAre() {
        stage.deploy("1.0.0");

        stage.killAt("handover.undo", () -> deployAndDie("1.1.0"));

        assertThat(stage.served()).isEqualTo("1.0.0");
        assertThat(stage.running()).contains("mail-0 (green) 1.1.0");
    }

    @Test
    void aCommandThatIsRefusedAfterItMendedSomethingSaysThatTheEnvironmentChanged() {
        stage.deploy("1.0.0");
        stage.killAt("commit.effect", () -> stage.deploy("1.1.0"));
        stage.ancestry = (release, other) -> Ancestry.Relation.OLDER;
        stage.events.clear();

        assertThatThrownBy(() -> stage.deploy("0.9.0")).hasMessageContaining("older than");

        assertThat(stage.served()).isEqualTo("1.1.0");
        assertThat(stage.events).contains(new Event.Changed("books in production"));
    }

    @Test
    void aRollbackThatIsRepeatedAfterAKillGoesBackOnce() {
        stage.deploy("1.0.0");
        stage.deploy("1.1.0");
        stage.deploy("1.2.0");
        stage.killAt("commit.effect", stage::rollback);

        Deploy.Result again = stage.rollback();

        assertThat(again.deployment().release().version().text()).isEqualTo("1.1.0");
        assertThat(stage.served()).isEqualTo("1.1.0");
    }

    @Test
    void whatWasVerifiedBeforeTheDecisionIsNotVerifiedAgain() {
        stage.verifies = true;
        stage.deploy("1.0.0");
        stage.killAt("commit.effect", () -> stage.deploy("1.1.0"));
        stage.verify = given -> {
            throw new IllegalStateException("verified again");
        };

        stage.deploy("1.1.0");

        assertThat(stage.served()).isEqualTo("1.1.0");
    }

    @Test
    void aReleaseThatDiedSinceItsDecisionIsStartedAgain() {
        stage.deploy("1.0.0");
        stage.killAt("commit.effect", () -> stage.deploy("1.1.0"));
        stage.machine.die(new Slot(Stage.SERVICE, Stage.PRODUCTION, new Name("web"), 0, Colour.GREEN));

        new Resume(stage.means()).run(Optional.empty());

        assertThat(stage.served()).isEqualTo("1.1.0");
        assertThat(stage.running())
                .containsExactly("mail-0 (green) 1.1.0", "web-0 (blue) 1.0.0", "web-0 (green) 1.1.0");
    }

    @Test
    void aWishToStopWhileAnEarlierCommandIsFinishedTakesNothingBack() {
        stage.deploy("1.0.0");
        stage.killAt("commit.effect", () -> stage.deploy("1.1.0"));
        stage.cancel.request("SIGINT");

        assertThatThrownBy(() -> new Resume(stage.means()).run(Optional.empty()))
                .isInstanceOfSatisfying(
                        Failure.class, failure -> assertThat(failure.kind()).isEqualTo(Failure.Kind.INTERRUPTED));
        assertThat(stage.running()).contains("web-0 (green) 1.1.0");
        stage.cancel = new Cancel();
        new Resume(stage.means()).run(Optional.empty());

        assertThat(stage.served()).isEqualTo("1.1.0");
        assertThat(outcomes()).containsExactly(Outcome.LIVE, Outcome.LIVE);
    }

    @Test
    void aWishToStopAfterTheDecisionEndsAsStoppedWithTheNewReleaseLive() {
        stage.deploy("1.0.0");
        stage.watch = Duration.ofMinutes(1);
        Thread stopper = new Thread(() -> {
            while (!stage.served().equals("1.1.0")) {
                Thread.onSpinWait();
            }
            stage.cancel.request("SIGINT");
        });
        stopper.start();

        assertThatThrownBy(() -> stage.deploy("1.1.0"))
                .isInstanceOfSatisfying(
                        Failure.class, failure -> assertThat(failure.kind()).isEqualTo(Failure.Kind.INTERRUPTED));
        assertThat(stage.served()).isEqualTo("1.1.0");
        assertThat(outcomes()).containsExactly(Outcome.LIVE, Outcome.LIVE);
        assertThat(Openings.of(stage.journal)).isEmpty();
    }

    @Test
    void aCommandWhoseLockWasBrokenStopsAndTouchesNothing() {
        stage.deploy("1.0.0");
        stage.verifies = true;
        stage.verify = given -> {
            stage.locks.breakLock(
                    "books/production",
                    stage.locks.holder("books/production").orElseThrow().id());
            stage.verify = ignored -> {};
            stage.deploy("1.2.0");
        };

        assertThatThrownBy(() -> stage.deploy("1.1.0"))
                .isInstanceOfSatisfying(
                        Failure.class, failure -> assertThat(failure.kind()).isEqualTo(Failure.Kind.REFUSED));
        assertThat(stage.served()).isEqualTo("1.2.0");
        assertThat(stage.running())
                .containsExactly("mail-0 (green) 1.2.0", "web-0 (blue) 1.0.0", "web-0 (green) 1.2.0");
    }

    @Test
    void aReleaseThatAnotherCommandFinishedIsAttested() {
        stage.killAt("retire.effect", () -> stage.deploy("1.0.0"));

        assertThat(stage.deploy("1.0.0").changed()).isFalse();
        assertThat(stage.deploy("1.0.0").changed()).isFalse();

        assertThat(stage.repository.evidence(stage.release("1.0.0")).stream().map(Evidence::from))
                .extracting(Evidence::what)
                .containsExactly(Evidence.What.PASSED);
    }

    @Test
    void aDeploymentThatWasKilledBeforeItBeganIsNotLeftOpenInTheHistory() {
        stage.deploy("1.0.0");
        Deployment live = stage.means().environment().history().latest(1).get(0);
        Deployment never = new Deployment(
                "20990101-000000-aaaa",
                Deployment.Kind.DEPLOY,
                live.release(),
                Colour.GREEN,
                "20990101-000000-aaaa",
                Optional.empty(),
                live.by(),
                live.started(),
                Optional.empty(),
                Outcome.OPEN,
                List.of(),
                live.identity());
        stage.means().environment().history().add(never);

        stage.deploy("1.0.0");

        assertThat(outcomes()).containsExactly(Outcome.INTERRUPTED, Outcome.LIVE);
    }

    private void deployAndDie(String version) {
        stage.watch = Duration.ofSeconds(20);
        Thread killer = new Thread(() -> {
            while (!stage.served().equals(version) || stage.running().size() < 3) {
                Thread.onSpinWait();
            }
            stage.machine.die(new Slot(Stage.SERVICE, Stage.PRODUCTION, new Name("web"), 0, Colour.GREEN));
        });
        killer.start();
        stage.deploy(version);
    }

    private List<Outcome> outcomes() {
        return stage.means().environment().history().latest(9).stream()
                .map(Deployment::outcome)
                .toList();
    }
}

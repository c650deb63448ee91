package dev.cdctl.operate.change;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cdctl.deploy.spec.RoleSpec;
import dev.cdctl.history.Deployment.Outcome;
import dev.cdctl.model.Failure;
import dev.cdctl.model.Problem;
import dev.cdctl.operate.Openings;
import dev.cdctl.traffic.FakeRouter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A router that refuses its configuration and goes on with the one it has. */
class RefusingRouterTest {
    private static final Failure REFUSED = Failure.failed(Problem.of("CD-644", "the configuration is refused"));

    private Stage stage = new Stage(Path.of("/nowhere"));

    @BeforeEach
    void set() {
        stage = new Stage(Path.of("/nowhere"));
    }

    @AfterEach
    void clear() {
        stage.close();
    }

    @Test
    void whatACheckRefusesIsNotEvenStarted() {
        stage.roles = List.of(Stage.web(), Stage.role("migrate", RoleSpec.Kind.JOB, RoleSpec.Handover.STOP_FIRST));
        stage.router.refuseChecks(REFUSED);

        assertThatThrownBy(() -> stage.deploy("1.0.0")).isSameAs(REFUSED);

        assertThat(stage.machine.told()).isEmpty();
        assertThat(stage.router.applied()).isEmpty();
    }

    @Test
    void usersThatNoticedNothingAreNotRolledBack() {
        stage.deploy("1.0.0");
        stage.router.refuseAll(Optional.of(REFUSED));

        assertThatThrownBy(() -> stage.deploy("1.1.0")).isSameAs(REFUSED);

        assertThat(stage.served()).isEqualTo("1.0.0");
        assertThat(stage.running()).containsExactly("web-0 (blue) 1.0.0");
        assertThat(Openings.of(stage.journal)).isEmpty();
        assertThat(stage.means().environment().history().latest(1).get(0).outcome())
                .isEqualTo(Outcome.FAILED);
        assertThatThrownBy(() -> stage.deploy("1.1.0")).isSameAs(REFUSED);
        stage.router.refuseAll(Optional.empty());
        stage.deploy("1.1.0");
        assertThat(stage.served()).isEqualTo("1.1.0");
    }

    @Test
    void aFirstDeploymentLeavesNothing() {
        stage.router.refuseAll(Optional.of(REFUSED));

        assertThatThrownBy(() -> stage.deploy("1.0.0")).isSameAs(REFUSED);

        assertThat(stage.served()).isEqualTo("nothing");
        assertThat(stage.running()).isEmpty();
    }

    @Test
    void ofSeveralTheOneThatFollowedIsBroughtBack() {
        FakeRouter other = new FakeRouter();
        stage.routers.add(other);
        stage.deploy("1.0.0");
        other.refuseAll(Optional.of(REFUSED));

        assertThatThrownBy(() -> stage.deploy("1.1.0"))
                .isInstanceOfSatisfying(
                        Failure.class, failure -> assertThat(failure.kind()).isEqualTo(Failure.Kind.ROLLED_BACK));

        assertThat(stage.router.applied()).containsExactly(1L, 2L, 3L);
        assertThat(other.applied()).containsExactly(1L);
        assertThat(stage.served()).isEqualTo("1.0.0");
    }

    @Test
    void whatWasKilledMeanwhileIsTakenBackAllTheSame() {
        stage.deploy("1.0.0");
        stage.router.refuseAll(Optional.of(REFUSED));
        stage.killAt("commit.undone", () -> stage.deploy("1.1.0"));

        assertThatThrownBy(() -> new Resume(stage.means()).run(Optional.empty()))
                .as("it is taken back, and cannot be brought to the latest number")
                .isSameAs(REFUSED);

        assertThat(stage.served()).isEqualTo("1.0.0");
        assertThat(Openings.of(stage.journal)).isEmpty();
        stage.router.refuseAll(Optional.empty());
        stage.deploy("1.1.0");
        assertThat(stage.served()).isEqualTo("1.1.0");
    }
}

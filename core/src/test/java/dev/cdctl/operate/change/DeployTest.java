package dev.cdctl.operate.change;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cdctl.deploy.JobLedger;
import dev.cdctl.deploy.ServingMachine.Manner;
import dev.cdctl.deploy.machine.Instance.Slot;
import dev.cdctl.deploy.spec.RoleSpec;
import dev.cdctl.engine.Event;
import dev.cdctl.history.Caller;
import dev.cdctl.history.Deployment;
import dev.cdctl.history.Freeze;
import dev.cdctl.model.Colour;
import dev.cdctl.model.Digest;
import dev.cdctl.model.Failure;
import dev.cdctl.model.Name;
import dev.cdctl.model.Origin;
import dev.cdctl.model.Problem;
import dev.cdctl.operate.Ancestry;
import dev.cdctl.operate.Openings;
import dev.cdctl.operate.look.Status;
import dev.cdctl.secret.EnvValue;
import dev.cdctl.secret.SecretSource;
import dev.cdctl.state.Lock;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DeployTest {
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
    void theFirstReleaseGoesLiveInBlue() {
        Deploy.Result result = stage.deploy("1.0.0");

        assertThat(result.changed()).isTrue();
        assertThat(result.deployment().outcome()).isEqualTo(Deployment.Outcome.LIVE);
        assertThat(stage.served()).isEqualTo("1.0.0");
        assertThat(stage.running()).containsExactly("web-0 (blue) 1.0.0");
    }

    @Test
    void theNextReleaseGoesLiveBesideTheOldOneWhichStaysWarm() {
        stage.deploy("1.0.0");
        stage.deploy("1.1.0");

        assertThat(stage.served()).isEqualTo("1.1.0");
        assertThat(stage.running()).containsExactly("web-0 (blue) 1.0.0", "web-0 (green) 1.1.0");
    }

    @Test
    void theSameAgainIsNothingToDo() {
        stage.deploy("1.0.0");
        int before = stage.machine.told().size();

        assertThat(stage.deploy("1.0.0").changed()).isFalse();
        assertThat(stage.machine.told()).hasSize(before);
    }

    @Test
    void anotherSecretDeploysTheSameRelease() {
        stage.env = Map.of("DB", new EnvValue.Secret(new SecretSource.Variable("DB_PASSWORD", Origin.of("test"))));
        stage.variables.put("DB_PASSWORD", "swordfish");
        stage.deploy("1.0.0");
        assertThat(stage.deploy("1.0.0").changed()).isFalse();

        stage.variables.put("DB_PASSWORD", "marlin-fish");
        assertThat(stage.deploy("1.0.0").changed()).isTrue();
        assertThat(stage.running()).containsExactly("web-0 (blue) 1.0.0", "web-0 (green) 1.0.0");
    }

    @ParameterizedTest
    @CsvSource({"EXITS_AT_ONCE", "NEVER_HEALTHY", "SAYS_ANOTHER_VERSION"})
    void usersNeverSeeABadRelease(Manner manner) {
        stage.deploy("1.0.0");
        stage.machine.with("2.0.0", manner);

        assertThatThrownBy(() -> stage.deploy("2.0.0"))
                .isInstanceOfSatisfying(
                        Failure.class, failure -> assertThat(failure.kind()).isEqualTo(Failure.Kind.FAILED));
        assertThat(stage.router.applied()).containsExactly(1L);
        assertThat(stage.running()).containsExactly("web-0 (blue) 1.0.0");
        assertThat(stage.deploy("1.0.0").changed()).isFalse();
    }

    @Test
    void aFailedVerifyLeavesEverythingAsItWas() {
        stage.deploy("1.0.0");
        stage.verifies = true;
        stage.verify = given -> {
            throw Failure.failed(dev.cdctl.model.Problem.of("CD-306", "exit status 1"));
        };

        assertThatThrownBy(() -> stage.deploy("1.1.0")).isInstanceOf(Failure.class);
        assertThat(stage.served()).isEqualTo("1.0.0");
        assertThat(stage.running()).containsExactly("web-0 (blue) 1.0.0");
    }

    @Test
    void warmingUpAsksEachPathOnceAndTellsTheAnswers() {
        RoleSpec cold = Stage.web();
        stage.roles = List.of(new RoleSpec(
                cold.name(),
                cold.kind(),
                cold.command(),
                2,
                cold.env(),
                cold.health(),
                List.of("/a", "/b"),
                cold.handover(),
                cold.repeatSafe(),
                cold.within(),
                cold.container(),
                cold.origin()));

        stage.deploy("1.0.0");

        assertThat(stage.events)
                .filteredOn(event ->
                        event instanceof Event.StepEnded ended && ended.step().equals("warm-up"))
                .singleElement()
                .extracting(Object::toString)
                .asString()
                .containsPattern("/a 200 after .*, /b 200 after .*, /a 200 after .*, /b 200 after ");
    }

    @Test
    void verifyIsToldWhereTheIdleColourIs() {
        stage.verifies = true;
        stage.deploy("1.0.0");

        assertThat(stage.verifying).containsEntry("CDCTL_COLOUR", "blue").containsEntry("CDCTL_VERSION", "1.0.0");
        assertThat(stage.verifying.get("CDCTL_URL")).matches("http://127\\.0\\.0\\.1:[0-9]{5}");
    }

    @Test
    void aReleaseThatDiesWhileBeingWatchedIsRolledBack() {
        stage.deploy("1.0.0");
        stage.watch = Duration.ofSeconds(5);
        Thread killer = new Thread(() -> {
            while (!stage.served().equals("1.1.0")) {
                Thread.onSpinWait();
            }
            stage.machine.die(new Slot(Stage.SERVICE, Stage.PRODUCTION, new Name("web"), 0, Colour.GREEN));
        });
        killer.start();

        assertThatThrownBy(() -> stage.deploy("1.1.0")).isInstanceOfSatisfying(Failure.class, failure -> {
            assertThat(failure.kind()).isEqualTo(Failure.Kind.ROLLED_BACK);
            assertThat(failure.problems().get(0).why()).contains("last words");
        });
        assertThat(stage.served()).isEqualTo("1.0.0");
        assertThat(stage.router.applied()).containsExactly(1L, 2L, 3L);
        assertThat(stage.running()).containsExactly("web-0 (blue) 1.0.0");
    }

    @Test
    void whatFailedIsKeptWhenThatIsWantedAndGoesWithTheNextDeployment() {
        stage.deploy("1.0.0");
        stage.machine.with("1.1.0", Manner.NEVER_HEALTHY);

        assertThatThrownBy(() -> stage.deployAndKeep("1.1.0"))
                .isInstanceOfSatisfying(
                        Failure.class, failure -> assertThat(failure.kind()).isEqualTo(Failure.Kind.FAILED));
        assertThat(stage.served()).isEqualTo("1.0.0");
        assertThat(stage.running()).containsExactlyInAnyOrder("web-0 (blue) 1.0.0", "web-0 (green) 1.1.0");
        assertThat(stage.events)
                .filteredOn(Event.Note.class::isInstance)
                .extracting(Object::toString)
                .anyMatch(note -> note.contains("web-0 (green) of 1.1.0 was kept, at http://127.0.0.1:"));
        assertThat(Status.of(stage.means()).differences())
                .extracting(Status.Difference::what)
                .singleElement()
                .asString()
                .endsWith("which failed");
        assertThatThrownBy(() -> stage.flip(Colour.GREEN)).isInstanceOfSatisfying(Failure.class, failure -> {
            assertThat(failure.kind()).isEqualTo(Failure.Kind.REFUSED);
            assertThat(failure.problems()).extracting(Problem::code).containsExactly("CD-924");
        });

        stage.deploy("1.2.0");
        assertThat(stage.running()).containsExactlyInAnyOrder("web-0 (blue) 1.0.0", "web-0 (green) 1.2.0");
    }

    @Test
    void aReleaseThatItsMachineMovesWhileBeingWatchedStaysLive() {
        stage.deploy("1.0.0");
        stage.watch = Duration.ofSeconds(1);
        Thread mover = new Thread(() -> {
            while (!stage.served().equals("1.1.0")) {
                Thread.onSpinWait();
            }
            stage.machine.takeAway(new Slot(Stage.SERVICE, Stage.PRODUCTION, new Name("web"), 0, Colour.GREEN));
        });
        mover.start();

        stage.deploy("1.1.0");

        assertThat(stage.router.applied()).containsExactly(1L, 2L);
        assertThat(stage.running()).contains("web-0 (green) 1.1.0");
    }

    @Test
    void aRouterThatDoesNotFollowIsNoticedAndTheDecisionTakenBack() {
        stage.deploy("1.0.0");
        stage.router.goDeaf();

        assertThatThrownBy(() -> stage.deploy("1.1.0"))
                .isInstanceOfSatisfying(
                        Failure.class, failure -> assertThat(failure.kind()).isEqualTo(Failure.Kind.NEEDS_PERSON));
        assertThat(stage.served()).isEqualTo("1.0.0");
    }

    @Test
    void aPreparedReleaseWaitsForTheFlip() {
        stage.deploy("1.0.0");
        assertThat(stage.deploy("1.1.0", false).deployment().outcome()).isEqualTo(Deployment.Outcome.PREPARED);
        assertThat(stage.served()).isEqualTo("1.0.0");

        stage.flip(Colour.GREEN);
        assertThat(stage.served()).isEqualTo("1.1.0");
    }

    @Test
    void rollbackGoesBackToWhatIsWarm() {
        stage.deploy("1.0.0");
        stage.deploy("1.1.0");
        int before = stage.machine.told().size();

        Deploy.Result result = stage.rollback();

        assertThat(stage.served()).isEqualTo("1.0.0");
        assertThat(result.deployment().kind()).isEqualTo(Deployment.Kind.ROLLBACK);
        assertThat(stage.machine.told()).hasSize(before);
    }

    @Test
    void rollbackStartsAReleaseAgainThatIsWarmWithYesterdaysSecret() {
        stage.env = Map.of("TOKEN", new EnvValue.Secret(new SecretSource.Variable("TOKEN", Origin.of("test"))));
        stage.variables = Map.of("TOKEN", "yesterday");
        stage.deploy("1.0.0");
        stage.deploy("1.1.0");
        Deployment warm = stage.means().environment().history().latest(2).get(1);
        stage.variables = Map.of("TOKEN", "today");

        Deployment back = stage.rollback().deployment();

        assertThat(stage.served()).isEqualTo("1.0.0");
        assertThat(back.placed()).isNotEqualTo(warm.placed());
        assertThat(back.identity().secrets()).isNotEqualTo(warm.identity().secrets());
    }

    @Test
    void rollbackGoesBackToWhatIsWarmWhenTodaysSecretCannotBeRead() {
        stage.env = Map.of("TOKEN", new EnvValue.Secret(new SecretSource.Variable("TOKEN", Origin.of("test"))));
        stage.variables = Map.of("TOKEN", "yesterday");
        stage.deploy("1.0.0");
        stage.deploy("1.1.0");
        stage.variables = Map.of();

        stage.rollback();

        assertThat(stage.served()).isEqualTo("1.0.0");
    }

    @Test
    void rollbackStartsAReleaseThatIsNotWarmAnyMore() {
        stage.deploy("1.0.0");
        stage.deploy("1.1.0");
        stage.deploy("1.2.0");

        new Rollback(stage.means()).run(Optional.of("1.0.0"));

        assertThat(stage.served()).isEqualTo("1.0.0");
        assertThat(stage.running()).containsExactly("web-0 (blue) 1.2.0", "web-0 (green) 1.0.0");
    }

    @Test
    void rollbackToAnUnknownReleaseIsRefusedWithTheList() {
        stage.deploy("1.0.0");
        stage.deploy("1.1.0");

        assertThatThrownBy(() -> new Rollback(stage.means()).run(Optional.of("7.7.7")))
                .isInstanceOfSatisfying(Failure.class, failure -> {
                    assertThat(failure.kind()).isEqualTo(Failure.Kind.REFUSED);
                    assertThat(failure.problems().get(0).why()).contains("1.1.0, 1.0.0");
                });
    }

    @Test
    void twoRollbacksInARowDoNotGoForthAndBack() {
        stage.deploy("1.0.0");
        stage.deploy("1.1.0");
        stage.deploy("1.2.0");
        stage.rollback();
        assertThat(stage.served()).isEqualTo("1.1.0");
        stage.rollback();
        assertThat(stage.served()).isEqualTo("1.0.0");
    }

    @Test
    void flipToAnUnhealthyColourIsRefused() {
        stage.deploy("1.0.0");
        stage.deploy("1.1.0");
        stage.machine.die(new Slot(Stage.SERVICE, Stage.PRODUCTION, new Name("web"), 0, Colour.BLUE));

        assertThatThrownBy(() -> stage.flip(Colour.BLUE))
                .isInstanceOfSatisfying(
                        Failure.class, failure -> assertThat(failure.kind()).isEqualTo(Failure.Kind.REFUSED));
        assertThat(stage.served()).isEqualTo("1.1.0");
    }

    @Test
    void workersOfBothColoursNeverRunAtTheSameTime() {
        stage.roles = List.of(Stage.web(), Stage.role("mail", RoleSpec.Kind.WORKER, RoleSpec.Handover.STOP_FIRST));
        stage.deploy("1.0.0");
        stage.deploy("1.1.0");

        assertThat(stage.running())
                .containsExactly("mail-0 (green) 1.1.0", "web-0 (blue) 1.0.0", "web-0 (green) 1.1.0");
        assertThat(stage.machine.told()).containsSubsequence("stop mail-0 (blue) 1.0.0", "start mail-0 (green) 1.1.0");

        stage.rollback();
        assertThat(stage.running()).containsExactly("mail-0 (blue) 1.0.0", "web-0 (blue) 1.0.0", "web-0 (green) 1.1.0");
        assertThat(stage.machine.told()).containsSubsequence("stop mail-0 (green) 1.1.0", "start mail-0 (blue) 1.0.0");
    }

    @Test
    void aJobRunsOncePerDeploymentAndItsFailureChangesNothing() {
        stage.roles = List.of(Stage.web(), Stage.role("migrate", RoleSpec.Kind.JOB, RoleSpec.Handover.STOP_FIRST));
        stage.machine.jobExit("1.1.0", 1);
        stage.deploy("1.0.0");

        assertThatThrownBy(() -> stage.deploy("1.1.0")).hasMessageContaining("exit code 1");
        assertThat(stage.served()).isEqualTo("1.0.0");
        assertThat(stage.machine.told().stream().filter(line -> line.startsWith("job")))
                .containsExactly("job migrate 1.0.0", "job migrate 1.1.0");
    }

    @Test
    void aJobOfUnknownEndIsRunAgainOnlyByACommandThatHoldsTheLock() {
        Name migrate = new Name("migrate");
        stage.roles = List.of(Stage.web(), Stage.role("migrate", RoleSpec.Kind.JOB, RoleSpec.Handover.STOP_FIRST));
        stage.deploy("1.0.0");
        JobLedger ledger = stage.means().environment().jobs();
        JobLedger.Run unknown = new JobLedger.Run("gone", Digest.of("1.0.0"), Optional.empty());
        ledger.note(migrate, unknown);

        try (Lock held = stage.locks.acquire(
                stage.means().lockName(), stage.means().terms().owner(), Duration.ZERO)) {
            assertThatThrownBy(() -> stage.deployAndRepeat("1.1.0", migrate)).hasMessageContaining("is locked by");
            assertThat(ledger.last(migrate)).contains(unknown);
            held.step("another's");
        }
        assertThatThrownBy(() -> stage.deploy("1.1.0")).hasMessageContaining("CD-543");
        stage.deployAndRepeat("1.1.0", migrate);
        assertThat(ledger.last(migrate))
                .hasValueSatisfying(run -> assertThat(run.isGood()).isTrue());
        assertThat(stage.served()).isEqualTo("1.1.0");
    }

    @Test
    void aFrozenEnvironmentTakesNothingButARecordedWayRound() {
        stage.deploy("1.0.0");
        new Freeze(stage.store, "books/production")
                .set(new Freeze.Order("christmas", new Caller("bo", "x", Optional.empty()), Instant.now()));

        assertThatThrownBy(() -> stage.deploy("1.1.0")).hasMessageContaining("christmas");
        Deploy.Result result = new Deploy(stage.means())
                .run(new Deploy.Request(
                        stage.release("1.1.0"),
                        Deployment.Kind.DEPLOY,
                        true,
                        false,
                        false,
                        Optional.of("fire in the shop"),
                        List.of()));
        assertThat(result.deployment().notes()).containsExactly("despite the freeze 'christmas': fire in the shop");
    }

    @Test
    void anOlderReleaseIsRefusedWithoutItsFlag() {
        stage.deploy("1.1.0");
        stage.ancestry = (release, other) -> Ancestry.Relation.OLDER;

        assertThatThrownBy(() -> stage.deploy("1.0.0")).hasMessageContaining("older than");
        assertThat(stage.served()).isEqualTo("1.1.0");
    }

    @Test
    void whatHasNotPassedTheEnvironmentBeforeIsRefused() {
        stage.after = Optional.of(new Name("integration"));
        stage.approval = true;

        assertThatThrownBy(() -> stage.deploy("1.0.0"))
                .hasMessageContaining("has not passed integration")
                .hasMessageContaining("is not approved");
    }

    @ParameterizedTest
    @CsvSource({"fetch", "start", "health", "verify", "commit", "apply", "prove", "handover", "drain", "watch", "retire"
    })
    void aKillAtAnyStepIsMendedByTheNextCommand(String step) {
        for (String instant : List.of("intent", "effect")) {
            try (Stage fresh = new Stage(Path.of("/nowhere"))) {
                killAt(fresh, step + "." + instant);
            }
        }
    }

    private static void killAt(Stage fresh, String point) {
        fresh.verifies = true;
        fresh.roles = List.of(Stage.web(), Stage.role("mail", RoleSpec.Kind.WORKER, RoleSpec.Handover.STOP_FIRST));
        fresh.deploy("1.0.0");
        fresh.killAt(point, () -> fresh.deploy("1.1.0"));
        assertThat(fresh.served()).as(point).isIn("1.0.0", "1.1.0");

        fresh.deploy("1.1.0");

        assertThat(fresh.served()).as(point).isEqualTo("1.1.0");
        assertThat(fresh.running().stream().filter(line -> line.startsWith("mail")))
                .as(point)
                .hasSize(1)
                .allMatch(line -> line.endsWith("1.1.0"));
        assertThat(fresh.running()).as(point).hasSizeLessThanOrEqualTo(3);
        assertThat(Openings.of(fresh.journal)).as(point).isEmpty();
        assertThat(fresh.means().environment().history().latest(99))
                .as(point)
                .noneMatch(entry -> entry.outcome() == Deployment.Outcome.OPEN);
    }
}

package dev.cdctl.operate.change;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cdctl.deploy.RemoteMachine;
import dev.cdctl.deploy.ServingMachine.Manner;
import dev.cdctl.deploy.machine.Machines;
import dev.cdctl.engine.Event;
import dev.cdctl.host.Host;
import dev.cdctl.model.Failure;
import dev.cdctl.operate.Openings;
import dev.cdctl.operate.look.Status;
import dev.cdctl.state.Lock;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An environment on two hosts: all of them, or none. */
class HostsTest {
    private static final Host FIRST = Host.of("unix:///run/web1.sock").named("web1");
    private static final Host SECOND = Host.of("unix:///run/web2.sock").named("web2");

    private final RemoteMachine first = new RemoteMachine("web1");
    private final RemoteMachine second = new RemoteMachine("web2");
    private Stage stage = new Stage(Path.of("/nowhere"));

    @BeforeEach
    void set() {
        Map<Host, dev.cdctl.deploy.machine.Machine> machines = new LinkedHashMap<>();
        machines.put(FIRST, first);
        machines.put(SECOND, second);
        stage = new Stage(Path.of("/nowhere"));
        stage.machines = Optional.of(new Machines(machines, host -> second));
    }

    @AfterEach
    void clear() {
        first.close();
        second.close();
        stage.close();
    }

    @Test
    void everyHostRunsTheReleaseAndTheRouterKnowsThemAll() {
        stage.deploy("1.0.0");
        stage.deploy("1.1.0");

        assertThat(stage.served()).isEqualTo("1.1.0");
        assertThat(running())
                .containsExactly(
                        "web-0 (blue) on web1 1.0.0",
                        "web-0 (blue) on web2 1.0.0",
                        "web-0 (green) on web1 1.1.0",
                        "web-0 (green) on web2 1.1.0");
        assertThat(stage.router.route().orElseThrow().instances().values())
                .allSatisfy(all -> assertThat(all).hasSize(2).doesNotHaveDuplicates());
    }

    @Test
    void aRollbackToWhatIsWarmOnEveryHostStartsNothing() {
        stage.deploy("1.0.0");
        stage.deploy("1.1.0");
        stage.events.clear();

        stage.rollback();

        assertThat(stage.served()).isEqualTo("1.0.0");
        assertThat(stage.events)
                .noneMatch(event -> event instanceof Event.StepStarted started
                        && started.step().equals("start"));
    }

    @Test
    void oneHostThatFailsLeavesEverythingAsItWasOnAll() {
        stage.deploy("1.0.0");
        second.with("2.0.0", Manner.EXITS_AT_ONCE);

        assertThatThrownBy(() -> stage.deploy("2.0.0")).isInstanceOfSatisfying(Failure.class, failure -> {
            assertThat(failure.kind()).isEqualTo(Failure.Kind.FAILED);
            assertThat(failure.problems().get(0).what()).contains("web2");
        });

        assertThat(stage.served()).isEqualTo("1.0.0");
        assertThat(running()).containsExactly("web-0 (blue) on web1 1.0.0", "web-0 (blue) on web2 1.0.0");
    }

    @Test
    void aHostThatIsGoneStopsADeploymentBeforeAnythingIsStarted() {
        stage.deploy("1.0.0");
        second.cutOff();

        assertThatThrownBy(() -> stage.deploy("2.0.0"))
                .isInstanceOfSatisfying(
                        Failure.class, failure -> assertThat(failure.kind()).isEqualTo(Failure.Kind.UNREACHABLE));
        second.connect();

        assertThat(running()).containsExactly("web-0 (blue) on web1 1.0.0", "web-0 (blue) on web2 1.0.0");
        stage.deploy("2.0.0");
        assertThat(stage.served()).isEqualTo("2.0.0");
    }

    @Test
    void aHostThatGoesWhileADeploymentStartsLeavesNothingOnTheOthersAndTheNextCommandMends() {
        stage.deploy("1.0.0");
        second.cutOffAtStart();

        assertThatThrownBy(() -> stage.deploy("2.0.0")).isInstanceOf(Failure.class);

        assertThat(stage.served()).isEqualTo("1.0.0");
        assertThat(RemoteMachine.words(first)).containsExactly("web-0 (blue) on web1 1.0.0");
        second.connect();
        stage.deploy("2.0.0");
        assertThat(stage.served()).isEqualTo("2.0.0");
        assertThat(running()).hasSize(4);
        assertThat(Openings.of(stage.journal)).isEmpty();
    }

    @Test
    void anInstanceThatEndsBetweenItsHealthCheckAndTheFlipStopsTheDeployment() {
        stage.deploy("1.0.0");
        stage.verifies = true;
        stage.verify = given -> second.die();

        assertThatThrownBy(() -> stage.deploy("2.0.0"))
                .isInstanceOfSatisfying(
                        Failure.class, failure -> assertThat(failure.kind()).isEqualTo(Failure.Kind.FAILED))
                .hasMessageContaining("CD-690")
                .hasMessageContaining("web2")
                .hasMessageContaining("exit code 3");

        assertThat(stage.served()).isEqualTo("1.0.0");
        assertThat(RemoteMachine.words(first)).containsExactly("web-0 (blue) on web1 1.0.0");
    }

    @Test
    void statusTellsWhatItSeesAndWhatItCannot() {
        stage.deploy("1.0.0");
        second.cutOff();

        Status status = Status.of(stage.means());

        assertThat(status.seen()).hasSize(1);
        assertThat(status.differences())
                .singleElement()
                .satisfies(difference -> assertThat(difference.what()).contains("nobody knows what runs on web2"));
    }

    @Test
    void aReleaseThatRunsOnOneHostOnlyIsSeen() {
        stage.deploy("1.0.0");
        second.die();

        assertThat(Status.of(stage.means()).differences())
                .anySatisfy(difference -> assertThat(difference.what()).contains("1 of 2 live instances"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"fetch", "start", "health", "commit", "apply", "prove", "drain", "watch", "retire"})
    void aKillAtAnyStepIsMendedByTheNextCommandOnAllHosts(String step) {
        for (String instant : List.of("intent", "effect")) {
            clear();
            set();
            stage.deploy("1.0.0");
            stage.killAt(step + "." + instant, () -> stage.deploy("1.1.0"));

            stage.deploy("1.2.0");

            assertThat(stage.served()).as(step + instant).isEqualTo("1.2.0");
            assertThat(running())
                    .as(step + instant)
                    .hasSize(4)
                    .filteredOn(one -> one.contains("1.2.0"))
                    .hasSize(2);
            assertThat(Openings.of(stage.journal)).as(step + instant).isEmpty();
        }
    }

    @Test
    void theEndOfADeploymentTellsHowEachHostStands() {
        stage.deploy("1.0.0");
        assertThat(rows()).containsExactly("web1: - 1.0.0 live", "web2: - 1.0.0 live");
        stage.deploy("1.1.0");
        assertThat(rows()).containsExactly("web1: 1.0.0 1.1.0 live", "web2: 1.0.0 1.1.0 live");
        stage.rollback();
        assertThat(rows()).containsExactly("web1: 1.1.0 1.0.0 live", "web2: 1.1.0 1.0.0 live");
        assertThat(table().rows()).allSatisfy(row -> {
            assertThat(row.took()).isPositive();
            assertThat(row.problem()).isEmpty();
            assertThat(row.lines()).isEmpty();
        });
    }

    @Test
    void theHostWhereADeploymentFailedIsToldWithItsLastLines() {
        stage.deploy("1.0.0");
        second.with("2.0.0", Manner.EXITS_AT_ONCE);

        assertThatThrownBy(() -> stage.deploy("2.0.0")).isInstanceOf(Failure.class);

        assertThat(rows()).containsExactly("web1: 1.0.0 1.0.0 live", "web2: 1.0.0 1.0.0 failed");
        Event.HostRow failed = table().rows().get(1);
        assertThat(failed.problem()).contains("web-0 (green) on web2", "exit code 7");
        assertThat(failed.lines()).containsExactly("last words of web-0 (green) on web2");
    }

    @Test
    void aHostThatCannotBeReachedIsToldAndNotAskedAgain() {
        stage.deploy("1.0.0");
        second.cutOffAtStart();

        assertThatThrownBy(() -> stage.deploy("2.0.0")).isInstanceOf(Failure.class);

        assertThat(rows()).containsExactly("web1: 1.0.0 1.0.0 live", "web2: 1.0.0 - cannot be reached");
        assertThat(table().rows().get(1).problem()).contains("cannot be reached at web2");
    }

    @Test
    void aCommandThatAsksNoHostTellsOfNone() {
        stage.deploy("1.0.0");
        stage.events.clear();
        try (Lock held =
                stage.locks.acquire("books/production", stage.means().terms().owner(), Duration.ZERO)) {
            assertThatThrownBy(() -> stage.deploy("2.0.0")).hasMessageContaining("CD-701");
        }
        assertThat(stage.events).noneMatch(Event.Hosts.class::isInstance);
    }

    @Test
    void anEnvironmentWithoutHostsTellsOfNone() {
        stage.machines = Optional.empty();
        stage.deploy("1.0.0");
        assertThat(stage.events).noneMatch(Event.Hosts.class::isInstance);
    }

    private Event.Hosts table() {
        return stage.events.stream()
                .filter(Event.Hosts.class::isInstance)
                .map(Event.Hosts.class::cast)
                .reduce((before, last) -> last)
                .orElseThrow();
    }

    private List<String> rows() {
        return table().rows().stream()
                .map(row -> row.host() + ": " + row.before().orElse("-") + " "
                        + row.after().orElse("-") + " " + row.state())
                .toList();
    }

    private List<String> running() {
        return java.util.stream.Stream.of(first, second)
                .flatMap(machine -> RemoteMachine.words(machine).stream())
                .sorted()
                .toList();
    }
}

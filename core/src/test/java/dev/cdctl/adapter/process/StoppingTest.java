package dev.cdctl.adapter.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.cdctl.deploy.machine.Instance;
import dev.cdctl.deploy.machine.Machine;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoppingTest {
    private final Fixture fixture;
    private final LocalMachine machine;

    StoppingTest(@TempDir Path folder) throws IOException {
        fixture = new Fixture(folder);
        machine = fixture.machine;
    }

    @AfterEach
    void endAll() {
        fixture.close();
    }

    @Test
    void endsEverythingThatTheCommandStarted() {
        Instance started = machine.start(fixture.start("sleep 100 & sh -c 'sleep 100 & echo $!; wait' & wait"));
        long grandchild = awaitPid(started);

        assertThat(machine.stop(started, Duration.ofSeconds(10))).isTrue();
        assertThat(Fixture.birth(grandchild)).isEmpty();
        assertThat(machine.observe(Fixture.BOOKS, Fixture.TEST)).isEmpty();
        // Whether the shell gets the signal before the end of what it waits for is a race.
        assertThat(machine.exit(started))
                .isIn(Optional.of(new Machine.Exit.Code(143)), Optional.of(new Machine.Exit.Code(0)));
    }

    @Test
    void anotherRunEndsItToo() {
        Instance started = machine.start(fixture.start("sleep 100"));

        assertThat(fixture.another().stop(started, Duration.ofSeconds(10))).isTrue();
        await().until(() -> machine.exit(started).equals(Optional.of(new Machine.Exit.Code(143))));
    }

    @Test
    void whatIgnoresTheRequestIsKilled() {
        Instance started = machine.start(fixture.start("trap '' TERM; echo $$; while :; do sleep 0.05; done"));
        awaitPid(started);

        assertThat(machine.stop(started, Duration.ofMillis(300))).isFalse();
        assertThat(machine.observe(Fixture.BOOKS, Fixture.TEST)).isEmpty();
    }

    @Test
    void whatNeedsAMomentGetsIt() {
        Instance started = machine.start(
                fixture.start("trap 'sleep 0.3; echo clean; exit 0' TERM; echo $$; while :; do sleep 0.05; done"));
        awaitPid(started);

        machine.stop(started, Duration.ofSeconds(20));

        assertThat(machine.tail(started, 1)).containsExactly("clean");
        assertThat(machine.exit(started)).contains(new Machine.Exit.Code(0));
    }

    @Test
    void leftOversAreObservedWithoutAFirstProcessAndEnded() {
        Instance started = machine.start(fixture.start("sleep 100 & setsid sleep 100 & echo $!"));
        long child = awaitPid(started);
        await().until(() -> machine.exit(started).equals(Optional.of(new Machine.Exit.Code(0))));

        List<Instance> left = fixture.another().observe(Fixture.BOOKS, Fixture.TEST);
        assertThat(left).singleElement().satisfies(instance -> {
            assertThat(instance.pid()).isZero();
            assertThat(instance.deployment()).isEqualTo("d1");
        });
        assertThat(fixture.another().exit(left.get(0))).contains(new Machine.Exit.Gone());
        assertThat(fixture.another().stop(left.get(0), Duration.ofSeconds(10))).isTrue();
        assertThat(Fixture.birth(child)).isEmpty();
    }

    @Test
    void aFamilyThatKeepsForkingIsEnded() {
        Instance started = machine.start(
                fixture.start("trap '' TERM; echo $$; while :; do (trap '' TERM; sleep 100) & sleep 0.01; done"));
        awaitPid(started);

        assertThat(machine.stop(started, Duration.ofMillis(200))).isFalse();
        assertThat(machine.observe(Fixture.BOOKS, Fixture.TEST)).isEmpty();
    }

    @Test
    void whatHidesItsLabelsAndIgnoresTheRequestIsKilledAfterItsParentsEnd() {
        Instance started = machine.start(
                fixture.start("exec env -i /bin/sh -c '(trap \"\" TERM; sleep 100; sleep 100) & echo $!; wait'"));
        long stubborn = awaitPid(started);

        assertThat(machine.stop(started, Duration.ofMillis(300))).isFalse();
        assertThat(Fixture.birth(stubborn)).isEmpty();
    }

    @Test
    void endingTwiceIsTheSameAsOnce() {
        Instance started = machine.start(fixture.start("sleep 100"));

        assertThat(machine.stop(started, Duration.ofSeconds(10))).isTrue();
        assertThat(machine.stop(started, Duration.ofSeconds(10))).isTrue();
    }

    @Test
    void otherInstancesOfTheSameSlotAreNotTouched() {
        Instance started = machine.start(fixture.start("sleep 100"));
        Instance other = machine.start(
                new Machine.Start(Fixture.instance("web", "d2"), fixture.release, "sleep 100", java.util.Map.of()));

        machine.stop(started, Duration.ofSeconds(10));

        assertThat(machine.observe(Fixture.BOOKS, Fixture.TEST)).containsExactly(other);
    }

    private long awaitPid(Instance instance) {
        await().until(() -> !machine.tail(instance, 1).isEmpty());
        return Long.parseLong(machine.tail(instance, 1).get(0));
    }
}

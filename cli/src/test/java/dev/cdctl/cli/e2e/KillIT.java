package dev.cdctl.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cdctl.cli.e2e.Program.Ended;
import dev.cdctl.load.Load;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** cdctl dies as by {@code kill -9}, under load: no user notices, and the same command again brings it to its end. */
class KillIT {
    private static final boolean ALL = Boolean.getBoolean("cdctl.all");
    private static final String DIE_AT = "CDCTL_TEST_DIE_AT";
    private static final int KILLED = 137;
    private static final Load.Mix MIX =
            new Load.Mix(Map.of(Load.Kind.KEEP_ALIVE, 1, Load.Kind.NEW_CONNECTION, 1), 0, 0);

    private final Shop shop;
    private final List<Load> load = new ArrayList<>();

    KillIT(@TempDir Path folder) {
        this.shop = Shop.open(folder, KillIT::manyRoles);
    }

    @AfterEach
    void close() {
        load.forEach(Load::close);
        shop.close();
    }

    /** A web role, a worker, and a job, and every step that a plan can have. */
    static String manyRoles(String pipeline) {
        return pipeline.replaceAll("(?s)  command: ./start.sh\n  health: ([^\n]*)\n", """
                          roles:
                            web: {command: ./start.sh, health: $1, warm-up: [/]}
                            mail: {kind: worker, command: exec sleep 1000}
                            migrate: {kind: job, command: "true"}
                        """)
                .replace("    drain: 2s\n    watch: 1s\n", "    drain: 1s\n    watch: 300ms\n    verify: \"true\"\n");
    }

    @Test
    void aFirstDeploymentThatIsKilledIsMendedByTheSameCommand() {
        shop.release("1.0.0");
        shop.deploy("1.0.0");
        for (String point : sample(Points.all(shop), 1)) {
            shop.done("remove");
            killed(point, "deploy", "--release", "1.0.0");
            again(point, "1.0.0", "deploy", "--release", "1.0.0");
        }
    }

    @Test
    void aSecondDeploymentThatIsKilledIsMendedByTheSameCommand() {
        shop.release("1.0.0");
        shop.release("1.1.0");
        shop.deploy("1.0.0");
        shop.deploy("1.1.0");
        underLoad(
                sample(Points.all(shop), 3),
                List.of("1.0.0", "1.1.0"),
                version -> List.of("deploy", "--allow-older", "--release", version));
    }

    @Test
    void aFlipThatIsKilledIsMendedByTheSameCommand() {
        shop.release("1.0.0");
        shop.release("1.1.0");
        shop.deploy("1.0.0");
        shop.deploy("1.1.0");
        shop.done("flip", "blue");
        underLoad(
                sample(Points.all(shop), 1),
                List.of("1.1.0", "1.0.0"),
                version -> List.of("flip", version.equals("1.0.0") ? "blue" : "green"));
    }

    @Test
    void aRollbackToWhatIsWarmThatIsKilledIsMendedByTheSameCommand() {
        shop.release("1.0.0");
        shop.release("1.1.0");
        shop.deploy("1.0.0");
        shop.deploy("1.1.0");
        shop.done("rollback");
        List<String> points = sample(Points.all(shop), 2);
        loaded(() -> {
            for (String point : points) {
                shop.done("flip", "green");
                killed(point, "rollback");
                again(point, "1.0.0", "rollback");
            }
        });
    }

    @Test
    void aRollbackToWhatIsNotWarmThatIsKilledIsMendedByTheSameCommand() {
        List<String> versions = List.of("1.0.0", "1.1.0", "1.2.0");
        versions.forEach(shop::release);
        versions.forEach(shop::deploy);
        shop.done("rollback", "1.0.0");
        underLoad(
                sample(Points.all(shop), 1),
                List.of("1.1.0", "1.2.0", "1.0.0"),
                version -> List.of("rollback", version));
    }

    @Test
    void aKillAtARandomMomentIsMendedByTheSameCommand() {
        shop.release("1.0.0");
        shop.release("1.1.0");
        shop.deploy("1.0.0");
        long took = shop.done("deploy", "--release", "1.1.0").took().toMillis();
        long seed = System.nanoTime();
        Random random = new Random(seed);
        loaded(() -> {
            for (int i = 0; i < (ALL ? 40 : 2); i++) {
                String version = i % 2 == 0 ? "1.0.0" : "1.1.0";
                long after = random.nextLong(took);
                String when = "after " + after + " ms, number " + i + " of seed " + seed;
                Program.Started command = shop.start("deploy", "--allow-older", "--release", version);
                pause(after);
                command.process().destroyForcibly();
                command.end();
                again(when, version, "deploy", "--allow-older", "--release", version);
            }
        });
    }

    /** Kills a command at each point in turn, on the way to each version in turn. */
    private void underLoad(List<String> points, List<String> versions, Way way) {
        loaded(() -> IntStream.range(0, points.size()).forEach(i -> {
            String version = versions.get(i % versions.size());
            String[] command = way.to(version).toArray(new String[0]);
            killed(points.get(i), command);
            again(points.get(i), version, command);
        }));
    }

    /** The command that makes a version live. */
    private interface Way {
        List<String> to(String version);
    }

    private void loaded(Runnable work) {
        load.add(Load.start(shop.port(), MIX));
        work.run();
        Load.Report report = load.get(0).stop();
        assertThat(report.failures()).isEmpty();
        assertThat(report.answers()).isNotEmpty();
    }

    private void killed(String point, String... command) {
        shop.with(DIE_AT, point);
        Ended ended = shop.cdctl(command);
        shop.without(DIE_AT);
        assertThat(ended.exit()).as("killed at %s: %s", point, ended).isEqualTo(KILLED);
    }

    private void again(String point, String version, String... command) {
        Ended ended = shop.cdctl(command);
        assertThat(ended.exit()).as("after %s: %s", point, ended).isZero();
        try {
            Aftermath.isWhole(shop, version);
        } catch (AssertionError e) {
            throw new AssertionError("after " + point + ": " + ended, e);
        }
        load.forEach(one -> assertThat(one.report().failures()).as(point).isEmpty());
    }

    /** All of them, or some that lie spread over the whole. */
    private static List<String> sample(List<String> points, int size) {
        assertThat(points).contains("commit.intent", "apply.effect", "retire.intent");
        if (ALL) {
            return points;
        }
        List<String> sample = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            sample.add(points.get(points.size() * (2 * i + 1) / (2 * size)));
        }
        return Collections.unmodifiableList(sample);
    }

    private static void pause(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

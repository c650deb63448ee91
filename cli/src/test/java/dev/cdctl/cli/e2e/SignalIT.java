package dev.cdctl.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cdctl.cli.e2e.Program.Ended;
import dev.cdctl.cli.e2e.Program.Started;
import dev.cdctl.load.Load;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** INT, TERM and HUP at steps that last: the end comes soon, with the old release or the new one, and unlocked. */
class SignalIT {
    private static final boolean ALL = Boolean.getBoolean("cdctl.all");
    private static final Duration LIMIT = Duration.ofSeconds(8);
    /** What ends within the 8 s, with some room for a machine that is busy. */
    private static final Duration SEEN = LIMIT.plusSeconds(2);

    private final Shop shop;
    private final List<Load> load = new ArrayList<>();

    SignalIT(@TempDir Path folder) {
        this.shop = Shop.open(folder, SignalIT::lasting);
    }

    @AfterEach
    void close() {
        load.forEach(Load::close);
        shop.close();
    }

    private static String lasting(String pipeline) {
        return KillIT.manyRoles(pipeline)
                .replace("command: \"true\"}", "command: \"sleep 2\"}")
                .replace("verify: \"true\"", "verify: \"sleep 4 & wait\"")
                .replace("drain: 1s", "drain: 20s")
                .replace("watch: 300ms", "watch: 20s");
    }

    private enum Signal {
        INT(130),
        TERM(143),
        HUP(143);

        private final int exit;

        Signal(int exit) {
            this.exit = exit;
        }

        void to(long pid) {
            try {
                assertThat(new ProcessBuilder("kill", "-" + name(), Long.toString(pid))
                                .start()
                                .waitFor())
                        .isZero();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Test
    void aSignalBeforeTheDecisionLeavesEverythingAsItWas() {
        ready();
        for (String step : ALL
                ? List.of("fetch", "clear", "job-migrate", "start", "health", "warm-up", "verify")
                : List.of("job-migrate", "verify")) {
            for (Signal signal : signals(step)) {
                stopped(step, signal);
                Aftermath.isWhole(shop, "1.0.0");
            }
        }
        assertThat(load.get(0).stop().failures()).isEmpty();
    }

    @Test
    void aSignalAfterTheDecisionLeavesTheNewReleaseLive() {
        ready();
        String other = "1.1.0";
        for (String step :
                ALL ? List.of("commit", "apply", "prove", "handover", "drain", "watch", "retire") : List.of("watch")) {
            for (Signal signal : signals(step)) {
                stopped(step, signal, "deploy", "--allow-older", "--release", other);
                Aftermath.isWhole(shop, other);
                other = other.equals("1.1.0") ? "1.0.0" : "1.1.0";
            }
        }
        assertThat(load.get(0).stop().failures()).isEmpty();
    }

    @Test
    void aSignalWhileRequestsAreDrainedCutsNoneOfThem() {
        ready();
        load.add(Load.start(shop.port(), new Load.Mix(Map.of(Load.Kind.SLOW, 4), 3_000, 0)));
        stopped("drain", Signal.TERM);
        Aftermath.isWhole(shop, "1.1.0");
        load.forEach(one -> assertThat(one.stop().failures()).isEmpty());
    }

    @Test
    void aSecondSignalEndsAtOnceAndTheNextCommandMendsTheRest() {
        ready();
        Started command = shop.start("deploy", "--release", "1.1.0");
        reaches(command, "verify");
        Signal.INT.to(command.process().pid());
        Signal.INT.to(command.process().pid());
        assertThat(command.end().exit()).isEqualTo(130);

        shop.done("resume");
        Aftermath.isWhole(shop, "1.0.0");
        assertThat(load.get(0).stop().failures()).isEmpty();
    }

    @Test
    void aKilledParentCountsAsACancel() throws IOException {
        ready();
        Path parent = shop.project().resolve("../parent.sh");
        Files.writeString(parent, Program.FILE + " deploy --release 1.1.0 -e production --yes 2>\"$0.err\"; exit 3\n");
        Started started = shop.run("sh", parent.toString());
        await("the step verify", () -> read(Path.of(parent + ".err")).contains("> verify:"));
        started.process().destroyForcibly();

        await(
                "the end of cdctl",
                () -> shop.processes().stream()
                        .noneMatch(process -> Processes.describe(process).contains("--release 1.1.0")));
        Aftermath.isWhole(shop, "1.0.0");
    }

    @Test
    void aClosedOutputCountsAsACancel() throws IOException {
        ready();
        Path pipe = shop.project().resolve("../pipe.sh");
        Files.writeString(
                pipe,
                "(" + Program.FILE + " deploy --release 1.1.0 -e production --yes 2>&1; echo $? >\"$0.exit\") | "
                        + "while read -r line; do case $line in '> verify'*) exit 0;; esac; done\n");
        shop.run("sh", pipe.toString());

        await("the end of cdctl", () -> !read(Path.of(pipe + ".exit")).isEmpty());
        assertThat(read(Path.of(pipe + ".exit")).strip()).isEqualTo("143");
        Aftermath.isWhole(shop, "1.0.0");
    }

    @Test
    void aSignalDuringABuildScriptEndsTheWholeTree() {
        shop.release("1.0.0");
        shop.write(
                "pipeline.yaml",
                read(shop.project().resolve("pipeline.yaml"))
                        + "stages:\n  build: {run: \"(sleep 4711 & sleep 4712); sleep 4713\"}\n");
        Started command = shop.start("build");
        reaches(command, "build");
        await("the script", () -> sleepers() == 2);
        Signal.INT.to(command.process().pid());

        Ended ended = command.end();
        assertThat(ended.exit()).as(ended.toString()).isEqualTo(130);
        assertThat(sleepers()).isZero();
    }

    private long sleepers() {
        return shop.processes().stream()
                .filter(process -> Processes.describe(process).matches("[0-9]+ sleep 471[0-9] *"))
                .count();
    }

    private void ready() {
        shop.release("1.0.0");
        shop.release("1.1.0");
        Started first = shop.start("deploy", "--release", "1.0.0");
        reaches(first, "watch");
        Signal.INT.to(first.process().pid());
        first.end();
        Aftermath.isWhole(shop, "1.0.0");
        load.add(Load.start(
                shop.port(), new Load.Mix(Map.of(Load.Kind.KEEP_ALIVE, 1, Load.Kind.NEW_CONNECTION, 1), 0, 0)));
    }

    private static List<Signal> signals(String step) {
        return ALL ? List.of(Signal.values()) : List.of(Signal.values()[Math.abs(step.hashCode()) % 3]);
    }

    private void stopped(String step, Signal signal, String... other) {
        String[] words = other.length > 0 ? other : new String[] {"deploy", "--release", "1.1.0"};
        Started command = shop.start(words);
        reaches(command, step);
        long sent = System.nanoTime();
        signal.to(command.process().pid());
        Ended ended = command.end();
        String what = signal + " at " + step + ": " + ended;
        assertThat(Duration.ofNanos(System.nanoTime() - sent)).as(what).isLessThan(SEEN);
        assertThat(ended.exit()).as(what).isEqualTo(signal.exit);
    }

    private static void reaches(Started command, String step) {
        await("the step " + step, () -> {
            assertThat(command.process().isAlive()).as(command.said()).isTrue();
            return command.said().contains("> " + step + ":");
        });
    }

    private static void await(String what, BooleanSupplier condition) {
        Awaitility.await(what)
                .atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(10))
                .until(condition::getAsBoolean);
    }

    private static String read(Path file) {
        try {
            return Files.exists(file) ? Files.readString(file) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

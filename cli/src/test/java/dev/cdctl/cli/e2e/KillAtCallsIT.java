package dev.cdctl.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.cdctl.cli.e2e.Program.Ended;
import dev.cdctl.load.Load;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * cdctl is killed by the kernel at system calls of a whole deployment: where it flushes, where it renames, where it
 * connects. No user notices, and the same command brings it to its end.
 */
class KillAtCallsIT {
    private static final List<String> CALLS = List.of("fsync", "?rename,?renameat,?renameat2", "connect");
    private static final int KILLED = 137;
    private static final int SAMPLE = 2;
    private static final Load.Mix MIX =
            new Load.Mix(Map.of(Load.Kind.KEEP_ALIVE, 1, Load.Kind.NEW_CONNECTION, 1), 0, 0);

    private final Path folder;
    private final Shop shop;
    private int kills;

    KillAtCallsIT(@TempDir Path folder) {
        this.folder = folder;
        this.shop = Shop.open(folder, KillIT::manyRoles);
    }

    @AfterEach
    void close() {
        shop.close();
    }

    @Test
    void aDeploymentThatIsKilledAtACallIsMendedByTheSameCommand() throws IOException {
        assumeTrue(mayTrace(), "strace is not installed, or may not trace processes here");
        shop.release("1.0.0");
        shop.release("1.1.0");
        shop.deploy("1.0.0");
        shop.deploy("1.1.0");
        try (Load load = Load.start(shop.port(), MIX)) {
            Path log = folder.resolve("calls");
            Ended whole = strace(String.join(",", CALLS), "-o", log.toString());
            assertThat(whole.exit()).as("%s", whole).isZero();
            for (String calls : CALLS) {
                for (int call : points(count(Files.readAllLines(log), calls))) {
                    killed(calls, call);
                }
                assertThat(load.report().failures()).as(calls).isEmpty();
            }
            assertThat(load.stop().failures()).isEmpty();
        }
        Figures.tell("killed at " + kills + " system calls of a deployment: 0 failed requests, each mended");
        assertThat(kills).isGreaterThanOrEqualTo(CALLS.size());
    }

    /** How often the busiest thread of a deployment makes one of these calls. */
    private static int count(List<String> log, String calls) {
        Map<String, Long> byThread = log.stream()
                .filter(line -> Arrays.stream(calls.split(","))
                        .anyMatch(call -> line.contains(" " + call.replace("?", "") + "(")))
                .map(line -> line.split(" ")[0])
                .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
        return byThread.values().stream().mapToInt(Math::toIntExact).max().orElseThrow();
    }

    private static List<Integer> points(int count) {
        List<Integer> all = IntStream.rangeClosed(1, count).boxed().toList();
        int sample = Figures.count(SAMPLE, count);
        List<Integer> points = new ArrayList<>();
        for (int i = 0; i < sample; i++) {
            points.add(all.get(count * (2 * i + 1) / (2 * sample)));
        }
        return points;
    }

    private void killed(String calls, int call) {
        String version = other();
        Ended ended = strace(calls, "-o", "/dev/null", "-e", "inject=" + calls + ":signal=KILL:when=" + call);
        String when = "killed at number " + call + " of " + calls + ": " + ended;
        // No two runs are the same to the call; one that made fewer has ended well.
        assertThat(ended.exit()).as(when).isIn(KILLED, 0);
        kills += ended.exit() == KILLED ? 1 : 0;
        assertThat(Question.ask(shop.port()).status()).as(when).isEqualTo(200);
        Ended again = shop.cdctl("deploy", "--allow-older", "--release", version);
        assertThat(again.exit()).as("after %s: %s", when, again).isZero();
        Aftermath.isWhole(shop, version);
    }

    /** Traces cdctl alone: what it starts is let go. */
    private Ended strace(String calls, String... more) {
        List<String> words = new ArrayList<>(List.of("strace", "-f", "-qq", "-b", "execve", "-e", "trace=" + calls));
        words.addAll(List.of(more));
        String java = Path.of(Objects.requireNonNull(System.getProperty("java.home")), "bin", "java")
                .toString();
        words.addAll(List.of(java, "-jar", Program.FILE + ".jar"));
        words.addAll(List.of("deploy", "--allow-older", "--release", other(), "-e", "production", "--yes"));
        return shop.run(words.toArray(String[]::new)).end();
    }

    private String other() {
        return shop.served().equals("1.0.0") ? "1.1.0" : "1.0.0";
    }

    private boolean mayTrace() {
        try {
            return shop.run("strace", "-qq", "-o", "/dev/null", "true").end().exit() == 0;
        } catch (java.io.UncheckedIOException e) {
            return false;
        }
    }
}

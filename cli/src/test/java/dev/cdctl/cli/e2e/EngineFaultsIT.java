package dev.cdctl.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.cdctl.cli.e2e.HostedShop.Entry;
import dev.cdctl.cli.e2e.Program.Ended;
import dev.cdctl.cli.e2e.Program.Started;
import dev.cdctl.cli.world.Host;
import dev.cdctl.cli.world.World;
import dev.cdctl.engine.FaultPoints;
import dev.cdctl.json.Json;
import dev.cdctl.json.JsonText;
import dev.cdctl.load.Load;
import dev.cdctl.load.Load.Kind;
import dev.cdctl.load.Load.Mix;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The engine of one of two hosts dies, freezes or starts again, or its host is cut off, at one named step of a command:
 * no user notices, the command says what it was, and the same command converges afterwards without being forced. Engines
 * keep what runs while they are away ({@code live-restore}).
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EngineFaultsIT {
    private static final boolean ALL = Boolean.getBoolean("cdctl.all");
    private static final Duration LIMIT = Duration.ofMinutes(3);
    private static final Mix FEW = new Mix(Map.of(Kind.KEEP_ALIVE, 1, Kind.NEW_CONNECTION, 1, Kind.POST, 1), 0, 0);

    /** Done, failed and undone, unreachable, refused, needs a person, rolled back: what a command may say of it. */
    private static final Set<Integer> CLEAR = Set.of(0, 1, 4, 5, 6, 8);

    /** Blows of different kinds, spread over both commands. */
    private static final Set<String> SAMPLE =
            Set.of("deploy start.intent CUT_OFF", "deploy commit.effect RESTARTED", "flip commit.intent FROZEN");

    /** Live, warm, and the next: each case deploys one that runs nowhere. */
    private static final List<String> RELEASES = List.of("1.0.0", "1.1.0", "1.2.0");

    /** Which of all, as {@code -Dcdctl.cases='deploy .* FROZEN'} says. */
    private static final Pattern WANTED = Pattern.compile(System.getProperty("cdctl.cases", ""));

    private final Path waiting;
    private final World world = World.of(2);
    private final Host struck = world.host(2);
    private final HostedShop hosted;
    private final Shop shop;
    private final Map<String, List<String>> points = new TreeMap<>();
    private String live = "";

    /** What happens to the host. */
    private enum Blow {
        KILLED {
            @Override
            void strike(World world, Host host) {
                host.engine().kill();
            }

            @Override
            void mend(World world, Host host) {
                host.engine().start();
            }
        },
        FROZEN {
            @Override
            void strike(World world, Host host) {
                host.engine().freeze();
            }

            @Override
            void mend(World world, Host host) {
                host.engine().thaw();
            }
        },
        RESTARTED {
            @Override
            void strike(World world, Host host) {
                host.engine().restart();
            }

            @Override
            void mend(World world, Host host) {
                // It runs again.
            }
        },
        /** From whoever deploys, and from the registry; the proxies still reach it, or its users would notice. */
        CUT_OFF {
            @Override
            void strike(World world, Host host) {
                host.run("iptables", "-w", "-t", "raw", "-I", "PREROUTING", "-s", world.gateway(), "-j", "DROP");
            }

            @Override
            void mend(World world, Host host) {
                host.run("iptables", "-w", "-t", "raw", "-F");
            }
        };

        abstract void strike(World world, Host host);

        abstract void mend(World world, Host host);
    }

    /** One blow at one point of one command. */
    record Case(String verb, String point, Blow blow) {
        @Override
        public String toString() {
            return verb + " " + point + " " + blow;
        }
    }

    /** What makes a release live that is not. */
    private record Way(String version, String... command) {}

    EngineFaultsIT(@TempDir Path folder) throws IOException {
        waiting = folder.resolve("waiting");
        for (Host host : world.engines()) {
            Files.writeString(host.folder().resolve("daemon.json"), "{\"live-restore\": true}\n");
            host.engine().restart();
        }
        hosted = HostedShop.open(
                world, folder, Entry.NGINX, usual -> usual.replace("    drain:", "    verify: \"true\"\n    drain:"));
        shop = hosted.shop();
        RELEASES.forEach(hosted::release);
        for (String verb : List.of("deploy", "deploy", "flip")) {
            Way way = way(verb);
            shop.done(way.command());
            live = way.version();
            points.put(verb, points());
        }
    }

    @AfterAll
    void close() {
        try (world) {
            hosted.close();
        }
    }

    /** Before and after the effect of each step that the last command ran. */
    private List<String> points() {
        String journal =
                world.host(1).run("cat", "/srv/" + hosted.name() + "/journals/" + hosted.name() + "/production.jsonl");
        List<Json.Obj> entries =
                journal.lines().skip(1).map(JsonText::readObject).toList();
        String last = entries.get(entries.size() - 1).need("operation");
        return entries.stream()
                .filter(entry -> entry.need("operation").equals(last))
                .filter(entry -> Set.of("INTENT", "DONE").contains(entry.need("phase")))
                .map(entry -> entry.need("step"))
                .distinct()
                .flatMap(step -> Stream.of(step + ".intent", step + ".effect"))
                .toList();
    }

    Stream<Case> cases() {
        List<Case> all = new ArrayList<>();
        points.forEach((verb, each) ->
                each.forEach(point -> Stream.of(Blow.values()).forEach(blow -> all.add(new Case(verb, point, blow)))));
        assertThat(all).map(Case::toString).containsAll(SAMPLE);
        return all.stream()
                .filter(one -> ALL ? WANTED.matcher(one.toString()).find() : SAMPLE.contains(one.toString()));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void nobodyNoticesAndTheNextRunConverges(Case one) throws IOException {
        long begin = System.nanoTime();
        live = hosted.served();
        Way way = way(one.verb());
        try (Load load = Load.start(FEW, hosted.url())) {
            Ended ended = struck(one, way.command());
            told(ended, way.version());
            Ended again = converges(ended, way);
            Load.Report report = load.stop();
            assertThat(report.failures()).as("%s", ended).isEmpty();
            Figures.tell("struck at " + one + ": exit " + ended.exit() + " after "
                    + ended.took().toMillis() + " ms, the next run "
                    + again.took().toMillis() + " ms, all "
                    + Duration.ofNanos(System.nanoTime() - begin).toMillis() + " ms, answers "
                    + report.answers().size() + ", failed 0");
        }
    }

    private Way way(String verb) {
        List<String> running = hosted.running(world.host(1));
        if (verb.equals("deploy")) {
            String version = RELEASES.stream()
                    .filter(each -> running.stream().noneMatch(one -> one.startsWith(each + " ")))
                    .findFirst()
                    .orElseThrow();
            world.engines().forEach(hosted::forgetImages);
            return new Way(version, "deploy", "--allow-older", "--release", version);
        }
        String[] warm = running.stream()
                .filter(each -> !each.startsWith(live + " "))
                .findFirst()
                .orElseThrow()
                .split(" ");
        return new Way(warm[0], "flip", warm[1]);
    }

    /** The exit code says what users get, and the message names the host. */
    private void told(Ended ended, String version) {
        assertThat(CLEAR).as("%s", ended).contains(ended.exit());
        String served = hosted.served();
        assertThat(List.of(live, version)).as("%s", ended).contains(served);
        if (ended.exit() == 0) {
            assertThat(served).as("%s", ended).isEqualTo(version);
        } else {
            assertThat(ended.err()).contains(struck.name());
        }
        if (List.of(1, 4, 5, 8).contains(ended.exit())) {
            assertThat(served).as("%s", ended).isEqualTo(live);
        }
    }

    private Ended struck(Case one, String[] command) throws IOException {
        Files.deleteIfExists(waiting);
        shop.with(FaultPoints.WAIT_AT, one.point() + " " + waiting);
        Started started = shop.start(command);
        shop.without(FaultPoints.WAIT_AT);
        try {
            await().atMost(LIMIT)
                    .until(() -> Files.exists(waiting) || !started.process().isAlive());
            assertThat(waiting).as(started::said).exists();
        } finally {
            if (Files.notExists(waiting)) {
                started.process().destroyForcibly();
            }
        }
        one.blow().strike(world, struck);
        try {
            Files.delete(waiting);
            return started.end();
        } finally {
            one.blow().mend(world, struck);
        }
    }

    /** Without being forced. */
    private Ended converges(Ended before, Way way) {
        Ended again = shop.cdctl(way.command());
        assertThat(again.exit()).as("%s, after %s", again, before).isZero();
        live = way.version();
        assertThat(hosted.served()).isEqualTo(live);
        for (Host host : world.engines()) {
            assertThat(hosted.running(host)).anyMatch(each -> each.startsWith(live + " "));
        }
        assertThat(shop.status()).contains("\"differences\":[]").doesNotContain("half_done", "locked_by");
        return again;
    }
}

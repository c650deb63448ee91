package dev.cdctl.adapter.haproxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.cdctl.adapter.shell.LocalShell;
import dev.cdctl.host.HostShell;
import dev.cdctl.http.Exchange;
import dev.cdctl.http.Probe;
import dev.cdctl.http.Reply;
import dev.cdctl.http.Target;
import dev.cdctl.model.Colour;
import dev.cdctl.model.Failure;
import dev.cdctl.model.Problem;
import dev.cdctl.model.Weights;
import dev.cdctl.traffic.Address;
import dev.cdctl.traffic.Decision;
import dev.cdctl.traffic.Proof;
import dev.cdctl.traffic.Route;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HaproxyRouterTest {
    private static final Duration LIMIT = Duration.ofSeconds(20);

    @Test
    void aDecisionIsServedObservedAndProven(@TempDir Path folder) {
        try (Bed bed = new Bed(folder)) {
            assertThat(bed.router.observe()).isEmpty();
            bed.router.check(bed.route());
            bed.flip(Colour.GREEN, 7);
            assertThat(bed.router.observe()).contains(Bed.all(Colour.GREEN, 7));
            assertThat(bed.prove(Bed.all(Colour.GREEN, 7))).contains("green");
        }
    }

    @Test
    void onlyAQuestionWithTheTokenIsToldWhatWasChosen(@TempDir Path folder) {
        try (Bed bed = new Bed(folder)) {
            bed.flip(Colour.BLUE, 3);
            assertThat(ask(bed, "/", Map.of()).header("X-Cdctl-Colour")).isEmpty();
            assertThat(ask(bed, "/", Map.of("X-Cdctl-Probe", "guessed")).header("X-Cdctl-Generation"))
                    .isEmpty();
            Reply.Answer told = ask(bed, "/", bed.router.probe(3));
            assertThat(ask(
                                    bed,
                                    "/",
                                    Map.of(
                                            "X-Cdctl-Probe",
                                            "another," + bed.router.probe(3).get("X-Cdctl-Probe")))
                            .header("X-Cdctl-Colour"))
                    .as("with the token of another router")
                    .contains("blue");
            assertThat(told.header("X-Cdctl-Colour")).contains("blue");
            assertThat(told.header("X-Cdctl-Generation")).contains("3");
        }
    }

    @Test
    void theTokenOfQuestionsIsOnNoCommandLine(@TempDir Path folder) {
        try (Bed bed = new Bed(folder)) {
            List<HostShell.Command> commands = new CopyOnWriteArrayList<>();
            LocalShell local = new LocalShell();
            HostShell listening = new HostShell() {
                @Override
                public String describe() {
                    return local.describe();
                }

                @Override
                public Ran run(Command command) {
                    commands.add(command);
                    return local.run(command);
                }
            };
            HaproxyRouter router =
                    new HaproxyRouter(bed.proxy.spec(bed.port), listening, Proxy.SERVICE, Proxy.ENVIRONMENT);
            router.apply(bed.route(), Bed.all(Colour.BLUE, 1));
            router.apply(bed.route(), Bed.all(Colour.GREEN, 2));
            router.traffic();
            String token = Objects.requireNonNull(router.probe(2).get("X-Cdctl-Probe"));
            assertThat(commands).hasSizeGreaterThan(3).allSatisfy(command -> {
                assertThat(command.arguments()).noneMatch(argument -> argument.contains(token));
                assertThat(command.script()).doesNotContain(token);
            });
            assertThat(bed.prove(Bed.all(Colour.GREEN, 2))).contains("green");
        }
    }

    @Test
    void aSmallerGenerationIsRefused(@TempDir Path folder) {
        try (Bed bed = new Bed(folder)) {
            bed.flip(Colour.GREEN, 5);
            Map<String, String> files = bed.files();
            assertThatThrownBy(() -> bed.flip(Colour.BLUE, 4)).hasMessageContaining("CD-662");
            assertThatThrownBy(() -> bed.flip(Colour.BLUE, 5)).hasMessageContaining("CD-663");
            assertThat(bed.files()).isEqualTo(files);
            assertThat(bed.router.observe()).contains(Bed.all(Colour.GREEN, 5));
        }
    }

    @Test
    void ofManyAppliersTheNewestDecisionWins(@TempDir Path folder) {
        try (Bed bed = new Bed(folder)) {
            bed.flip(Colour.BLUE, 1);
            List<CompletableFuture<Void>> all = java.util.stream.LongStream.rangeClosed(2, 6)
                    .mapToObj(generation -> CompletableFuture.runAsync(() -> {
                        try {
                            bed.flip(generation % 2 == 0 ? Colour.GREEN : Colour.BLUE, generation);
                        } catch (Failure e) {
                            assertThat(e.kind()).isEqualTo(Failure.Kind.REFUSED);
                        }
                    }))
                    .toList();
            all.forEach(CompletableFuture::join);
            assertThat(bed.router.observe()).contains(Bed.all(Colour.GREEN, 6));
            assertThat(bed.prove(Bed.all(Colour.GREEN, 6))).contains("green");
        }
    }

    @Test
    void aReloadAndARestartKeepTheDecision(@TempDir Path folder) {
        try (Bed bed = new Bed(folder)) {
            bed.flip(Colour.BLUE, 1);
            bed.flip(Colour.GREEN, 2);
            bed.proxy.reload();
            bed.prove(Bed.all(Colour.GREEN, 2));
            bed.proxy.kill();
            assertThat(bed.router.observe()).contains(Bed.all(Colour.GREEN, 2));
            bed.proxy.restart();
            assertThat(bed.router.observe()).contains(Bed.all(Colour.GREEN, 2));
            bed.prove(Bed.all(Colour.GREEN, 2));
        }
    }

    @Test
    void leftoverWeightsAndStatesAreMended(@TempDir Path folder) {
        try (Bed bed = new Bed(folder)) {
            bed.flip(Colour.BLUE, 1);
            bed.proxy.ask("set server cdctl.books.production.green/s1 weight 0; "
                    + "set server cdctl.books.production.green/s1 state drain; "
                    + "set server cdctl.books.production.green/s1 addr 127.0.0.1 port 9");
            bed.flip(Colour.GREEN, 2);
            bed.prove(Bed.all(Colour.GREEN, 2));
            bed.proxy.ask("set server cdctl.books.production.green/s1 state maint");
            assertThat(ask(bed, "/", Map.of()).status()).isEqualTo(503);
            bed.flip(Colour.GREEN, 2);
            bed.prove(Bed.all(Colour.GREEN, 2));
        }
    }

    @Test
    void aDamagedOrMissingMapIsMendedByTheNextDecision(@TempDir Path folder) throws Exception {
        try (Bed bed = new Bed(folder)) {
            bed.flip(Colour.BLUE, 1);
            bed.proxy.write("decisions.map", "books.production bl\n");
            bed.proxy.reload();
            assertThat(ask(bed, "/", Map.of()).status()).isEqualTo(503);
            assertThat(bed.router.observe()).isEmpty();
            bed.flip(Colour.BLUE, 1);
            bed.prove(Bed.all(Colour.BLUE, 1));
            java.nio.file.Files.delete(bed.proxy.files().resolve("decisions.map"));
            bed.flip(Colour.GREEN, 2);
            bed.prove(Bed.all(Colour.GREEN, 2));
            assertThat(bed.proxy.read("decisions.map")).isEqualTo("books.production green:100:2:-:green\n");
        }
    }

    @Test
    void anEntryThatIsGoneFromTheProcessIsAddedAgain(@TempDir Path folder) {
        try (Bed bed = new Bed(folder)) {
            bed.flip(Colour.BLUE, 1);
            bed.proxy.ask("clear map " + bed.proxy.files() + "/decisions.map");
            assertThat(ask(bed, "/", Map.of()).status()).isEqualTo(503);
            assertThat(bed.router.observe()).isEmpty();
            bed.flip(Colour.BLUE, 1);
            bed.prove(Bed.all(Colour.BLUE, 1));
        }
    }

    @Test
    void aDifferenceBetweenFilesAndProcessIsSeenAsTheProcessServesIt(@TempDir Path folder) {
        try (Bed bed = new Bed(folder)) {
            bed.flip(Colour.BLUE, 1);
            bed.flip(Colour.GREEN, 2);
            // As after a kill between the files and the process.
            bed.proxy.ask("set map " + bed.proxy.files() + "/decisions.map books.production "
                    + Entry.of(Bed.all(Colour.BLUE, 1), false));
            assertThat(bed.router.observe()).contains(Bed.all(Colour.BLUE, 1));
            bed.flip(Colour.GREEN, 2);
            assertThat(bed.router.observe()).contains(Bed.all(Colour.GREEN, 2));
            bed.prove(Bed.all(Colour.GREEN, 2));
        }
    }

    @Test
    void aFlipThatIsKilledWhenTheProcessWasToldIsSeenAndMended(@TempDir Path folder) {
        try (Bed bed = new Bed(folder)) {
            bed.flip(Colour.BLUE, 1);
            HaproxyRouter dying = new HaproxyRouter(
                    bed.proxy.spec(bed.port), new DyingShell("sync .next.map"), Proxy.SERVICE, Proxy.ENVIRONMENT);
            assertThatThrownBy(() -> dying.apply(bed.route(), Bed.all(Colour.GREEN, 2)))
                    .hasMessageContaining("CD-999");
            assertThat(bed.proxy.read("decisions.map")).contains(":1:");
            assertThat(bed.router.observe()).contains(Bed.all(Colour.GREEN, 2));
            bed.prove(Bed.all(Colour.GREEN, 2));
            bed.flip(Colour.BLUE, 3);
            bed.prove(Bed.all(Colour.BLUE, 3));
            assertThat(bed.proxy.files()).isDirectoryNotContaining("glob:**/.next.*");
        }
    }

    /** Dies before that line of a script. */
    private record DyingShell(String line) implements HostShell {
        @Override
        public String describe() {
            return "this machine";
        }

        @Override
        public Ran run(Command command) {
            String script = command.script().replace(line, "kill -9 $$; " + line);
            Ran ran =
                    new LocalShell().run(new Command(script, command.arguments(), command.input(), command.deadline()));
            if (!script.equals(command.script())) {
                throw Failure.unreachable(Problem.of("CD-999", "it was killed"));
            }
            return ran;
        }
    }

    @Test
    void flipsOfTwoServicesByTurnsKeepBoth(@TempDir Path folder) {
        try (Bed bed = new Bed(folder)) {
            bed.flip(Colour.BLUE, 1);
            Neighbour other = new Neighbour(bed);
            other.serve(Colour.GREEN, 1);
            for (long generation = 2; generation < 6; generation++) {
                Colour colour = generation % 2 == 0 ? Colour.GREEN : Colour.BLUE;
                bed.flip(colour, generation);
                other.serve(colour.other(), generation);
                assertThat(bed.router.observe()).contains(Bed.all(colour, generation));
                assertThat(other.router.observe()).contains(Bed.all(colour.other(), generation));
                assertThat(ask(bed, "/", Map.of()).header("X-Colour")).contains(colour.word());
                assertThat(ask(bed, "/films", Map.of()).header("X-Colour"))
                        .contains(colour.other().word());
            }
            bed.proxy.reload();
            bed.prove(Bed.all(Colour.BLUE, 5));
        }
    }

    @Test
    void aBrokenConfigurationLeavesEveryByte(@TempDir Path folder) throws Exception {
        try (Bed bed = new Bed(folder)) {
            bed.flip(Colour.BLUE, 1);
            Map<String, String> files = bed.files();
            java.nio.file.Files.writeString(
                    bed.proxy.config(), "\nnonsense\n", java.nio.file.StandardOpenOption.APPEND);
            Neighbour other = new Neighbour(bed);
            assertThatThrownBy(() -> other.serve(Colour.BLUE, 1)).hasMessageContaining("CD-665");
            assertThat(bed.files()).isEqualTo(files);
            bed.flip(Colour.GREEN, 2);
            bed.prove(Bed.all(Colour.GREEN, 2));
        }
    }

    @Test
    void aReloadThatDoesNotWorkIsTakenBack(@TempDir Path folder) {
        try (Bed bed = new Bed(folder)) {
            bed.flip(Colour.BLUE, 1);
            Map<String, String> files = bed.files();
            HaproxyRouterSpec taken = bed.proxy.spec(bed.blue.port(), Optional.of("films.example"), "/");
            HaproxyRouter router = bed.proxy.router(taken, Neighbour.SERVICE);
            assertThatThrownBy(() -> router.apply(new Neighbour(bed).route("/"), Bed.all(Colour.BLUE, 1)))
                    .hasMessageContaining("CD-666");
            assertThat(bed.files()).isEqualTo(files);
            bed.prove(Bed.all(Colour.BLUE, 1));
        }
    }

    @Test
    void twoServicesShareAProxyAndAPort(@TempDir Path folder) {
        try (Bed bed = new Bed(folder)) {
            bed.flip(Colour.BLUE, 1);
            Neighbour other = new Neighbour(bed);
            other.serve(Colour.GREEN, 1);
            assertThat(ask(bed, "/films", Map.of()).header("X-Colour")).contains("green");
            assertThat(ask(bed, "/films/", Map.of()).header("X-Colour")).contains("green");
            assertThat(ask(bed, "/filmstar", Map.of()).header("X-Colour")).contains("blue");
            assertThatThrownBy(() -> other.router.check(other.route("/"))).hasMessageContaining("CD-672");
            other.router.remove();
            assertThat(ask(bed, "/films", Map.of()).header("X-Colour")).contains("blue");
            assertThat(other.router.observe()).isEmpty();
            assertThat(bed.router.observe()).contains(Bed.all(Colour.BLUE, 1));
        }
    }

    @Test
    void aRouteWithoutInstancesIsAnswered503(@TempDir Path folder) {
        try (Bed bed = new Bed(folder)) {
            bed.flip(Colour.BLUE, 1);
            bed.router.apply(bed.route(Map.of()), Bed.all(Colour.BLUE, 1));
            assertThat(ask(bed, "/", Map.of()).status()).isEqualTo(503);
            assertThat(bed.router.observe()).contains(Bed.all(Colour.BLUE, 1));
            bed.flip(Colour.BLUE, 2);
            bed.prove(Bed.all(Colour.BLUE, 2));
        }
    }

    @Test
    void newAddressesNeedNoReloadAndMoreReplicasDo(@TempDir Path folder) {
        try (Bed bed = new Bed(folder)) {
            bed.router.apply(bed.route(Map.of(Colour.BLUE, List.of(Bed.at(bed.blue)))), Bed.all(Colour.BLUE, 1));
            String worker = worker(bed);
            bed.flip(Colour.GREEN, 2);
            assertThat(worker(bed)).isEqualTo(worker);
            bed.prove(Bed.all(Colour.GREEN, 2));
            Map<Colour, List<Address>> two = Map.of(Colour.BLUE, List.of(Bed.at(bed.blue), Bed.at(bed.green)));
            bed.router.apply(bed.route(two), Bed.all(Colour.BLUE, 3));
            assertThat(worker(bed)).isNotEqualTo(worker);
            bed.prove(Bed.all(Colour.BLUE, 3));
        }
    }

    @Test
    void aShiftSharesRequestsAndKeepsEachClientInItsColour(@TempDir Path folder) {
        try (Bed bed = new Bed(folder)) {
            bed.flip(Colour.BLUE, 1);
            for (int percent : List.of(10, 50, 90)) {
                Decision shift = Bed.decision(Colour.BLUE, new Weights(percent), percent);
                bed.router.apply(bed.route(), shift);
                assertThat(bed.router.observe()).contains(shift);
                long green = java.util.stream.IntStream.range(0, 400)
                        .filter(i -> ask(bed, "/", Map.of()).header("X-Colour").equals(Optional.of("green")))
                        .count();
                assertThat(green / 4.0).isBetween(percent - 8.0, percent + 8.0);
                String client = ask(bed, "/", Map.of()).header("Set-Cookie").orElseThrow();
                Map<String, String> known = Map.of("Cookie", client.substring(0, client.indexOf(';')));
                Reply.Answer first = ask(bed, "/", known);
                assertThat(first.header("Set-Cookie")).isEmpty();
                assertThat(ask(bed, "/", known).header("X-Colour")).isEqualTo(first.header("X-Colour"));
            }
        }
    }

    @Test
    void aClientThatMovedToTheNewColourStaysWhileItsShareGrows(@TempDir Path folder) {
        try (Bed bed = new Bed(folder)) {
            bed.flip(Colour.BLUE, 1);
            java.util.Set<Integer> moved = new java.util.HashSet<>();
            for (int percent : List.of(20, 40, 60, 80)) {
                bed.router.apply(bed.route(), Bed.decision(Colour.BLUE, new Weights(percent), percent));
                java.util.Set<Integer> green = new java.util.HashSet<>();
                for (int client = 0; client < 100; client++) {
                    Reply.Answer answer = ask(bed, "/", Map.of("Cookie", "cdctl-client=c" + client));
                    if (answer.header("X-Colour").equals(Optional.of("green"))) {
                        green.add(client);
                    }
                }
                assertThat(green).containsAll(moved);
                moved = green;
            }
        }
    }

    @Test
    void requestsAndFailuresAreCounted(@TempDir Path folder) {
        try (Bed bed = new Bed(folder)) {
            bed.flip(Colour.BLUE, 1);
            ask(bed, "/", Map.of());
            // HAProxy counts a request when it has forgotten it, which is after the client has the whole answer.
            await().atMost(LIMIT).until(() -> bed.traffic(Colour.BLUE).requests() > 0);
            assertThat(bed.traffic(Colour.BLUE).requests()).isEqualTo(1);
            assertThat(bed.traffic(Colour.BLUE).bad()).isZero();
            bed.blue.close();
            // The kernel may have taken a connection for it that nobody closes before the next one is tried.
            await().atMost(LIMIT).until(() -> ask(bed, "/", Map.of()).status() == 503);
            await().atMost(LIMIT).until(() -> bed.traffic(Colour.BLUE).bad() > 0);
        }
    }

    @Test
    void withoutAProcessFilesAreWrittenAndTheStartFollowsThem(@TempDir Path folder) {
        try (Bed bed = new Bed(folder)) {
            bed.flip(Colour.BLUE, 1);
            bed.proxy.kill();
            assertThatThrownBy(() -> bed.flip(Colour.GREEN, 2)).hasMessageContaining("CD-664");
            assertThatThrownBy(() -> bed.router.check(bed.route())).hasMessageContaining("CD-664");
            assertThat(bed.router.traffic()).isEmpty();
            bed.proxy.restart();
            assertThat(bed.router.observe()).contains(Bed.all(Colour.GREEN, 2));
        }
    }

    @Test
    void aConfigurationThatIsRefusedIsFoundByTheCheck(@TempDir Path folder) {
        try (Bed bed = new Bed(folder)) {
            HaproxyRouterSpec plain = bed.proxy.spec(bed.port);
            HaproxyRouter broken = bed.proxy.router(new HaproxyRouterSpec(
                    plain.listen(),
                    plain.host(),
                    plain.path(),
                    Optional.of(folder.resolve("missing.pem").toString()),
                    plain.timeout(),
                    plain.site(),
                    plain.on(),
                    plain.origin()));
            assertThatThrownBy(() -> broken.check(bed.route(), Bed.all(Colour.BLUE, 1)))
                    .isInstanceOfSatisfying(Failure.class, failure -> {
                        assertThat(failure.kind()).isEqualTo(Failure.Kind.FAILED);
                        assertThat(failure).hasMessageContaining("CD-665");
                        assertThat(failure.problems().get(0).why()).contains("missing.pem");
                    });
            assertThat(bed.files()).isEmpty();
            bed.router.check(bed.route(), Bed.all(Colour.BLUE, 1));
            bed.flip(Colour.BLUE, 1);
            Map<String, String> files = bed.files();
            assertThatThrownBy(() -> broken.check(bed.route(), Bed.all(Colour.GREEN, 2)))
                    .hasMessageContaining("CD-665");
            assertThat(bed.files()).isEqualTo(files);
        }
    }

    @Test
    void usersConnectByTlsWhenThereIsACertificate(@TempDir Path folder) throws Exception {
        try (Bed bed = new Bed(folder)) {
            String pem = folder.resolve("books.pem").toString();
            Process openssl = new ProcessBuilder(
                            ("openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost"
                                            + " -addext subjectAltName=DNS:localhost -keyout " + pem + ".key -out "
                                            + pem)
                                    .split(" "))
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("openssl").toFile())
                    .start();
            assertThat(openssl.waitFor()).isZero();
            HaproxyRouterSpec plain = bed.proxy.spec(bed.port);
            HaproxyRouter router = bed.proxy.router(new HaproxyRouterSpec(
                    plain.listen(),
                    plain.host(),
                    plain.path(),
                    Optional.of(pem),
                    plain.timeout(),
                    plain.site(),
                    plain.on(),
                    plain.origin()));
            Route route = bed.route();
            Route secure = new Route(
                    route.service(),
                    route.environment(),
                    route.listen(),
                    route.host(),
                    route.path(),
                    Optional.of(new Route.Tls(Path.of(pem), Path.of(pem))),
                    route.timeout(),
                    route.instances());
            Decision decision = Bed.all(Colour.GREEN, 1);
            router.apply(secure, decision);
            assertThat(new Proof(router, secure).of(decision, Optional.empty(), text -> {}))
                    .contains("green");
        }
    }

    @Test
    void aFileOfANewerCdctlIsRefusedUnchanged(@TempDir Path folder) {
        try (Bed bed = new Bed(folder)) {
            bed.flip(Colour.BLUE, 1);
            String newer =
                    bed.proxy.read("books.production.json").replace("\"format\":1,\"key\"", "\"format\":2,\"key\"");
            bed.proxy.write("books.production.json", newer);
            assertThatThrownBy(() -> bed.flip(Colour.GREEN, 2)).hasMessageContaining("CD-671");
            assertThat(bed.proxy.read("books.production.json")).isEqualTo(newer);
        }
    }

    private static String worker(Bed bed) {
        return bed.proxy
                .ask("show info")
                .lines()
                .filter(line -> line.startsWith("Pid:"))
                .findFirst()
                .orElseThrow();
    }

    private static Reply.Answer ask(Bed bed, String path, Map<String, String> headers) {
        Exchange question = new Exchange(Target.of("127.0.0.1", bed.port), "GET", path, headers, Optional.empty());
        return (Reply.Answer) new Probe(Duration.ofSeconds(5)).ask(question);
    }
}

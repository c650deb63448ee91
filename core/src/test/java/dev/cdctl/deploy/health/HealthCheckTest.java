package dev.cdctl.deploy.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpServer;
import dev.cdctl.deploy.machine.Instance;
import dev.cdctl.deploy.machine.Machine;
import dev.cdctl.deploy.spec.HealthSpec;
import dev.cdctl.model.Colour;
import dev.cdctl.model.Digest;
import dev.cdctl.model.Failure;
import dev.cdctl.model.Name;
import dev.cdctl.model.Problem;
import dev.cdctl.model.Version;
import dev.cdctl.traffic.Address;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HealthCheckTest {
    private static final Answer OK = new Answer(200, "1.4", "fine");
    private final FakeMachine machine = new FakeMachine();
    private final List<HttpServer> servers = new ArrayList<>();
    private final List<String> progress = Collections.synchronizedList(new ArrayList<>());
    private final AtomicInteger asked = new AtomicInteger();
    private final AtomicBoolean cancelled = new AtomicBoolean();

    /** What the service answers; an empty version stands for no header. */
    private record Answer(int status, String version, String body) {}

    @AfterEach
    void stopServers() {
        servers.forEach(server -> server.stop(0));
    }

    @Test
    void itTakesSeveralGoodAnswersInARow() throws IOException {
        Instance instance = serving(n -> n == 2 ? new Answer(503, "1.4", "not yet") : OK);

        await(instance, spec(Duration.ofSeconds(30)));

        assertThat(asked).hasValue(5);
        assertThat(progress).last().asString().startsWith("web-0 (green): ").endsWith(" answers 200, 3 of 3");
        assertThat(progress).anyMatch(words -> words.endsWith("/health answers 503"));
    }

    @Test
    void aServiceThatDoesNotTellItsVersionIsTrusted() throws IOException {
        await(serving(n -> new Answer(200, "", "{\"status\":\"up\"}")), spec(Duration.ofSeconds(30)));

        assertThat(asked).hasValue(3);
    }

    @Test
    void aBodyThatTellsTheVersionCountsLikeTheHeader() throws IOException {
        await(serving(n -> new Answer(200, "", "{\"version\":\"1.4\"}")), spec(Duration.ofSeconds(30)));

        Failure failure = failing(serving(n -> new Answer(200, "", "{\"version\":\"1.3\"}")));
        assertThat(failure.problems()).extracting(Problem::code).containsExactly("CD-516");
    }

    @Test
    void anotherVersionEndsItLongBeforeTheDeadline() throws IOException {
        Failure failure = failing(serving(n -> new Answer(200, "1.3", "fine")));

        assertThat(failure.kind()).isEqualTo(Failure.Kind.FAILED);
        assertThat(failure.problems()).singleElement().satisfies(problem -> {
            assertThat(problem.code()).isEqualTo("CD-516");
            assertThat(problem.why()).contains("1.3", "1.4");
        });
        assertThat(asked).hasValue(3);
    }

    @Test
    void aRightVersionInBetweenStartsTheCountAgain() throws IOException {
        await(serving(n -> n <= 2 ? new Answer(200, "1.3", "old") : OK), spec(Duration.ofSeconds(30)));

        assertThat(asked).hasValue(5);
    }

    @Test
    void anEarlyEndIsTheAnswerWhateverThePortSays() throws IOException {
        Instance instance = serving(n -> OK);
        machine.end(instance, new Machine.Exit.Code(3));

        Failure failure = failing(instance);

        assertThat(failure.problems()).singleElement().satisfies(problem -> {
            assertThat(problem.code()).isEqualTo("CD-514");
            assertThat(problem.what()).contains("exit code 3");
            assertThat(problem.why()).endsWith("starting\ncannot open the database");
        });
    }

    @Test
    void anEndDuringALongAnswerIsNoticedBeforeThatAnswer() throws IOException {
        AtomicBoolean answered = new AtomicBoolean();
        Instance[] instance = new Instance[1];
        instance[0] = serving(n -> {
            machine.end(instance[0], new Machine.Exit.Gone());
            sleep(Duration.ofSeconds(3));
            answered.set(true);
            return OK;
        });

        assertThat(failing(instance[0]).problems()).extracting(Problem::code).containsExactly("CD-514");
        assertThat(answered).isFalse();
    }

    /** Only the service's own time counts. */
    @Test
    void aMachineThatIsSlowToTellWhatRunsMakesNobodyLate() throws IOException {
        machine.tellFirstAfter(Duration.ofMillis(2_100));

        await(serving(n -> OK), spec(Duration.ofSeconds(2)));

        assertThat(asked).hasValue(3);
    }

    @Test
    void oneThatFlapsIsNotHealthyAndTheDeadlineTellsIt() throws IOException {
        Instance instance = serving(n -> n % 3 == 0 ? new Answer(503, "1.4", "not now") : OK);

        Failure failure = catchThrowableOfType(Failure.class, () -> await(instance, spec(Duration.ofMillis(900))));

        assertThat(failure.problems()).singleElement().satisfies(problem -> {
            assertThat(problem.code()).isEqualTo("CD-515");
            assertThat(problem.why())
                    .containsPattern("^[0-9]+ of [0-9]+ answers were good, and never 3 in a row; the last");
        });
    }

    @Test
    void theDeadlineTellsTheLastAnswer() throws IOException {
        Instance instance = serving(n -> new Answer(503, "1.4", "never"));

        Failure failure = catchThrowableOfType(Failure.class, () -> await(instance, spec(Duration.ofMillis(300))));

        assertThat(failure.problems()).singleElement().satisfies(problem -> {
            assertThat(problem.code()).isEqualTo("CD-515");
            assertThat(problem.what()).contains("0.3 s");
            assertThat(problem.why()).contains("/health answers 503", "cannot open the database");
        });
    }

    @Test
    void oneThatItsMachineMovesIsAskedWhereItComesTo() throws IOException {
        Instance there = serving(n -> OK);
        Instance instance = serving(n -> new Answer(503, "", ""));
        machine.move(instance, Optional.empty());
        Thread arrival = new Thread(() -> {
            Awaitility.await().until(() -> progress.stream().anyMatch(words -> words.contains("on its way")));
            machine.move(instance, there.address());
        });
        arrival.start();

        await(instance, spec(Duration.ofSeconds(30)));

        assertThat(progress).last().asString().contains(there.address().get().toString(), "3 of 3");
        assertThat(asked).as("where it was, nobody asked").hasValue(3);
    }

    @Test
    void aPortThatAcceptsIsEnoughWithoutAPath() throws IOException {
        HealthSpec spec = new HealthSpec(
                Optional.empty(), Duration.ofSeconds(30), Duration.ofMillis(10), 3, Duration.ofSeconds(2), "X-Version");

        await(serving(n -> new Answer(500, "", "")), spec);

        assertThat(asked).hasValue(0);
        assertThat(progress).last().asString().endsWith("accepts connections, 3 of 3");
    }

    @Test
    void withoutAnAddressStayingAliveIsEnough() {
        Instance worker = instance(0, Optional.empty());

        await(worker, spec(Duration.ofSeconds(30)));
        machine.end(worker, new Machine.Exit.Code(1));

        assertThat(failing(worker).problems()).extracting(Problem::code).containsExactly("CD-514");
    }

    @Test
    void manyAreCheckedTogetherAndOneEndFailsAll() throws IOException {
        List<HealthCheck.Subject> subjects = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            Instance served = serving(n -> new Answer(503, "", ""));
            subjects.add(new HealthCheck.Subject(instance(i, served.address()), spec(Duration.ofSeconds(60))));
        }
        machine.end(subjects.get(19).instance(), new Machine.Exit.Code(9));

        assertThatThrownBy(() -> check().await(subjects, progress::add))
                .isInstanceOf(Failure.class)
                .hasMessageContaining("web-19 (green) ended with exit code 9");
    }

    @Test
    void manyHealthyOnesPass() throws IOException {
        List<HealthCheck.Subject> subjects = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            subjects.add(
                    new HealthCheck.Subject(instance(i, serving(n -> OK).address()), spec(Duration.ofSeconds(60))));
        }

        check().await(subjects, progress::add);

        assertThat(asked).hasValue(60);
    }

    @Test
    void theWishToStopEndsTheWait() throws IOException {
        Instance instance = serving(n -> {
            cancelled.set(true);
            return new Answer(503, "", "");
        });

        assertThat(failing(instance).kind()).isEqualTo(Failure.Kind.INTERRUPTED);
    }

    private HealthCheck check() {
        return new HealthCheck(machine, cancelled::get);
    }

    private void await(Instance instance, HealthSpec spec) {
        check().await(List.of(new HealthCheck.Subject(instance, spec)), progress::add);
    }

    private Failure failing(Instance instance) {
        return catchThrowableOfType(Failure.class, () -> await(instance, spec(Duration.ofSeconds(60))));
    }

    private static HealthSpec spec(Duration within) {
        return new HealthSpec(
                Optional.of("/health"), within, Duration.ofMillis(10), 3, Duration.ofSeconds(10), "X-Version");
    }

    private Instance serving(IntFunction<Answer> answers) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
        server.setExecutor(Executors.newCachedThreadPool());
        server.createContext("/", exchange -> {
            Answer answer = answers.apply(asked.incrementAndGet());
            if (!answer.version().isEmpty()) {
                exchange.getResponseHeaders().set("X-Version", answer.version());
            }
            byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(answer.status(), body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        servers.add(server);
        return instance(
                0, Optional.of(new Address("127.0.0.1", server.getAddress().getPort())));
    }

    private static Instance instance(int index, Optional<Address> address) {
        Instance.Slot slot =
                new Instance.Slot(new Name("books"), new Name("test"), new Name("web"), index, Colour.GREEN);
        return new Instance(slot, "d1", new Version("1.4"), Digest.of("x"), 1, 1, address);
    }

    private static void sleep(Duration time) {
        try {
            Thread.sleep(time.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

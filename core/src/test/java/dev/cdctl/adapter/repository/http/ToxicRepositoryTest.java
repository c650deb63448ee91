package dev.cdctl.adapter.repository.http;

import static dev.cdctl.adapter.repository.http.Releases.BOOKS;
import static dev.cdctl.adapter.repository.http.Releases.content;
import static dev.cdctl.adapter.repository.http.Releases.packaged;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cdctl.adapter.repository.http.Releases.Kind;
import dev.cdctl.artifact.ReleaseManifest;
import dev.cdctl.json.Json;
import dev.cdctl.model.Failure;
import dev.cdctl.model.Version;
import dev.cdctl.servers.Dav;
import dev.cdctl.servers.Fault;
import dev.cdctl.servers.Toxic;
import dev.cdctl.servers.Toxic.Asked;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every fault at every request of a push and of the way back: right bytes or a clear refusal, never half a release. */
class ToxicRepositoryTest {
    private static final Duration DEADLINE = Duration.ofSeconds(20);
    private static final String CONTENT = "0123456789".repeat(20_000);

    /** With -Dcdctl.all=true every request meets every fault, else every seventh. */
    private static final int STRIDE = Boolean.getBoolean("cdctl.all") ? 1 : 7;

    private final Path folder;
    private final Path dist;
    private final Dav server;
    private final Toxic proxy;

    ToxicRepositoryTest(@TempDir Path folder) throws IOException, InterruptedException {
        this.folder = folder;
        this.dist = folder.resolve("dist");
        this.server = Dav.open(folder.resolve("nginx"));
        this.proxy = Toxic.before(server.port());
    }

    @AfterEach
    void close() throws IOException {
        proxy.close();
        server.close();
    }

    @ParameterizedTest
    @EnumSource
    void oneFaultAtARequestOfAPush(Kind kind) throws IOException {
        int requests = requests(kind);
        Map<String, Integer> refused = new LinkedHashMap<>();
        int round = 0;
        for (Map.Entry<String, Fault> fault : Fault.all().entrySet()) {
            for (int at = 1 + round % STRIDE; at <= requests; at += STRIDE) {
                int number = at;
                boolean good = push(
                        kind, "1." + round++, asked -> asked.number() == number ? fault.getValue() : new Fault.None());
                refused.merge(fault.getKey(), good ? 0 : 1, Integer::sum);
            }
        }
        System.getLogger("figures")
                .log(
                        System.Logger.Level.INFO,
                        kind + ": " + round + " pushes with one fault each; refused: " + refused);
        assertThat(refused).allSatisfy((fault, count) -> {
            if (!fault.startsWith("another byte")) {
                assertThat(count).as(fault).isZero();
            }
        });
    }

    @ParameterizedTest
    @EnumSource
    void aFaultThatStaysFromARequestOn(Kind kind) throws IOException {
        int requests = requests(kind);
        int round = 0;
        for (Fault fault :
                List.of(new Fault.Closed(), new Fault.LostAnswer(), new Fault.Busy(503, "0"), new Fault.FlipUp())) {
            for (int at = 1 + round % STRIDE; at <= requests; at += STRIDE) {
                int number = at;
                push(kind, "1." + round++, asked -> asked.number() >= number ? fault : new Fault.None());
            }
        }
        System.getLogger("figures")
                .log(System.Logger.Level.INFO, kind + ": " + round + " pushes with a fault that stays");
    }

    /** Whether the first push ended well; in any case the release is there whole or not at all, and the next push ends well. */
    private boolean push(Kind kind, String version, Function<Asked, Fault> faults) throws IOException {
        boolean mayStay = IntStream.range(1, 200)
                .mapToObj(number -> faults.apply(new Asked(number, "PUT", "/")))
                .anyMatch(Fault.FlipUp.class::isInstance);
        ReleaseManifest manifest = packaged(dist, version, CONTENT + version);
        proxy.spoil(faults);
        Optional<Failure> failure =
                attempt(() -> kind.on(Releases.impatient(proxy.url(), DEADLINE)).push(manifest, dist));
        failure.ifPresent(e -> assertThat(e.kind()).isIn(Failure.Kind.UNREACHABLE, Failure.Kind.REFUSED));
        HttpRepository straight = kind.on(Releases.impatient(server.url(), DEADLINE));
        if (failure.isEmpty() || visible(straight, version)) {
            assertThat(content(straight, manifest)).isEqualTo(CONTENT + version);
        }
        // Bytes that were changed on their way are never taken for right ones, but somebody may have to remove them.
        Optional<Failure> second = attempt(() -> straight.push(manifest, dist));
        second.ifPresent(e -> assertThat(e.kind()).isEqualTo(Failure.Kind.REFUSED));
        assertThat(second.isEmpty() || mayStay)
                .as("the second push: %s", second)
                .isTrue();
        if (second.isEmpty()) {
            assertThat(straight.find(BOOKS, manifest.release().digest())).contains(manifest);
            assertThat(content(straight, manifest)).isEqualTo(CONTENT + version);
            assertThat(straight.versions(BOOKS)).contains(new Version(version));
        }
        return failure.isEmpty();
    }

    private static boolean visible(HttpRepository repository, String version) {
        return repository.versions(BOOKS).contains(new Version(version))
                || repository.find(BOOKS, new Version(version)).isPresent();
    }

    private int requests(Kind kind) throws IOException {
        proxy.spoil(asked -> new Fault.None());
        ReleaseManifest manifest = packaged(dist, "0.1", CONTENT);
        kind.on(Releases.impatient(proxy.url(), DEADLINE)).push(manifest, dist);
        return proxy.asked().size();
    }

    private interface Work {
        void run() throws IOException;
    }

    private static Optional<Failure> attempt(Work work) throws IOException {
        try {
            work.run();
            return Optional.empty();
        } catch (Failure e) {
            return Optional.of(e);
        }
    }

    @Test
    void whatComesBackIsRightOrRefused() throws IOException {
        ReleaseManifest manifest = packaged(dist, "1.0", CONTENT);
        HttpRepository straight = Kind.RAW.on(Releases.impatient(server.url(), DEADLINE));
        straight.push(manifest, dist);
        straight.attest(manifest, Json.object().put("what", "passed").build());
        List<String> refused = new ArrayList<>();
        for (Map.Entry<String, Fault> fault : Fault.all().entrySet()) {
            for (int at = 1; at <= 6; at++) {
                int number = at;
                proxy.spoil(asked -> asked.number() == number ? fault.getValue() : new Fault.None());
                HttpRepository spoilt = Kind.RAW.on(Releases.impatient(proxy.url(), DEADLINE));
                attempt(() -> {
                            assertThat(spoilt.find(BOOKS, manifest.release().digest()))
                                    .contains(manifest);
                            assertThat(content(spoilt, manifest)).isEqualTo(CONTENT);
                            assertThat(spoilt.evidence(manifest)).hasSize(1);
                        })
                        .ifPresent(e -> refused.add(fault.getKey()));
            }
        }
        assertThat(refused).allMatch("another byte on the way down"::equals);
    }

    @Test
    void aFileThatIsThereIsNotSentAgain() throws IOException {
        ReleaseManifest manifest = packaged(dist, "1.0", CONTENT);
        proxy.spoil(
                asked -> asked.path().endsWith("release.json") && asked.method().equals("PUT")
                        ? new Fault.Closed()
                        : new Fault.None());
        assertThatThrownBy(() ->
                        Kind.RAW.on(Releases.impatient(proxy.url(), DEADLINE)).push(manifest, dist))
                .hasMessageContaining("CD-440");
        proxy.spoil(asked -> new Fault.None());

        Kind.RAW.on(Releases.impatient(proxy.url(), DEADLINE)).push(manifest, dist);

        assertThat(proxy.asked())
                .filteredOn(asked -> asked.path().endsWith(".zip"))
                .extracting(Asked::method)
                .containsOnly("HEAD");
    }

    @Test
    void aDripIsWaitedForAndAHangIsEnded() throws IOException {
        ReleaseManifest manifest = packaged(dist, "1.0", "small");
        Kind.RAW.on(Releases.impatient(server.url(), DEADLINE)).push(manifest, dist);

        proxy.spoil(asked -> new Fault.Drip(Duration.ofMillis(1)));
        assertThat(content(Kind.RAW.on(Releases.impatient(proxy.url(), DEADLINE)), manifest))
                .isEqualTo("small");

        proxy.spoil(asked -> new Fault.Hang());
        assertThatThrownBy(
                        () -> content(Kind.RAW.on(Releases.impatient(proxy.url(), Duration.ofMillis(400))), manifest))
                .hasMessageContaining("CD-441");
        assertThat(Files.exists(folder)).isTrue();
    }
}

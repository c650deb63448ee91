package dev.cdctl.adapter.repository.http;

import static dev.cdctl.adapter.repository.http.Releases.BOOKS;
import static dev.cdctl.adapter.repository.http.Releases.content;
import static dev.cdctl.adapter.repository.http.Releases.packaged;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cdctl.adapter.repository.http.Releases.Kind;
import dev.cdctl.artifact.ReleaseManifest;
import dev.cdctl.model.Version;
import dev.cdctl.servers.Dav;
import dev.cdctl.servers.Fault;
import dev.cdctl.servers.Toxic;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A push that is killed before or after any of its writes is seen whole or not at all, and goes on when begun again. */
class KilledPushTest {
    private static final Duration DEADLINE = Duration.ofSeconds(60);

    /** With -Dcdctl.all=true the process is killed around every write, else around every fifth. */
    private static final int STRIDE = Boolean.getBoolean("cdctl.all") ? 1 : 5;

    private final Path folder;

    KilledPushTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @ParameterizedTest
    @EnumSource
    void aKillAroundEachWrite(Kind kind) throws IOException, InterruptedException {
        try (Dav server = Dav.open(folder.resolve("nginx"));
                Toxic proxy = Toxic.before(server.port())) {
            ReleaseManifest first = packaged(folder.resolve("0"), "0.1", "content");
            kind.on(Releases.impatient(proxy.url(), DEADLINE)).push(first, folder.resolve("0"));
            long writes = proxy.asked().stream()
                    .filter(asked -> asked.method().equals("PUT"))
                    .count();
            int kills = 0;
            for (int at = 1; at <= 2 * writes; at += STRIDE) {
                kill(kind, server, proxy, at);
                kills++;
            }
            System.getLogger("figures")
                    .log(System.Logger.Level.INFO, kind + ": " + kills + " kills around " + writes + " writes");
        }
    }

    /** An odd number is before a write, the next even one after it. */
    private void kill(Kind kind, Dav server, Toxic proxy, int at) throws IOException, InterruptedException {
        String version = "1." + at;
        Path dist = folder.resolve(version);
        CompletableFuture<Process> process = new CompletableFuture<>();
        AtomicInteger writes = new AtomicInteger();
        proxy.spoil(asked -> {
            boolean here = asked.method().equals("PUT") && writes.incrementAndGet() == (at + 1) / 2;
            if (!here) {
                return new Fault.None();
            }
            return at % 2 == 1 ? killed(process, new Fault.Closed()) : new Fault.AfterAnswer(() -> kill(process));
        });
        Process pusher = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        KilledPusher.class.getName(),
                        kind.name(),
                        proxy.url(),
                        dist.toString(),
                        version,
                        "content"))
                .inheritIO()
                .start();
        process.complete(pusher);
        assertThat(pusher.waitFor()).as("killed at %d", at).isEqualTo(137);

        HttpRepository straight = kind.on(Releases.impatient(server.url(), DEADLINE));
        ReleaseManifest manifest = packaged(dist, version, "content");
        if (straight.find(BOOKS, new Version(version)).isPresent()) {
            assertThat(content(straight, manifest)).isEqualTo("content");
            assertThat(straight.versions(BOOKS)).contains(new Version(version));
        } else {
            assertThat(straight.versions(BOOKS)).doesNotContain(new Version(version));
            assertThat(straight.find(BOOKS, manifest.release().digest())).isEmpty();
        }
        straight.push(manifest, dist);
        assertThat(content(straight, manifest)).isEqualTo("content");
        assertThat(straight.versions(BOOKS)).last().isEqualTo(new Version(version));
    }

    private static Fault killed(CompletableFuture<Process> process, Fault then) {
        kill(process);
        return then;
    }

    private static void kill(CompletableFuture<Process> process) {
        process.join().destroyForcibly();
    }
}

package dev.cdctl.cli.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.cdctl.load.Load;
import dev.cdctl.load.Load.Kind;
import dev.cdctl.load.Load.Mix;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The test service does what its page says, in containers of two hosts. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ServiceIT {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final World world = World.of(2);
    private final String image = world.image("1.0.0", "HEALTHCHECK --interval=1s CMD [\"/service\", \"health\"]");
    private final HttpClient client = HttpClient.newHttpClient();
    private int port = 18100;

    @AfterAll
    void close() {
        world.close();
    }

    @Test
    void everyKindOfRequestIsAnsweredByBothHosts() {
        URI first = serve(world.host(1), "COLOUR=blue");
        URI second = serve(world.host(2), "COLOUR=green");
        try (Load load = Load.start(Mix.small(), first, second.resolve("/books/"))) {
            await().atMost(LIMIT)
                    .until(() -> load.report().counts().keySet().size() == Kind.values().length
                            && load.count(Kind.SLOW, "1.0.0") > 4
                            && load.count(Kind.WEBSOCKET, "1.0.0") > 20);
            assertThat(load.stop().failures()).isEmpty();
        }
    }

    @Test
    void aStopWaitsForWhatIsOpenAndWhoIgnoresItIsKilled() {
        Host host = world.host(1);
        serve(host, "A=b");
        assertThat(ended(host, "-t", "10")).isEqualTo("0");
        serve(host, "BEHAVE=ignore-term");
        assertThat(ended(host, "-t", "1")).isEqualTo("137");
        URI mortal = serve(host, "BEHAVE=die-after-healthy=100ms");
        ask(mortal.resolve("/health"));
        await().atMost(LIMIT).until(() -> state(host, "{{.State.ExitCode}}").equals("9"));
    }

    @Test
    void healthIsAsItIsToldToBe() {
        Host host = world.host(1);
        URI service = serve(host, "BEHAVE=version=9.9.9");
        await().atMost(LIMIT)
                .until(() -> state(host, "{{.State.Health.Status}}").equals("healthy"));
        assertThat(ask(service).headers().firstValue("X-Version")).hasValue("9.9.9");
        ask(service.resolve("/behave?unhealthy"));
        assertThat(ask(service.resolve("/health")).statusCode()).isEqualTo(503);
        await().atMost(LIMIT)
                .until(() -> state(host, "{{.State.Health.Status}}").equals("unhealthy"));
        ask(service.resolve("/behave?-unhealthy"));
        assertThat(ask(service.resolve("/health")).statusCode()).isEqualTo(200);
    }

    @Test
    void memoryRunsOutAndASecretIsTakenByItsLengthOnly() {
        Host host = world.host(2);
        URI service = serve(host, "DB_FILE=/service");
        assertThat(ask(service.resolve("/secret?name=DB")).body()).startsWith("DB is a file of ");
        host.docker().text("update", "--memory=64m", "--memory-swap=64m", name());
        ask(service.resolve("/hog?mb=200"));
        await().atMost(LIMIT).until(() -> state(host, "{{.State.OOMKilled}}").equals("true"));
        String before = host.docker()
                .text("run", "--rm", "-e", "DB=correct horse", "-e", "DB_FILE=/none", image, "before", "10");
        assertThat(before)
                .contains("DB cannot be read", "version 1.0.0 ends with 0")
                .doesNotContain("horse");
    }

    /** Starts one, and waits until it answers. */
    private URI serve(Host host, String variable) {
        port++;
        host.docker().text("run", "-d", "-q", "-e", variable, "-p", port + ":8080", "--name", name(), image);
        URI uri = URI.create("http://" + host.address() + ":" + port + "/");
        await().atMost(LIMIT)
                .ignoreExceptions()
                .until(() -> ask(uri.resolve("/stat")).statusCode() == 200);
        return uri;
    }

    private String name() {
        return "service-" + port;
    }

    /** Stops the last one, and says its exit status. */
    private String ended(Host host, String... options) {
        host.docker().with("stop").with(options).text(name());
        return state(host, "{{.State.ExitCode}}");
    }

    private String state(Host host, String format) {
        return host.docker().text("inspect", "--format", format, name());
    }

    private HttpResponse<String> ask(URI uri) {
        try {
            return client.send(
                    HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(5)).build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}

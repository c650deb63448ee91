package dev.cdctl.traffic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpServer;
import dev.cdctl.model.Colour;
import dev.cdctl.model.Digest;
import dev.cdctl.model.Failure;
import dev.cdctl.model.Name;
import dev.cdctl.model.Version;
import dev.cdctl.model.Weights;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What users get is the decided release, as far as the service says which one it is. */
class VersionProofTest {
    private final FakeRouter router = new FakeRouter();
    private final HttpServer instance;
    private final Decision decision = new Decision(
            1,
            1,
            Colour.BLUE,
            Weights.all(Colour.BLUE),
            "",
            Map.of(Colour.BLUE, new Decision.Placed("d", new Version("1.1.0"), Digest.of("d"))));

    VersionProofTest() throws IOException {
        instance = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        instance.start();
        router.apply(route(), decision);
    }

    @AfterEach
    void end() {
        instance.stop(0);
        router.close();
    }

    @Test
    void anOlderReleaseInItsPlaceIsNoticed() {
        instanceSays("/", "1.1.0");
        assertThat(proof()).contains("10 of 10");
        router.says("/", "1.0.0");
        assertThat(refusal()).contains("says version 1.0.0, where the instance says 1.1.0");
    }

    @Test
    void anAnswerThatSaysNoVersionWhereTheInstanceDoesIsNotOfIt() {
        instanceSays("/", "1.1.0");
        router.says("/", "");
        assertThat(refusal()).contains("says no version");
    }

    @Test
    void thePageOfItsHealthIsAskedWhereOnlyThatSaysIt() {
        instanceSays("/", "");
        instanceSays("/health", "1.1.0");
        router.says("/", "");
        assertThat(proof()).contains("10 of 10");
        router.says("/health", "1.0.0");
        assertThat(refusal()).contains("says version 1.0.0");
    }

    @Test
    void aPageThatTheRouterKeepsFromUsersSaysNothing() {
        instanceSays("/", "");
        instanceSays("/health", "1.1.0");
        router.says("/", "");
        router.says("/health", "");
        router.answers("/health", 503);
        assertThat(proof()).contains("10 of 10");
    }

    @Test
    void aServiceThatSaysNothingIsProvenByTheRouterAlone() {
        instanceSays("/", "");
        router.says("/", "1.0.0");
        assertThat(proof()).contains("10 of 10");
    }

    private String refusal() {
        Failure failure = catchThrowableOfType(Failure.class, this::proof);
        assertThat(failure).hasMessageContaining("CD-660");
        return failure.problems().get(0).why();
    }

    private String proof() {
        return new Proof(router, route())
                .saying(Optional.of(new VersionMark("X-Version", Optional.of("/health"))))
                .of(decision, Optional.empty(), text -> {});
    }

    private Route route() {
        return new Route(
                new Name("books"),
                new Name("production"),
                router.address(),
                Optional.empty(),
                "/",
                Optional.empty(),
                Duration.ofSeconds(5),
                Map.of(
                        Colour.BLUE,
                        List.of(new Address("127.0.0.1", instance.getAddress().getPort()))));
    }

    private void instanceSays(String path, String version) {
        instance.createContext(path, exchange -> {
            if (!version.isEmpty()) {
                exchange.getResponseHeaders().set("X-Version", version);
            }
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
    }
}

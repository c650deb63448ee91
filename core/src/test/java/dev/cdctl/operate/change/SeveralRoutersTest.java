package dev.cdctl.operate.change;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cdctl.model.Failure;
import dev.cdctl.servers.Balancer;
import dev.cdctl.traffic.FakeRouter;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Several routers behind one address that users type. */
class SeveralRoutersTest {
    private Stage stage = new Stage(Path.of("/nowhere"));
    private FakeRouter other = new FakeRouter();

    @BeforeEach
    void set() {
        stage = new Stage(Path.of("/nowhere"));
        other = new FakeRouter();
        stage.routers.add(other);
    }

    @AfterEach
    void clear() {
        stage.close();
    }

    @Test
    void eachIsProvenItselfAndTheirCommonAddressOnce() {
        try (Balancer all = balancer()) {
            stage.url = Optional.of(all.url());

            stage.deploy("1.0.0");
            stage.deploy("1.1.0");

            assertThat(stage.events.toString()).contains("; " + all.url() + ": 10 of 10 fresh connections");
            assertThat(stage.served()).isEqualTo("1.1.0");
        }
    }

    @Test
    void oneOfThemThatDoesNotFollowIsNoticed() {
        try (Balancer all = balancer()) {
            stage.url = Optional.of(all.url());
            stage.deploy("1.0.0");
            other.goDeaf();

            assertThatThrownBy(() -> stage.deploy("1.1.0")).hasMessageContaining("CD-660");
        }
    }

    @Test
    void whoeverElseIsBehindTheirAddressIsNoticed() {
        stage.deploy("1.0.0");
        try (FakeRouter stranger = new FakeRouter();
                Balancer all = Balancer.of(
                        stage.router.address().port(),
                        other.address().port(),
                        stranger.address().port())) {
            stage.url = Optional.of(all.url());
            assertThatThrownBy(() -> stage.deploy("1.1.0"))
                    .isInstanceOf(Failure.class)
                    .hasMessageContaining("CD-660");
        }
    }

    private Balancer balancer() {
        return Balancer.of(stage.router.address().port(), other.address().port());
    }
}

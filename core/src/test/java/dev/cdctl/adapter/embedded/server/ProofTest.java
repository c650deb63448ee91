package dev.cdctl.adapter.embedded.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cdctl.model.Colour;
import dev.cdctl.model.Weights;
import dev.cdctl.traffic.Proof;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProofTest {
    @Test
    void whatWasDecidedIsSeen(@TempDir Path folder) {
        try (Running running = Running.serving(folder)) {
            Proof proof = new Proof(running.router, running.route());
            assertThat(proof.of(
                            Running.decision(Colour.BLUE, Weights.all(Colour.BLUE), 1), Optional.empty(), said -> {}))
                    .contains("10 of 10", "blue");
            String url = "http://localhost:" + running.port + "/x";
            assertThat(proof.of(Running.decision(Colour.BLUE, Weights.all(Colour.BLUE), 1), Optional.of(url), s -> {}))
                    .contains("10 of 10");
        }
    }

    @Test
    void bothColoursOfAShiftCount(@TempDir Path folder) {
        try (Running running = Running.serving(folder)) {
            var shift = Running.decision(Colour.BLUE, new Weights(50), 2);
            running.router.apply(running.route(), shift);
            assertThat(new Proof(running.router, running.route()).of(shift, Optional.empty(), said -> {}))
                    .contains("10 of 10");
        }
    }

    @Test
    void whatWasNotAppliedIsNotSeen(@TempDir Path folder) {
        try (Running running = Running.serving(folder)) {
            Proof proof = new Proof(running.router, running.route());
            assertThatThrownBy(() -> proof.of(
                            Running.decision(Colour.GREEN, Weights.all(Colour.GREEN), 2), Optional.empty(), s -> {}))
                    .hasMessageContaining("CD-660");
        }
    }

    @Test
    void nobodyElseSeesTheMarks(@TempDir Path folder) {
        try (Running running = Running.serving(folder)) {
            assertThat(Raw.ask(running.port, "GET / HTTP/1.1", "Host: x")).doesNotContain("X-Cdctl");
            assertThat(Raw.ask(running.port, "GET / HTTP/1.1", "Host: x", "X-Cdctl-Probe: wrong"))
                    .doesNotContain("X-Cdctl");
            String token = running.router.probe(1).getOrDefault("X-Cdctl-Probe", "");
            assertThat(Raw.ask(running.port, "GET / HTTP/1.1", "Host: x", "X-Cdctl-Probe: another," + token))
                    .contains("X-Cdctl-Colour: blue");
            assertThat(Raw.ask(running.port, "GET /head HTTP/1.1", "Host: x", "X-Cdctl-Probe: " + token))
                    .contains("X-Cdctl-Colour: blue", "X-Cdctl-Version: 1.0.0", "X-Cdctl-Generation: 1")
                    .contains("X-Cdctl-Deployment: deployment-1.0.0")
                    .doesNotContain(token);
        }
    }
}

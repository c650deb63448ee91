package dev.cdctl.adapter.nginx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cdctl.model.Colour;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NginxRouterTest {
    private final Path folder;
    private RealNginx nginx;
    private Front front;

    NginxRouterTest(@TempDir Path folder) {
        this.folder = folder;
        this.nginx = RealNginx.start(folder);
        this.front = new Front(nginx);
    }

    @AfterEach
    void end() {
        front.close();
        nginx.close();
    }

    @Test
    void servesTheColourThatWasDecided() {
        assertThat(front.router().observe()).isEmpty();
        front.router().check(front.route());
        front.flip(Colour.BLUE, 1);
        assertThat(front.ask("/").body()).startsWith("blue");
        assertThat(front.prove(1, Colour.BLUE)).contains("answered by blue");
        assertThat(front.router().observe()).contains(Front.decision(1, Colour.BLUE));
        List<Long> workers = nginx.workers();
        front.flip(Colour.GREEN, 2);
        assertThat(front.ask("/").body()).startsWith("green");
        assertThat(front.prove(2, Colour.GREEN)).contains("answered by green");
        assertThat(nginx.workers()).as("no reload").isEqualTo(workers);
    }
}

package dev.cdctl.adapter.embedded.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cdctl.adapter.embedded.RouterFiles;
import dev.cdctl.adapter.embedded.RouterStatus;
import dev.cdctl.model.Colour;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RestartTest {
    @Test
    void aRestartServesWhatWasServed(@TempDir Path folder) {
        try (Running running = Running.serving(folder)) {
            running.flip(Colour.GREEN, 2);
            running.server.close();
            running.server = RouterServer.start(folder);
            assertThat(Raw.ask(running.port, "GET / HTTP/1.1", "Host: x")).endsWith("green 0\n");
            assertThat(running.router.observe().map(decision -> decision.generation()))
                    .contains(2L);
            assertThat(RouterStatus.of(folder).orElseThrow().notes()).isEmpty();
        }
    }

    @Test
    void aDamagedStateFallsBackToTheLastGoodOneAndSaysSo(@TempDir Path folder) throws IOException {
        try (Running running = Running.serving(folder)) {
            running.flip(Colour.GREEN, 2);
            running.flip(Colour.BLUE, 3);
            running.server.close();
            Path state = RouterFiles.in(folder).state();
            Files.writeString(state, Files.readString(state).replaceFirst("(generation\" *: *)3", "$1" + 9));
            running.server = RouterServer.start(folder);
            assertThat(Raw.ask(running.port, "GET / HTTP/1.1", "Host: x")).endsWith("green 0\n");
            assertThat(RouterStatus.of(folder).orElseThrow().notes())
                    .singleElement()
                    .asString()
                    .contains("CD-610", "state.json is damaged", "checksum");
        }
    }

    @Test
    void everyCutOfTheStateFileFallsBack(@TempDir Path folder) throws IOException {
        try (Running running = Running.serving(folder)) {
            running.flip(Colour.GREEN, 2);
            running.server.close();
            Path state = RouterFiles.in(folder).state();
            String whole = Files.readString(state);
            for (int cut = 0; cut < whole.length() - 2; cut += 37) {
                Files.writeString(state, whole.substring(0, cut));
                StateFile.Loaded loaded = new StateFile(RouterFiles.in(folder)).load();
                assertThat(loaded.placements()).hasSize(1);
                assertThat(loaded.notes()).hasSize(1);
            }
        }
    }

    @Test
    void aNewerStateIsRefusedAndLeftAsItIs(@TempDir Path folder) throws IOException {
        Running running = Running.serving(folder);
        running.close();
        Path state = RouterFiles.in(folder).state();
        String newer = Files.readString(state).replaceFirst("(format\" *: *)1", "$1" + 2);
        Files.writeString(state, newer);
        assertThatThrownBy(() -> RouterServer.start(folder)).hasMessageContaining("CD-609");
        assertThat(state).hasContent(newer);
    }

    @Test
    void aPortThatIsTakenAtTheStartIsServedWhenItIsFree(@TempDir Path folder) throws IOException {
        try (Running running = Running.serving(folder)) {
            running.server.close();
            try (ServerSocket taken = new ServerSocket(running.port, 1, InetAddress.getLoopbackAddress())) {
                running.server = RouterServer.start(folder);
                assertThat(taken.isBound()).isTrue();
                assertThat(RouterStatus.of(folder).orElseThrow().notes())
                        .singleElement()
                        .asString()
                        .contains("not listening on 127.0.0.1:" + running.port);
            }
            Awaitility.await()
                    .until(() -> RouterStatus.of(folder).orElseThrow().notes().isEmpty());
            assertThat(Raw.ask(running.port, "GET / HTTP/1.1", "Host: x")).endsWith("blue 0\n");
        }
    }
}

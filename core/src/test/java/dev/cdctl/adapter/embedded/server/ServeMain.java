package dev.cdctl.adapter.embedded.server;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Runs a router until it is stopped, as {@code cdctl router serve} does. */
public final class ServeMain {
    private ServeMain() {}

    public static void main(String[] args) throws InterruptedException {
        List<String> words = List.of(args);
        Path folder = Path.of(args[0]);
        String guard = words.get(words.indexOf("--guard") + 1);
        Optional<RouterServer> server = words.contains("--standby")
                ? RouterServer.standBy(folder, guard)
                : Optional.of(RouterServer.guarded(folder, guard, words.contains("--take-over")));
        if (server.isPresent()) {
            Runtime.getRuntime().addShutdownHook(new Thread(() -> server.get().stop(Duration.ofSeconds(5))));
            server.get().await();
        }
    }
}

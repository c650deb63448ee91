package dev.cdctl.adapter.embedded.server;

import java.nio.file.Path;
import java.time.Duration;

/** Runs a router until it is stopped, as {@code cdctl router serve} does. */
public final class ServeMain {
    private ServeMain() {}

    public static void main(String[] args) throws InterruptedException {
        RouterServer server =
                args.length > 1 ? RouterServer.takeOver(Path.of(args[0])) : RouterServer.start(Path.of(args[0]));
        Runtime.getRuntime().addShutdownHook(new Thread(() -> server.stop(Duration.ofSeconds(5))));
        server.await();
    }
}

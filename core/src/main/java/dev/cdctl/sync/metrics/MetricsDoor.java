package dev.cdctl.sync.metrics;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.cdctl.model.Failure;
import dev.cdctl.model.Problem;
import dev.cdctl.traffic.Address;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;

/** Answers {@code GET /metrics}. */
public final class MetricsDoor implements AutoCloseable {
    private final HttpServer server;

    private MetricsDoor(HttpServer server) {
        this.server = server;
    }

    /**
     * Listens.
     *
     * @param text asked at each question
     * @throws Failure unreachable, when it cannot listen there
     */
    public static MetricsDoor open(Address address, Supplier<String> text) {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(address.host(), address.port()), 0);
            server.createContext("/metrics", exchange -> answer(exchange, text.get()));
            server.start();
            return new MetricsDoor(server);
        } catch (IOException | IllegalArgumentException e) {
            throw Failure.unreachable(Problem.of("CD-949", "metrics cannot be told on " + address)
                            .because(String.valueOf(e.getMessage()))
                            .remedy("choose another address for --metrics, such as 127.0.0.1:9180"))
                    .causedBy(e);
        }
    }

    private static void answer(HttpExchange exchange, String text) throws IOException {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "text/plain; version=0.0.4");
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}

package dev.cdctl.cli.e2e;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Stands before a registry, and gives back another manifest than the one that is asked for. */
final class SwappingProxy implements AutoCloseable {
    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Registry registry;

    private SwappingProxy(HttpServer server, Registry registry) {
        this.server = server;
        this.registry = registry;
    }

    static SwappingProxy before(Registry registry) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        SwappingProxy proxy = new SwappingProxy(server, registry);
        server.createContext("/", proxy::pass);
        server.setExecutor(proxy.threads);
        server.start();
        return proxy;
    }

    String address() {
        return "localhost:" + server.getAddress().getPort();
    }

    private void pass(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().toString();
        HttpURLConnection call = (HttpURLConnection)
                URI.create("http://" + registry.address() + path).toURL().openConnection();
        call.setInstanceFollowRedirects(false);
        call.setRequestMethod(exchange.getRequestMethod());
        // The registry answers with addresses of the proxy when it knows its name.
        call.setRequestProperty("X-Forwarded-Host", address());
        copyIn(exchange, "Content-Type", call);
        copyIn(exchange, "Accept", call);
        byte[] body = exchange.getRequestBody().readAllBytes();
        if (body.length > 0 || exchange.getRequestMethod().equals("POST")) {
            call.setDoOutput(true);
            call.getOutputStream().write(body);
        }
        int status = call.getResponseCode();
        boolean swap = exchange.getRequestMethod().equals("GET") && path.contains("/manifests/sha256:");
        byte[] answer =
                swap ? "{\"schemaVersion\":2,\"config\":{}}".getBytes(StandardCharsets.US_ASCII) : body(call, status);
        for (String name : new String[] {"Location", "Docker-Content-Digest", "Range", "Content-Type"}) {
            String value = call.getHeaderField(name);
            if (value != null) {
                exchange.getResponseHeaders().set(name, value);
            }
        }
        exchange.sendResponseHeaders(status, answer.length == 0 ? -1 : answer.length);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(answer);
        }
    }

    private static byte[] body(HttpURLConnection call, int status) throws IOException {
        try (InputStream in = status < 400 ? call.getInputStream() : call.getErrorStream()) {
            return in == null ? new byte[0] : in.readAllBytes();
        }
    }

    private static void copyIn(HttpExchange exchange, String name, HttpURLConnection call) {
        List<String> values = exchange.getRequestHeaders().getOrDefault(name, List.of());
        if (!values.isEmpty()) {
            call.setRequestProperty(name, String.join(", ", values));
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}

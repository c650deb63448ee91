package dev.cdctl.cli.e2e;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.cdctl.json.Json;
import dev.cdctl.json.JsonText;
import dev.cdctl.model.Digest;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Stands before a registry of OCI 1.0, and lists referrers as one of OCI 1.1 does: what was pushed with a subject. */
final class ReferrersProxy implements AutoCloseable {
    private static final String INDEX = "application/vnd.oci.image.index.v1+json";

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final HttpClient client = HttpClient.newHttpClient();
    private final Registry registry;
    private final Map<String, String> pushed = new ConcurrentSkipListMap<>();

    private ReferrersProxy(HttpServer server, Registry registry) {
        this.server = server;
        this.registry = registry;
    }

    static ReferrersProxy before(Registry registry) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        ReferrersProxy proxy = new ReferrersProxy(server, registry);
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
        if (path.contains("/referrers/")) {
            exchange.getResponseHeaders().set("Content-Type", INDEX);
            answer(exchange, 200, index(path.substring(path.lastIndexOf('/') + 1)));
            return;
        }
        byte[] body = exchange.getRequestBody().readAllBytes();
        if (exchange.getRequestMethod().equals("PUT") && path.contains("/manifests/")) {
            pushed.put(Digest.of(body).toString(), new String(body, StandardCharsets.UTF_8));
        }
        forward(exchange, path, body);
    }

    private byte[] index(String subject) {
        List<Json> all = pushed.entrySet().stream()
                .filter(each -> JsonText.readObject(each.getValue())
                        .object("subject")
                        .filter(json -> json.need("digest").equals(subject))
                        .isPresent())
                .map(each -> descriptor(each.getKey(), each.getValue()))
                .toList();
        Json index = Json.object()
                .put("schemaVersion", 2)
                .put("mediaType", INDEX)
                .put("manifests", Json.of(all))
                .build();
        return JsonText.line(index).getBytes(StandardCharsets.UTF_8);
    }

    private static Json descriptor(String digest, String manifest) {
        Json.Obj json = JsonText.readObject(manifest);
        return Json.object()
                .put("mediaType", json.need("mediaType"))
                .put("digest", digest)
                .put("size", manifest.length())
                .put("artifactType", json.need("artifactType"))
                .build();
    }

    private void forward(HttpExchange exchange, String path, byte[] body) throws IOException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://" + registry.address() + path))
                .header("X-Forwarded-Host", address())
                .method(exchange.getRequestMethod(), HttpRequest.BodyPublishers.ofByteArray(body));
        for (String name : List.of("Content-Type", "Accept", "Content-Range")) {
            List<String> values = exchange.getRequestHeaders().getOrDefault(name, List.of());
            values.forEach(value -> request.header(name, value));
        }
        try {
            HttpResponse<byte[]> answer = client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
            for (String name : List.of("Location", "Docker-Content-Digest", "Range", "Content-Type")) {
                answer.headers()
                        .firstValue(name)
                        .ifPresent(value -> exchange.getResponseHeaders().set(name, value));
            }
            answer(exchange, answer.statusCode(), answer.body());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void answer(HttpExchange exchange, int status, byte[] body) throws IOException {
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(body);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Starts the built service as it will be started, asks it, and ends it while it still answers. */
public final class HelloTest {
    private final HttpClient client = HttpClient.newHttpClient();
    private final int port;

    private HelloTest(int port) {
        this.port = port;
    }

    /** The argument is the folder that was built. */
    public static void main(String[] args) throws Exception {
        Path target = Path.of(args[0]).toAbsolutePath();
        String version = Files.readString(target.resolve("VERSION")).strip();
        int port = freePort();
        ProcessBuilder builder = new ProcessBuilder("./start.sh").directory(target.toFile()).inheritIO();
        builder.environment().put("PORT", Integer.toString(port));
        Process service = builder.start();
        try {
            new HelloTest(port).check(service, version);
        } finally {
            service.destroyForcibly();
        }
        System.out.println("4 checks passed");
    }

    private void check(Process service, String version) throws Exception {
        HttpResponse<String> health = health(service);
        require(health.statusCode() == 200 && health.body().contains(version), "health says " + health.body());
        require(health.headers().firstValue("X-Version").orElse("").equals(version), "health has no version header");
        require(ask("/").body().startsWith("Hello from " + version), "the greeting is " + ask("/").body());
        CompletableFuture<HttpResponse<String>> slow = client.sendAsync(request("/slow?1500"), text());
        TimeUnit.MILLISECONDS.sleep(500);
        service.destroy();
        require(slow.get(20, TimeUnit.SECONDS).body().startsWith("Hello at last"), "the last request was cut");
        require(service.waitFor(20, TimeUnit.SECONDS), "it did not end");
    }

    private HttpResponse<String> health(Process service) throws Exception {
        for (int i = 0; i < 500 && service.isAlive(); i++) {
            try {
                return ask("/health");
            } catch (IOException e) {
                TimeUnit.MILLISECONDS.sleep(20);
            }
        }
        throw new AssertionError("the service never answered");
    }

    private HttpResponse<String> ask(String path) throws IOException, InterruptedException {
        return client.send(request(path), text());
    }

    private HttpRequest request(String path) {
        URI url = URI.create("http://127.0.0.1:" + port + path);
        return HttpRequest.newBuilder(url).timeout(Duration.ofSeconds(20)).build();
    }

    private static HttpResponse.BodyHandler<String> text() {
        return HttpResponse.BodyHandlers.ofString();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new AssertionError(otherwise);
        }
    }
}

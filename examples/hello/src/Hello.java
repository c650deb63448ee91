import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Greets whoever asks, and says which release of it answered.
 *
 * <p>It does what a service has to do to be deployed without a gap: it listens on PORT, it says its version when it is
 * asked for its health, and when it is asked to end (SIGTERM) it answers what it has begun and accepts nothing more.
 */
public final class Hello {
    private static final int LAST_REQUESTS_SECONDS = 30;

    private final String version;
    private final AtomicInteger inFlight = new AtomicInteger();

    private Hello(String version) {
        this.version = version;
    }

    /** Starts it; PORT says where it listens. */
    public static void main(String[] args) throws IOException {
        System.setProperty("sun.net.httpserver.nodelay", "true");
        Hello hello = new Hello(Files.readString(Path.of("VERSION")).strip());
        int port = Integer.parseInt(System.getenv().getOrDefault("PORT", "8000"));
        HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", port), 1024);
        server.setExecutor(Executors.newFixedThreadPool(32, Hello::daemon));
        server.createContext("/", hello.counted(hello::greet));
        server.createContext("/health", hello.counted(hello::health));
        server.createContext("/slow", hello.counted(hello::slow));
        Runtime.getRuntime().addShutdownHook(new Thread(() -> hello.end(server)));
        server.start();
        System.out.println("hello " + hello.version + " listens on port " + port);
    }

    private void greet(HttpExchange exchange) throws IOException {
        if (!exchange.getRequestURI().getPath().equals("/")) {
            answer(exchange, 404, "text/plain", "nothing here\n");
            return;
        }
        String colour = System.getenv().getOrDefault("CDCTL_COLOUR", "no colour");
        long pid = ProcessHandle.current().pid();
        String greeting = System.getenv().getOrDefault("GREETING", "Hello");
        answer(exchange, 200, "text/plain", greeting + " from " + version + " (" + colour + ", pid " + pid + ")\n");
    }

    private void health(HttpExchange exchange) throws IOException {
        answer(exchange, 200, "application/json", "{\"status\":\"up\",\"version\":\"" + version + "\"}\n");
    }

    /** {@code /slow?2000} answers after two seconds: to see what a deployment does to requests that take long. */
    private void slow(HttpExchange exchange) throws IOException {
        try {
            String query = exchange.getRequestURI().getQuery();
            TimeUnit.MILLISECONDS.sleep(query == null ? 1000 : Math.min(60_000, Long.parseLong(query)));
            answer(exchange, 200, "text/plain", "Hello at last from " + version + "\n");
        } catch (NumberFormatException e) {
            answer(exchange, 400, "text/plain", "/slow?<milliseconds>\n");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void answer(HttpExchange exchange, int status, String type, String text) throws IOException {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", type + "; charset=utf-8");
        exchange.getResponseHeaders().set("X-Version", version);
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
    }

    private HttpHandler counted(HttpHandler handler) {
        return exchange -> {
            inFlight.incrementAndGet();
            try (exchange) {
                handler.handle(exchange);
            } finally {
                inFlight.decrementAndGet();
            }
        };
    }

    /** Stops listening and returns, which ends the process, when nothing that was begun is left. */
    private void end(HttpServer server) {
        daemon(() -> server.stop(LAST_REQUESTS_SECONDS)).start();
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(LAST_REQUESTS_SECONDS);
        try {
            // What was accepted just before has not reached its handler yet.
            do {
                TimeUnit.MILLISECONDS.sleep(100);
            } while (inFlight.get() > 0 && System.nanoTime() < deadline);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Thread daemon(Runnable work) {
        Thread thread = new Thread(work);
        thread.setDaemon(true);
        return thread;
    }
}

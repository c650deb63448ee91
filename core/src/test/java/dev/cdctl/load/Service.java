package dev.cdctl.load;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A service on plain sockets that says its colour: {@code /} at once, {@code /slow?ms=}, {@code /stream?ms=} in chunks,
 * {@code /ws} as a WebSocket that echoes, {@code /head} with the request's head as the body, {@code /health}. Bodies are
 * read whole. The colour is also said as the version, so that one can stand for a release.
 */
public final class Service implements AutoCloseable {
    private final ServerSocket server;
    private final String colour;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final AtomicInteger connections = new AtomicInteger();
    private final AtomicInteger requests = new AtomicInteger();
    private volatile boolean closeAfterAnswer;
    private volatile boolean dropAfterAnswer;
    private volatile boolean unhealthy;
    private volatile Runnable firstUser = () -> {};

    private record Request(String method, String target, String head, Map<String, String> headers) {
        long millis() {
            int at = target.indexOf("ms=");
            return at < 0 ? 0 : Long.parseLong(target.substring(at + 3).replaceAll("[^0-9].*", ""));
        }

        boolean isPath(String path) {
            return target.equals(path) || target.startsWith(path + "?") || target.startsWith(path + "/");
        }
    }

    private Service(String colour, int port) throws IOException {
        this.colour = colour;
        this.server = new ServerSocket(
                port, 1024, InetAddress.getByName(System.getenv().getOrDefault("BIND", "127.0.0.1")));
    }

    /** Starts one on a free port. */
    public static Service start(String colour) {
        return start(colour, 0);
    }

    /** Starts one on that port. */
    public static Service start(String colour, int port) {
        try {
            Service service = new Service(colour, port);
            daemon(service::accept);
            return service;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Runs one on the port PORT (of the address BIND, else of loopback) with the colour of the first argument, until it
     * is killed; with {@code unhealthy}, with {@code sick <milliseconds>}: it becomes so that long after its first user
     * came, or with {@code mortal <milliseconds> <file>}: it dies then, and writes into the file when.
     */
    public static void main(String[] args) throws InterruptedException {
        Service service = start(args[0], Integer.parseInt(System.getenv().getOrDefault("PORT", "0")));
        List<String> ways = List.of(args).subList(1, args.length);
        if (ways.contains("unhealthy")) {
            service.unhealthy = true;
        } else if (ways.contains("mortal")) {
            service.firstUser = () -> daemon(() -> die(Long.parseLong(ways.get(1)), Path.of(ways.get(2))));
        } else if (ways.contains("sick")) {
            service.firstUser = () -> daemon(() -> service.sicken(Long.parseLong(ways.get(1))));
        }
        Thread.currentThread().join();
    }

    private void sicken(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        unhealthy = true;
    }

    private static void die(long millis, Path file) {
        try {
            Thread.sleep(millis);
            System.out.println("the shelf fell over");
            Files.writeString(file, Instant.now().toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Runtime.getRuntime().halt(9);
    }

    /** Where it listens. */
    public int port() {
        return server.getLocalPort();
    }

    /** How many connections it has accepted. */
    public int connections() {
        return connections.get();
    }

    /** How many requests have come. */
    public int requests() {
        return requests.get();
    }

    /** From now on each answer says that it is the connection's last. */
    public void closeAfterAnswer() {
        closeAfterAnswer = true;
    }

    /** From now on each connection is closed after its answer, without a word. */
    public void dropAfterAnswer() {
        dropAfterAnswer = true;
    }

    @Override
    public void close() {
        closeQuietly(server);
        open.forEach(Service::closeQuietly);
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                connections.incrementAndGet();
                socket.setTcpNoDelay(true);
                open.add(socket);
                daemon(() -> serve(socket));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            InputStream in = new BufferedInputStream(socket.getInputStream());
            OutputStream out = socket.getOutputStream();
            boolean more = true;
            while (more) {
                more = answer(in, out) && !closeAfterAnswer && !dropAfterAnswer;
            }
        } catch (IOException | InterruptedException e) {
            return;
        } finally {
            open.remove(socket);
        }
    }

    private boolean answer(InputStream in, OutputStream out) throws IOException, InterruptedException {
        String head = Http.head(in);
        if (head.isEmpty()) {
            return false;
        }
        requests.incrementAndGet();
        String[] first = head.substring(0, head.indexOf("\r\n")).split(" ", -1);
        Request request = new Request(first[0], first[1], head, Http.headers(head));
        long body = Http.skipBody(in, request.headers());
        if (!request.isPath("/health")) {
            userCame();
        }
        if (request.isPath("/ws")) {
            WebSocket.accept(request.headers(), out, colour);
            WebSocket.echo(in, out);
            return false;
        }
        if (request.isPath("/stream")) {
            stream(request, out);
        } else {
            Thread.sleep(request.isPath("/slow") ? request.millis() : 0);
            String text = request.isPath("/head") ? request.head() : colour + " " + body + "\n";
            whole(request, text, out);
        }
        return true;
    }

    private synchronized void userCame() {
        firstUser.run();
        firstUser = () -> {};
    }

    private void whole(Request request, String text, OutputStream out) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        String connection = closeAfterAnswer ? "Connection: close\r\n" : "";
        String status = unhealthy && request.isPath("/health") ? "503 Service Unavailable" : "200 OK";
        String head = "HTTP/1.1 " + status + "\r\nContent-Type: text/plain\r\nX-Colour: " + colour + "\r\nX-Version: "
                + colour + "\r\n" + connection + "Content-Length: " + bytes.length + "\r\n\r\n";
        boolean headOnly = request.method().equals("HEAD");
        out.write((head + (headOnly ? "" : text)).getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
    }

    private void stream(Request request, OutputStream out) throws IOException, InterruptedException {
        out.write(("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nX-Colour: " + colour + "\r\n\r\n")
                .getBytes(StandardCharsets.UTF_8));
        long pieces = Math.max(1, request.millis() / 50);
        for (long i = 0; i < pieces; i++) {
            String piece = colour + " " + i + "\n";
            out.write((Integer.toHexString(piece.length()) + "\r\n" + piece + "\r\n").getBytes(StandardCharsets.UTF_8));
            out.flush();
            Thread.sleep(request.millis() / pieces);
        }
        out.write("0\r\n\r\n".getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    private static void daemon(Runnable task) {
        Thread thread = new Thread(task, "service");
        thread.setDaemon(true);
        thread.start();
    }

    private static void closeQuietly(AutoCloseable closeable) {
        try {
            closeable.close();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** The little of HTTP/1.1 that both ends need. */
    static final class Http {
        private Http() {}

        /** A head with its last empty line; empty at the end of the stream. */
        static String head(InputStream in) throws IOException {
            StringBuilder head = new StringBuilder();
            for (int next = in.read(); next >= 0; next = in.read()) {
                head.append((char) next);
                if (next == '\n'
                        && head.length() >= 4
                        && head.substring(head.length() - 4).equals("\r\n\r\n")) {
                    return head.toString();
                }
            }
            if (head.length() > 0) {
                throw new EOFException("the head broke off");
            }
            return "";
        }

        static Map<String, String> headers(String head) {
            Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
            head.lines().skip(1).filter(line -> line.contains(":")).forEach(line -> {
                int colon = line.indexOf(':');
                headers.put(
                        line.substring(0, colon).toLowerCase(Locale.ROOT),
                        line.substring(colon + 1).strip());
            });
            return headers;
        }

        static long skipBody(InputStream in, Map<String, String> headers) throws IOException {
            return body(in, headers).length();
        }

        /** The body, by its length or in chunks. */
        static String body(InputStream in, Map<String, String> headers) throws IOException {
            if ("chunked".equalsIgnoreCase(headers.get("transfer-encoding"))) {
                StringBuilder body = new StringBuilder();
                int size = chunkSize(in);
                while (size > 0) {
                    body.append(exactly(in, size));
                    line(in);
                    size = chunkSize(in);
                }
                line(in);
                return body.toString();
            }
            return exactly(in, Integer.parseInt(headers.getOrDefault("content-length", "0")));
        }

        private static int chunkSize(InputStream in) throws IOException {
            return Integer.parseInt(line(in), 16);
        }

        private static String exactly(InputStream in, int size) throws IOException {
            byte[] bytes = in.readNBytes(size);
            if (bytes.length < size) {
                throw new EOFException("the body broke off after " + bytes.length + " of " + size + " bytes");
            }
            return new String(bytes, StandardCharsets.ISO_8859_1);
        }

        private static String line(InputStream in) throws IOException {
            StringBuilder line = new StringBuilder();
            for (int next = in.read(); next != '\n'; next = in.read()) {
                if (next < 0) {
                    throw new EOFException("the body broke off");
                }
                line.append((char) next);
            }
            return line.toString().strip();
        }
    }
}

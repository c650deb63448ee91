package dev.cdctl.http;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

/** A server on a free loopback port that reads one request per connection and answers with fixed bytes. */
final class Canned implements Closeable {
    final List<String> requests = new CopyOnWriteArrayList<>();
    private final ServerSocket server;
    private final String answer;
    private final CountDownLatch released = new CountDownLatch(1);
    private final boolean holds;

    private Canned(ServerSocket server, String answer, boolean holds) {
        this.server = server;
        this.answer = answer;
        this.holds = holds;
        Thread thread = new Thread(this::serve, "canned");
        thread.setDaemon(true);
        thread.start();
    }

    static Canned answering(String answer) throws IOException {
        return new Canned(plain(), answer, false);
    }

    /** Keeps the connection open after the bytes. */
    static Canned holding(String answer) throws IOException {
        return new Canned(plain(), answer, true);
    }

    static Canned on(ServerSocket server, String answer) {
        return new Canned(server, answer, false);
    }

    Target target() {
        return Target.of("127.0.0.1", server.getLocalPort());
    }

    int port() {
        return server.getLocalPort();
    }

    @Override
    public void close() throws IOException {
        released.countDown();
        server.close();
    }

    private static ServerSocket plain() throws IOException {
        return new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    }

    private void serve() {
        while (!server.isClosed()) {
            try (Socket socket = server.accept()) {
                requests.add(request(socket.getInputStream()));
                socket.getOutputStream().write(answer.getBytes(StandardCharsets.UTF_8));
                socket.getOutputStream().flush();
                if (holds) {
                    released.await();
                }
            } catch (IOException | InterruptedException e) {
                requests.add("failed: " + e);
            }
        }
    }

    private static String request(InputStream in) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        while (!bytes.toString(StandardCharsets.UTF_8).contains("\r\n\r\n")) {
            int b = in.read();
            if (b < 0) {
                break;
            }
            bytes.write(b);
        }
        String head = bytes.toString(StandardCharsets.UTF_8);
        int length = head.contains("Content-Length: ")
                ? Integer.parseInt(head.split("Content-Length: ", 2)[1].split("\r\n", 2)[0])
                : 0;
        return head + new String(in.readNBytes(length), StandardCharsets.UTF_8);
    }
}

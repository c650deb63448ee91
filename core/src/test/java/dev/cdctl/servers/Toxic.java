package dev.cdctl.servers;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * A proxy on a free loopback port in front of one server, that spoils the requests which it is told to. It takes one
 * request per connection.
 */
public final class Toxic implements Closeable {
    private static final byte[] END = "\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1);

    private final int server;
    private final ServerSocket listener;
    private final List<Asked> asked = new CopyOnWriteArrayList<>();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile Function<Asked, Fault> faults = request -> new Fault.None();

    /**
     * One request.
     *
     * @param number from 1 on
     */
    public record Asked(int number, String method, String path) {}

    private Toxic(int server) throws IOException {
        this.server = server;
        this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        start(this::accept);
    }

    /** In front of the server at that loopback port. */
    public static Toxic before(int server) throws IOException {
        return new Toxic(server);
    }

    /** Does this to the requests from now on, which are counted anew. */
    public void spoil(Function<Asked, Fault> how) {
        asked.clear();
        faults = how;
    }

    /** {@code http://127.0.0.1:8080/}. */
    public String url() {
        return "http://127.0.0.1:" + listener.getLocalPort() + "/";
    }

    /** What was asked since the last {@link #spoil}. */
    public List<Asked> asked() {
        return List.copyOf(asked);
    }

    @Override
    public void close() throws IOException {
        closed.countDown();
        listener.close();
        for (Socket socket : open) {
            socket.close();
        }
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                // One that came while the listener was being closed is taken all the same.
                if (closed.getCount() == 0) {
                    client.close();
                    return;
                }
                open.add(client);
                start(() -> serve(client));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(Socket client) {
        try (client) {
            String head = head(client.getInputStream());
            if (!head.isEmpty()) {
                exchange(client, head);
            }
        } catch (IOException | InterruptedException e) {
            // The client or the server has gone, which is what tests want to see.
            open.remove(client);
        } finally {
            open.remove(client);
        }
    }

    private void exchange(Socket client, String head) throws IOException, InterruptedException {
        String[] line = head.split("\r\n", 2)[0].split(" ");
        Asked request;
        synchronized (this) {
            request = new Asked(asked.size() + 1, line[0], line[1]);
            asked.add(request);
        }
        Fault fault = faults.apply(request);
        if (fault instanceof Fault.Closed) {
            return;
        }
        if (fault instanceof Fault.Hang) {
            closed.await();
            return;
        }
        long length = length(head);
        if (fault instanceof Fault.Busy busy) {
            client.getInputStream().readNBytes((int) length);
            client.getOutputStream().write(busy(busy));
            return;
        }
        try (Socket upstream = new Socket(InetAddress.getLoopbackAddress(), server)) {
            if (send(client, upstream, head, fault)) {
                answer(client, upstream, fault);
            }
        }
    }

    private static byte[] busy(Fault.Busy busy) {
        String later = busy.retryAfter().isEmpty() ? "" : "Retry-After: " + busy.retryAfter() + "\r\n";
        return ("HTTP/1.1 " + busy.status() + " Busy\r\n" + later
                        + "Content-Length: 4\r\nConnection: close\r\n\r\nbusy")
                .getBytes(StandardCharsets.ISO_8859_1);
    }

    /** Whether the whole request went through. */
    private static boolean send(Socket client, Socket upstream, String head, Fault fault) throws IOException {
        String once =
                head.replaceFirst("(?i)\r\nConnection: [^\r]*", "").replaceFirst("\r\n", "\r\nConnection: close\r\n");
        OutputStream out = upstream.getOutputStream();
        out.write(once.getBytes(StandardCharsets.ISO_8859_1));
        long left = length(head);
        byte[] piece = new byte[64 * 1024];
        long passed = 0;
        while (left > 0) {
            int n = client.getInputStream().read(piece, 0, (int) Math.min(piece.length, left));
            if (n < 0) {
                return false;
            }
            left -= n;
            if (fault instanceof Fault.FlipUp && left == 0) {
                piece[n - 1] ^= 1;
            }
            if (fault instanceof Fault.ResetAfter reset && passed + n >= reset.bytes()) {
                out.write(piece, 0, (int) (reset.bytes() - passed));
                reset.first().run();
                client.setSoLinger(true, 0);
                upstream.setSoLinger(true, 0);
                return false;
            }
            passed += n;
            out.write(piece, 0, n);
        }
        out.flush();
        return true;
    }

    private void answer(Socket client, Socket upstream, Fault fault) throws IOException, InterruptedException {
        byte[] all = upstream.getInputStream().readAllBytes();
        if (fault instanceof Fault.LostAnswer) {
            return;
        }
        if (fault instanceof Fault.AfterAnswer after) {
            after.then().run();
            return;
        }
        if (fault instanceof Fault.Latency latency) {
            closed.await(latency.time().toMillis(), TimeUnit.MILLISECONDS);
        }
        if (fault instanceof Fault.FlipDown && all.length > 0) {
            all[all.length - 1] ^= 1;
        }
        if (fault instanceof Fault.WrongLength) {
            String text = new String(all, StandardCharsets.ISO_8859_1);
            all = text.replaceFirst("Content-Length: ", "Content-Length: 1").getBytes(StandardCharsets.ISO_8859_1);
        }
        int length = fault instanceof Fault.HalfAnswer half ? Math.min(half.bytes(), all.length) : all.length;
        if (fault instanceof Fault.Drip drip) {
            for (int i = 0; i < length; i++) {
                client.getOutputStream().write(all[i]);
                closed.await(drip.pause().toMillis(), TimeUnit.MILLISECONDS);
            }
        } else {
            client.getOutputStream().write(all, 0, length);
        }
        client.getOutputStream().flush();
    }

    private static long length(String head) {
        for (String line : head.split("\r\n")) {
            if (line.regionMatches(true, 0, "Content-Length:", 0, 15)) {
                return Long.parseLong(line.substring(15).strip());
            }
        }
        return 0;
    }

    private static String head(InputStream in) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        int matched = 0;
        while (matched < END.length) {
            int b = in.read();
            if (b < 0) {
                return "";
            }
            bytes.write(b);
            matched = b == END[matched] ? matched + 1 : b == END[0] ? 1 : 0;
        }
        return bytes.toString(StandardCharsets.ISO_8859_1);
    }

    private static void start(Runnable work) {
        Thread thread = new Thread(work, "toxic");
        thread.setDaemon(true);
        thread.start();
    }
}

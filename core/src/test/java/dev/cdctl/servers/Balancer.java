package dev.cdctl.servers;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;

/** Brings each new connection to the next of several ports of this computer, as a balancer before two proxies does. */
public final class Balancer implements AutoCloseable {
    private final ServerSocket server;
    private final List<Integer> ports;

    private Balancer(List<Integer> ports) throws IOException {
        this.ports = List.copyOf(ports);
        this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    }

    /** Starts one on a free port. */
    public static Balancer of(Integer... ports) {
        try {
            Balancer balancer = new Balancer(List.of(ports));
            daemon(balancer::accept);
            return balancer;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What users type. */
    public String url() {
        return "http://localhost:" + server.getLocalPort() + "/";
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void accept() {
        for (int i = 0; !server.isClosed(); i++) {
            try {
                Socket user = server.accept();
                Socket proxy = new Socket(InetAddress.getLoopbackAddress(), ports.get(i % ports.size()));
                daemon(() -> pass(user, proxy));
                daemon(() -> pass(proxy, user));
            } catch (IOException e) {
                continue;
            }
        }
    }

    private static void pass(Socket from, Socket to) {
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            in.transferTo(out);
        } catch (IOException e) {
            return;
        }
    }

    private static void daemon(Runnable task) {
        Thread thread = new Thread(task, "balancer");
        thread.setDaemon(true);
        thread.start();
    }
}

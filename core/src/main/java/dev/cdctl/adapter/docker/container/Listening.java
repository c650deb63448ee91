package dev.cdctl.adapter.docker.container;

import dev.cdctl.adapter.docker.Connection;
import dev.cdctl.adapter.docker.Output;
import dev.cdctl.engine.Cancel;
import dev.cdctl.model.Failure;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Whether somebody listens on a port inside a container that is not published: its own table of sockets tells, where the
 * image has a {@code cat} to show it; else it is tried from here, which reaches containers of this computer only.
 */
record Listening(Connection connection, Cancel cancel) {
    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final int GLANCE_MILLIS = 500;
    /** proc(5), /proc/net/tcp. */
    private static final String LISTENS = "0A";

    boolean on(Found container, int port) {
        return table(container.id())
                .map(lines -> lines.stream().anyMatch(line -> listens(line, port)))
                .orElseGet(() -> accepts(container, port));
    }

    private Optional<List<String>> table(String id) {
        List<String> lines = new CopyOnWriteArrayList<>();
        Output output = new Output(lines::add);
        try {
            String exec = connection.ask(
                    "look into a container",
                    client -> client.execCreateCmd(id)
                            .withCmd("cat", "/proc/net/tcp", "/proc/net/tcp6")
                            .withAttachStdout(true)
                            .exec()
                            .getId());
            connection.askSlowly(
                    "look into a container", client -> client.execStartCmd(exec).exec(output));
        } catch (Failure e) {
            if (e.kind() == Failure.Kind.UNREACHABLE) {
                throw e;
            }
            // It has ended since it was looked at: nobody listens there.
            return Optional.of(List.of());
        }
        output.await(LIMIT, cancel);
        output.end();
        return lines.stream().anyMatch(line -> line.contains("local_address")) ? Optional.of(lines) : Optional.empty();
    }

    private static boolean listens(String line, int port) {
        String[] fields = line.strip().split("\\s+");
        return fields.length > 3
                && fields[1].endsWith(String.format(Locale.ROOT, ":%04X", port))
                && fields[3].equals(LISTENS);
    }

    private static boolean accepts(Found container, int port) {
        return container.addresses().stream().anyMatch(address -> accepts(address, port));
    }

    private static boolean accepts(String address, int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(address, port), GLANCE_MILLIS);
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}

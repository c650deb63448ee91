package dev.cdctl.deploy.machine;

import dev.cdctl.host.Host;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** Who listens on a port of this computer. */
public final class Port {
    private static final Path PROC = Path.of("/proc");
    private static final String LISTENING = "0A";
    private static final int GLANCE_MILLIS = 500;
    private static final int LOCAL_ADDRESS = 1;
    private static final int STATE = 3;
    private static final int INODE = 9;

    private Port() {}

    /**
     * Whether a service could listen there, on loopback and on every address. Binds without listening, so that two who
     * look at the same time do not see each other.
     */
    public static boolean isFree(int port) {
        return binds(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))
                && binds(new InetSocketAddress(port));
    }

    /** Whether a service could listen there; of another computer only what accepts connections is seen. */
    public static boolean isFree(Host host, int port) {
        return host.isHere() ? isFree(port) : !accepts(new InetSocketAddress(host.address(), port));
    }

    private static boolean accepts(InetSocketAddress address) {
        try (Socket socket = new Socket()) {
            socket.connect(address, GLANCE_MILLIS);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** {@code java (pid 4711)}, or as much of it as this user may know. */
    public static String holder(int port) {
        return inode(port).flatMap(Port::owner).orElse("a process that is not cdctl's");
    }

    private static boolean binds(InetSocketAddress address) {
        try (Socket socket = new Socket()) {
            socket.setReuseAddress(true);
            socket.bind(address);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** The socket's number: proc(5), /proc/net/tcp. */
    private static Optional<String> inode(int port) {
        String end = String.format(Locale.ROOT, ":%04X", port);
        return Stream.of("net/tcp", "net/tcp6")
                .flatMap(file -> lines(PROC.resolve(file)).stream())
                .map(line -> line.strip().split("\\s+"))
                .filter(fields ->
                        fields.length > INODE && fields[LOCAL_ADDRESS].endsWith(end) && fields[STATE].equals(LISTENING))
                .map(fields -> fields[INODE])
                .findFirst();
    }

    private static Optional<String> owner(String inode) {
        String link = "socket:[" + inode + "]";
        return list(PROC).stream()
                .filter(folder -> folder.getFileName().toString().matches("[0-9]+"))
                .filter(folder -> list(folder.resolve("fd")).stream().anyMatch(fd -> pointsTo(fd, link)))
                .findFirst()
                .map(folder -> String.join("", lines(folder.resolve("comm"))) + " (pid " + folder.getFileName() + ")");
    }

    private static boolean pointsTo(Path fd, String link) {
        try {
            return Files.readSymbolicLink(fd).toString().equals(link);
        } catch (IOException e) {
            return false;
        }
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            return List.of();
        }
    }

    private static List<Path> list(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        } catch (IOException e) {
            return List.of();
        }
    }
}

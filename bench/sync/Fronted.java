import dev.cdctl.servers.RealNginx;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.UnaryOperator;

/** A proxy for many services, each by its host name. */
record Fronted(int port, UnaryOperator<String> entries, AutoCloseable end) implements AutoCloseable {
    static Fronted start(String kind, Path folder) throws Exception {
        Files.createDirectories(folder);
        int port = BenchSync.freePort();
        return kind.equals("nginx") ? nginx(folder, port) : haproxy(folder, port);
    }

    private static Fronted nginx(Path folder, int port) throws Exception {
        RealNginx nginx = RealNginx.start(folder);
        Files.createDirectories(nginx.flags());
        return new Fronted(port, host -> "nginx: {flags: " + nginx.flags() + ", command: " + nginx.command()
                + ", listen: \"127.0.0.1:" + port + "\", host: " + host + ".example}", nginx);
    }

    private static Fronted haproxy(Path folder, int port) throws Exception {
        Path files = Files.createDirectories(folder.resolve("cdctl"));
        Path socket = folder.resolve("admin.sock");
        Path config = Files.writeString(folder.resolve("haproxy.cfg"), "global\n    stats socket " + socket
                + " mode 600 level admin\ndefaults\n    timeout connect 5s\n    timeout client 30s\n    timeout server 30s\n");
        Process process = new ProcessBuilder("/usr/sbin/haproxy", "-W", "-db", "-f", config.toString(), "-f", files.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
        while (!Files.exists(socket) && process.isAlive()) {
            Thread.sleep(10);
        }
        return new Fronted(port, host -> "haproxy: {listen: \"127.0.0.1:" + port + "\", host: " + host + ".example, socket: "
                + socket + ", folder: " + files + ", config: " + config + ", reload: kill -USR2 " + process.pid() + "}", () -> {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        });
    }

    /** How pipeline.yaml says it, without the closing brace. */
    String entry(String host) {
        return entries.apply(host);
    }

    @Override
    public void close() throws Exception {
        end.close();
    }
}

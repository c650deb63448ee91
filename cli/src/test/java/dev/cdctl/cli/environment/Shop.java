package dev.cdctl.cli.environment;

import dev.cdctl.cli.InProcess;
import dev.cdctl.json.Json;
import dev.cdctl.json.JsonText;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** A small service with two environments on free ports of this machine, and a state folder of its own. */
final class Shop {
    private static final String SERVER = """
            import com.sun.net.httpserver.HttpServer;
            import java.net.InetSocketAddress;
            import java.nio.file.*;
            class Server {
                public static void main(String[] args) throws Exception {
                    byte[] body = Files.readAllBytes(Path.of("VERSION"));
                    int port = Integer.parseInt(System.getenv("PORT"));
                    HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", port), 0);
                    server.createContext("/", exchange -> {
                        boolean found = !exchange.getRequestURI().getPath().equals("/");
                        exchange.sendResponseHeaders(found ? 200 : 404, body.length);
                        exchange.getResponseBody().write(body);
                        exchange.close();
                    });
                    server.start();
                    System.out.println("listening");
                }
            }
            """;
    private static final String PIPELINE = """
            service: shop
            version: {from: file}
            stages:
              build: {run: ./build.sh}
            package:
              - archive: {name: shop, root: out, files: ["**"]}
            push: {archives: "file:pushed"}
            run:
              command: java -XX:TieredStopAtLevel=1 -Xmx32m -cp . Server
              health: {http: /health, every: 50ms, within: 60s}
            environments:
              integration:
                verify: test -n "$CDCTL_URL"
                keep-warm: 0s
                watch: 50ms
                ports: %d-%d
                routers: [embedded: {port: %d}]
              production:
                after: integration
                approve: manual
                watch: 50ms
                ports: %d-%d
                routers: [embedded: {port: %d}]
            """;
    final Path folder;
    final Path home;

    Shop(Path folder) throws IOException {
        this.folder = Files.createDirectories(folder.resolve("project"));
        this.home = Files.createDirectories(folder.resolve("home"));
        int first = freeRange();
        Files.writeString(
                this.folder.resolve("pipeline.yaml"),
                PIPELINE.formatted(first, first + 8, first + 9, first + 10, first + 18, first + 19));
        Files.writeString(this.folder.resolve("Server.java"), SERVER);
        Path build = this.folder.resolve("build.sh");
        Files.writeString(build, "mkdir -p out && javac -d out Server.java && cp VERSION out/\n");
        build.toFile().setExecutable(true);
        version("1.0.0");
    }

    void version(String text) throws IOException {
        Files.writeString(folder.resolve("VERSION"), text + "\n");
    }

    InProcess.Result run(String... args) {
        return new InProcess()
                .with("HOME", home.toString())
                .with("USER", "ana")
                .with("PATH", System.getenv("PATH"))
                .with("BUILD_ID", "77")
                .in(folder)
                .run(args);
    }

    /** The one document that the command answers with. */
    Json.Obj document(String... args) {
        List<String> words = new ArrayList<>(List.of(args));
        words.addAll(List.of("-o", "json"));
        return JsonText.readObject(run(words.toArray(new String[0])).out());
    }

    /** Every process that belongs to this state folder: instances, router, sleepers. */
    List<Long> processes() throws IOException {
        List<Long> found = new ArrayList<>();
        for (ProcessHandle process : ProcessHandle.allProcesses().toList()) {
            if (process.pid() != ProcessHandle.current().pid()
                    && (reads(process.pid(), "environ") + reads(process.pid(), "cmdline")).contains(home.toString())) {
                found.add(process.pid());
            }
        }
        return found;
    }

    /** The instances of an environment. */
    List<Long> instances(String environment) throws IOException {
        return processes().stream()
                .filter(pid -> reads(pid, "environ").contains("CDCTL_ENVIRONMENT=" + environment + "\0"))
                .filter(pid -> reads(pid, "environ").contains("CDCTL_STATE="))
                .toList();
    }

    List<String> files() throws IOException {
        Path state = home.resolve(".local/state/cdctl");
        if (!Files.exists(state)) {
            return List.of();
        }
        try (Stream<Path> all = Files.walk(state)) {
            return all.filter(Files::isRegularFile)
                    .map(file -> state.relativize(file).toString())
                    .sorted()
                    .toList();
        }
    }

    private static String reads(long pid, String name) {
        try {
            return new String(
                    Files.readAllBytes(Path.of("/proc", Long.toString(pid), name)), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return "";
        }
    }

    /** Twenty ports in a row, the first of which is free now. */
    private static int freeRange() throws IOException {
        while (true) {
            try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                if (socket.getLocalPort() < 65000) {
                    return socket.getLocalPort() + 1;
                }
            }
        }
    }
}

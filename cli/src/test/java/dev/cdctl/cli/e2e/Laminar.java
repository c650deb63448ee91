package dev.cdctl.cli.e2e;

import static org.awaitility.Awaitility.await;

import dev.cdctl.cli.world.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * laminar, a small CI server, on free loopback ports with its files in a folder; gone when closed. A job is a script; it
 * is cancelled by SIGTERM to its process group.
 */
final class Laminar implements CiServer {
    private static final Path KEPT = Path.of("target/laminar").toAbsolutePath();
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final Path folder;
    private final Process process;
    private final Command client;
    private final String address;

    private Laminar(Path folder, Process process, Command client, String address) {
        this.address = address;
        this.folder = folder;
        this.process = process;
        this.client = client;
    }

    static Laminar start(Path folder) throws IOException {
        new Command(List.of(Path.of("../e2e/clients").toAbsolutePath().toString()), Map.of())
                .text("laminar", KEPT.toString());
        Path root = KEPT.resolve("root");
        Files.createDirectories(folder.resolve("cfg/jobs"));
        String http = "127.0.0.1:" + Registry.freePort();
        String rpc = "127.0.0.1:" + Registry.freePort();
        Map<String, String> environment = Map.of(
                "LD_LIBRARY_PATH", root.resolve("usr/lib/x86_64-linux-gnu").toString(),
                "LAMINAR_HOME", folder.toString(),
                "LAMINAR_BIND_HTTP", http,
                "LAMINAR_BIND_RPC", rpc,
                "LAMINAR_HOST", rpc);
        ProcessBuilder server = new ProcessBuilder(
                        root.resolve("usr/sbin/laminard").toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("out").toFile());
        server.environment().putAll(environment);
        Command client = new Command(List.of(root.resolve("usr/bin/laminarc").toString()), environment);
        Laminar laminar = new Laminar(folder, server.start(), client, http);
        await().atMost(LIMIT).until(() -> client.run("show-jobs").exit() == 0 || !laminar.process.isAlive());
        return laminar;
    }

    @Override
    public void job(String name, String script) throws IOException {
        Path file = Files.writeString(folder.resolve("cfg/jobs/" + name + ".run"), script);
        if (!file.toFile().setExecutable(true)) {
            throw new IOException("cannot make " + file + " a program");
        }
    }

    @Override
    public boolean run(String job) {
        return client.run("run", job).exit() == 0;
    }

    @Override
    public void begin(String job) {
        client.text("queue", job);
    }

    @Override
    public void abort(String job, int number) {
        client.text("abort", job, Integer.toString(number));
    }

    @Override
    public String log(String job, int number) throws IOException {
        return Http.text("http://" + address + "/log/" + job + "/" + number);
    }

    @Override
    public void close() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
    }
}

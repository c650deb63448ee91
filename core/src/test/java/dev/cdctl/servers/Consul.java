package dev.cdctl.servers;

import dev.cdctl.http.Exchange;
import dev.cdctl.http.Probe;
import dev.cdctl.http.Reply;
import dev.cdctl.http.Target;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;

/** Servers of Consul on free loopback ports, with their files in a folder; gone when closed. */
public final class Consul implements AutoCloseable {
    /** The token that may do everything, of a guarded one. */
    public static final String MASTER = "b1650000-0000-4000-8000-000000000001";

    private static final Duration DEADLINE = Duration.ofSeconds(5);
    private static final Duration CALM = Duration.ofSeconds(60);
    private static final int PORTS_EACH = 5;

    private final Ports ports;
    private final List<Daemon> servers;

    private Consul(Ports ports, List<Daemon> servers) {
        this.ports = ports;
        this.servers = servers;
    }

    /** One server that keeps its state when it is started again. */
    public static Consul start(Path folder) throws IOException, InterruptedException {
        return start(folder, 1, "");
    }

    /** One that lets nobody in without a token. */
    public static Consul guarded(Path folder) throws IOException, InterruptedException {
        return start(
                folder,
                1,
                ", \"acl\": {\"enabled\": true, \"default_policy\": \"deny\", \"tokens\": {\"master\": \"" + MASTER
                        + "\"}}");
    }

    /**
     * One that is asked by TLS too, and lets only those in who have the certificate {@code cert.pem} and its key
     * {@code key.pem} of that folder, which it has itself.
     */
    public static Consul secured(Path folder) throws IOException, InterruptedException {
        Process made = new ProcessBuilder(
                        ("openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout key.pem -out cert.pem"
                                        + " -days 2 -subj /CN=localhost -addext subjectAltName=IP:127.0.0.1")
                                .split(" "))
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        if (made.waitFor() != 0) {
            throw new IOException("no certificate");
        }
        String certificate = folder.resolve("cert.pem").toString();
        return start(
                folder,
                1,
                ", \"verify_incoming_https\": true, \"ca_file\": \"" + certificate + "\", \"cert_file\": \""
                        + certificate + "\", \"key_file\": \"" + folder.resolve("key.pem") + "\"");
    }

    /** Where one that is secured is asked by TLS. */
    public int securePort() {
        return ports.first() + PORTS_EACH - 1;
    }

    /** A cluster. */
    public static Consul cluster(Path folder, int size) throws IOException, InterruptedException {
        return start(folder, size, "");
    }

    private static Consul start(Path folder, int size, String settings) throws IOException, InterruptedException {
        String program = program();
        Consul consul = new Consul(Ports.block(), new ArrayList<>());
        boolean good = false;
        try {
            for (int number = 0; number < size; number++) {
                consul.servers.add(consul.begin(program, folder, number, settings(size, settings)));
            }
            for (Daemon server : consul.servers) {
                server.await();
            }
            good = true;
            return consul;
        } finally {
            if (!good) {
                consul.close();
            }
        }
    }

    private static String settings(int size, String more) {
        return "{\"server\": true, \"bootstrap_expect\": " + size + ", \"disable_update_check\": true, "
                + "\"bind_addr\": \"127.0.0.1\", \"client_addr\": \"127.0.0.1\", \"log_level\": \"warn\", "
                + "\"performance\": {\"raft_multiplier\": 1}, \"leave_on_terminate\": false, "
                + "\"limits\": {\"http_max_conns_per_client\": 2000}" + more;
    }

    private Daemon begin(String program, Path folder, int number, String settings) throws IOException {
        Path data = Files.createDirectories(folder.resolve("consul-" + number));
        int first = ports.first() + number * PORTS_EACH;
        String all = settings + ", \"node_name\": \"n" + number + "\", \"data_dir\": \"" + data.resolve("data")
                + "\", \"ports\": {\"http\": " + first + ", \"server\": " + (first + 1) + ", \"serf_lan\": "
                + (first + 2) + ", \"serf_wan\": " + (first + 3) + ", \"https\": "
                + (settings.contains("key_file") ? first + PORTS_EACH - 1 : -1)
                + ", \"dns\": -1, \"grpc\": -1}"
                + ", \"retry_join\": [\"127.0.0.1:" + (ports.first() + 2) + "\"], \"retry_interval\": \"1s\"}";
        Path file = Files.writeString(data.resolve("consul.json"), all);
        return Daemon.begin(
                cut(number).words(List.of(program, "agent", "-config-file", file.toString())),
                data.resolve("log"),
                () -> isReady(number));
    }

    /** The program, fetched when it is not there; see e2e/clients. */
    private static String program() throws IOException, InterruptedException {
        Path kept = Path.of(System.getProperty("user.home", "/root"), ".cache", "cdctl-e2e", "consul");
        Files.createDirectories(kept.resolveSibling(""));
        Process fetch = new ProcessBuilder(
                        "flock",
                        kept + ".lock",
                        Path.of("../e2e/clients").toAbsolutePath().normalize().toString(),
                        "consul",
                        kept.toString())
                .inheritIO()
                .start();
        if (fetch.waitFor() != 0) {
            throw new IOException("consul cannot be fetched");
        }
        return kept.resolve("root/usr/bin/consul").toString();
    }

    /** {@code consul://127.0.0.1:PORT/PREFIX}, of the first server. */
    public String url(String prefix) {
        return url(0, prefix);
    }

    /** The same of another server. */
    public String url(int server, String prefix) {
        return "consul://127.0.0.1:" + port(server) + "/" + prefix;
    }

    /** Where it is asked. */
    public int port(int server) {
        return ports.first() + server * PORTS_EACH;
    }

    /** The number of the server that is the leader. */
    public int leader() throws IOException {
        for (int server = 0; server < servers.size(); server++) {
            String said = body(ask(server, "GET", "/v1/agent/self", ""));
            if (said.contains("\"leader\":\"true\"")) {
                return server;
            }
        }
        throw new IOException("no server is the leader");
    }

    /** Asks the first server anything, as who may do everything. */
    public String ask(String method, String path, String body) throws IOException {
        return body(ask(0, method, path, body));
    }

    public void kill(int server) {
        servers.get(server).kill();
    }

    /** Starts one again that was killed; it may take a moment until it answers. */
    public void again(int server) throws IOException {
        servers.get(server).again();
    }

    /** Waits until that server answers, and takes none of the others for lost: it would end the sessions of such a one. */
    public void await(int server) throws IOException {
        servers.get(server).await();
        Awaitility.await()
                .atMost(CALM)
                .ignoreExceptions()
                .until(() -> !body(ask(server, "GET", "/v1/health/state/critical?consistent", ""))
                        .contains("serfHealth"));
    }

    public void freeze(int server) throws IOException, InterruptedException {
        servers.get(server).freeze();
    }

    public void thaw(int server) throws IOException, InterruptedException {
        servers.get(server).thaw();
    }

    /** Keeps a server from the others; whoever asks it by HTTP still reaches it. */
    public void cut(int server, boolean off) throws IOException, InterruptedException {
        cut(server).set(off);
    }

    private Cut cut(int server) {
        return new Cut(port(server), List.of(port(server) + 1, port(server) + 2), ports.first(), ports.last());
    }

    @Override
    public void close() {
        servers.forEach(Daemon::close);
        ports.close();
    }

    private boolean isReady(int server) {
        Reply reply = ask(server, "PUT", "/v1/kv/ready", "yes");
        return reply instanceof Reply.Answer answer && answer.body().strip().equals("true");
    }

    private Reply ask(int server, String method, String path, String body) {
        Target target = Target.of("127.0.0.1", port(server));
        Exchange exchange = Exchange.get(target, path).with("X-Consul-Token", MASTER);
        return new Probe(DEADLINE).ask(method.equals("GET") ? exchange : exchange.sending(method, body));
    }

    private static String body(Reply reply) throws IOException {
        if (reply instanceof Reply.Answer answer && answer.isGood()) {
            return answer.body();
        }
        throw new IOException(reply.describe());
    }
}

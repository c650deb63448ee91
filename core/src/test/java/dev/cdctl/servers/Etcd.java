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
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Members of etcd on free loopback ports, with their files in a folder; gone when closed. */
public final class Etcd implements AutoCloseable {
    private static final Duration DEADLINE = Duration.ofSeconds(5);
    private static final int PORTS_EACH = 2;

    private final Ports ports;
    private final List<Daemon> members;

    private Etcd(Ports ports, List<Daemon> members) {
        this.ports = ports;
        this.members = members;
    }

    /** One member that keeps its state when it is started again. */
    public static Etcd start(Path folder) throws IOException {
        return cluster(folder, 1);
    }

    /** A cluster. */
    public static Etcd cluster(Path folder, int size) throws IOException {
        Etcd etcd = new Etcd(Ports.block(), new ArrayList<>());
        boolean good = false;
        try {
            for (int number = 0; number < size; number++) {
                etcd.members.add(etcd.begin(folder, number, size));
            }
            for (Daemon member : etcd.members) {
                member.await();
            }
            good = true;
            return etcd;
        } finally {
            if (!good) {
                etcd.close();
            }
        }
    }

    private Daemon begin(Path folder, int number, int size) throws IOException {
        Path data = Files.createDirectories(folder.resolve("etcd-" + number));
        String client = "http://127.0.0.1:" + port(number);
        String peer = peer(number);
        String all = IntStream.range(0, size)
                .mapToObj(each -> String.format(Locale.ROOT, "m%d=%s", each, peer(each)))
                .collect(Collectors.joining(","));
        List<String> command = new ArrayList<>(List.of("etcd", "--name", "m" + number));
        command.addAll(List.of("--data-dir", data.resolve("data").toString(), "--logger", "zap"));
        command.addAll(List.of("--listen-client-urls", client, "--advertise-client-urls", client));
        command.addAll(List.of("--listen-peer-urls", peer, "--initial-advertise-peer-urls", peer));
        command.addAll(List.of("--initial-cluster", all, "--log-level", "warn"));
        return Daemon.begin(cut(number).words(command), data.resolve("log"), () -> isReady(number));
    }

    private String peer(int number) {
        return "http://127.0.0.1:" + (port(number) + 1);
    }

    /** {@code etcd://127.0.0.1:PORT,127.0.0.1:PORT/PREFIX}. */
    public String url(String prefix) {
        return "etcd://"
                + IntStream.range(0, members.size())
                        .mapToObj(number -> "127.0.0.1:" + port(number))
                        .collect(Collectors.joining(","))
                + "/" + prefix;
    }

    /** Where a member is asked. */
    public int port(int member) {
        return ports.first() + member * PORTS_EACH;
    }

    /** Has the tool of etcd do something, and returns what it says. */
    public String ctl(String... words) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("etcdctl", "--endpoints", "127.0.0.1:" + port(0)));
        command.addAll(List.of(words));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("ETCDCTL_API", "3");
        Process process = builder.start();
        String said = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException(said);
        }
        return said;
    }

    public void kill(int member) {
        members.get(member).kill();
    }

    /** Starts one again that was killed. */
    public void again(int member) throws IOException {
        members.get(member).again();
    }

    /** Waits until that member answers. */
    public void await(int member) throws IOException {
        members.get(member).await();
    }

    public void freeze(int member) throws IOException, InterruptedException {
        members.get(member).freeze();
    }

    public void thaw(int member) throws IOException, InterruptedException {
        members.get(member).thaw();
    }

    /** Keeps a member from the others; whoever asks it still reaches it. */
    public void cut(int member, boolean off) throws IOException, InterruptedException {
        cut(member).set(off);
    }

    private Cut cut(int member) {
        return new Cut(port(member), List.of(port(member) + 1), ports.first(), ports.last());
    }

    /** The number of the member that is the leader. */
    public int leader() throws IOException, InterruptedException {
        for (int member = 0; member < members.size(); member++) {
            Exchange question = Exchange.get(Target.of("127.0.0.1", port(member)), "/v3/maintenance/status")
                    .sending("POST", "{}");
            if (new Probe(DEADLINE).ask(question) instanceof Reply.Answer answer
                    && value(answer.body(), "leader").equals(value(answer.body(), "member_id"))) {
                return member;
            }
        }
        throw new IOException("no member is the leader");
    }

    private static String value(String json, String name) {
        return json.replaceAll(".*\"" + name + "\":\"([0-9]+)\".*\\s*", "$1");
    }

    @Override
    public void close() {
        members.forEach(Daemon::close);
        ports.close();
    }

    private boolean isReady(int member) {
        Exchange exchange = Exchange.get(Target.of("127.0.0.1", port(member)), "/v3/kv/range")
                .sending("POST", "{\"key\":\"cmVhZHk=\"}");
        return new Probe(DEADLINE).ask(exchange) instanceof Reply.Answer answer && answer.status() < 500;
    }
}

package dev.cdctl.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.cdctl.cli.e2e.Program.Started;
import dev.cdctl.cli.world.Host;
import dev.cdctl.cli.world.World;
import dev.cdctl.load.Load;
import dev.cdctl.servers.Consul;
import dev.cdctl.servers.Etcd;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two nginx and two HAProxy on machines of their own, each with the process that moves it, and one store for all. */
class FourSyncsIT {
    private static final Duration LIMIT = Duration.ofMinutes(1);

    /**
     * One of the four.
     *
     * @param machine which it is on
     * @param listen where users ask
     */
    private record Proxied(String name, Host machine, boolean nginx, String listen) {
        String entry() {
            String place = machine.folder().toString();
            return nginx
                    ? "{nginx: {flags: " + place + "/nginx/flags, listen: \"" + listen + "\", command: nginx -p "
                            + place + "/nginx -c " + place + "/nginx/nginx.conf}, sync: [" + name + "]}"
                    : "{haproxy: {listen: \"" + listen + "\", socket: " + place + "/haproxy/admin.sock, folder: "
                            + place
                            + "/haproxy/cdctl, config: " + place + "/haproxy/haproxy.cfg, reload: \"kill -USR2 $(cat "
                            + place + "/haproxy/haproxy.pid)\"}, sync: [" + name + "]}";
        }

        URI url() {
            return URI.create("http://" + listen + "/");
        }
    }

    @Test
    void noRequestFailsWhileFourFollowConsul(@TempDir Path folder) throws Exception {
        assumeTrue(Boolean.getBoolean("cdctl.all"), "two routers are tried otherwise");
        try (Consul consul = Consul.start(Files.createDirectories(folder.resolve("consul")))) {
            follow(folder, "consul", consul.port(0));
        }
    }

    @Test
    void noRequestFailsWhileFourFollowEtcd(@TempDir Path folder) throws Exception {
        assumeTrue(Boolean.getBoolean("cdctl.all"), "two routers are tried otherwise");
        try (Etcd etcd = Etcd.start(Files.createDirectories(folder.resolve("etcd")))) {
            follow(folder, "etcd", etcd.port(0));
        }
    }

    private static void follow(Path folder, String store, int port) throws Exception {
        int flips = Integer.getInteger("cdctl.flips", 200);
        try (World world = World.of(2);
                Relay relay = Relay.to(world.gateway(), port);
                HostedShop hosted =
                        HostedShop.open(world, folder.resolve("shop"), HostedShop.Entry.NGINX, usual -> usual)) {
            Shop shop = hosted.shop();
            List<Proxied> all = proxies(world, shop.port());
            shop.write(
                    "pipeline.yaml",
                    shop.read("pipeline.yaml")
                            .replaceAll("(?m)^    state: .*$", "    state: " + relay.url(store))
                            .replaceAll("(?m)^    routers: .*$", routers(all)));
            for (Proxied each : all) {
                follow(world, shop, each);
            }
            hosted.release("1.0.0");
            hosted.release("1.1.0");
            hosted.deploy("1.0.0");
            hosted.deploy("1.1.0");
            try (Load load =
                    Load.start(Load.Mix.small(), all.stream().map(Proxied::url).toArray(URI[]::new))) {
                for (int i = 0; i < flips; i++) {
                    shop.done("flip", i % 2 == 0 ? "blue" : "green");
                    for (Proxied each : all) {
                        assertThat(Question.ask(each.url()).version()).isEqualTo(i % 2 == 0 ? "1.0.0" : "1.1.0");
                    }
                }
                Load.Report report = load.stop();
                Figures.tell("two nginx and two HAProxy moved by four processes on machines of their own, state in "
                        + store + ", " + flips + " flips: failed requests "
                        + report.failures().size() + ", answers " + report.counts());
                assertThat(report.failures()).isEmpty();
            }
            shop.done("remove");
            // What was started there is no child of what started it.
            shop.processes().forEach(ProcessHandle::destroy);
            await().atMost(LIMIT).until(() -> shop.processes().isEmpty());
        }
    }

    private static List<Proxied> proxies(World world, int port) {
        Host apart = world.proxies();
        List<Proxied> all = List.of(
                new Proxied("n1", apart, true, apart.address() + ":" + port),
                new Proxied("h1", apart, false, apart.address() + ":" + (port + 1)),
                new Proxied("n2", world.host(1), true, world.host(1).address() + ":" + port),
                new Proxied("h2", world.host(2), false, world.host(2).address() + ":" + port));
        world.host(1).nginx().start();
        world.host(2).haproxy().start();
        return all;
    }

    private static String routers(List<Proxied> all) {
        return "    routers: ["
                + all.stream()
                        .map(Proxied::entry)
                        .collect(Collectors.joining(", "))
                        .replace("$", "\\$")
                + "]";
    }

    /** Has nginx include its flags, and starts the process on that machine. */
    private static void follow(World world, Shop shop, Proxied one) throws IOException {
        Path included = one.machine().folder().resolve("nginx/conf.d/cdctl.conf");
        if (one.nginx() && Files.notExists(included)) {
            Files.writeString(included, "include " + one.machine().folder() + "/nginx/flags/*.conf;\n");
            one.machine().nginx().reload();
        }
        Started started = shop.run(
                Path.of("../e2e/world").toAbsolutePath().normalize().toString(),
                "run",
                world.name(),
                one.machine().name(),
                "sh",
                "-c",
                "cd \"$1\" && shift && exec \"$@\"",
                "sh",
                shop.project().toString(),
                Program.FILE.toString(),
                "router",
                "sync",
                one.name());
        await().atMost(LIMIT).until(() -> {
            assertThat(started.process().isAlive()).as(started.said()).isTrue();
            return shop.done("router", "status").out().contains("router " + one.name() + "  production: nothing");
        });
    }

    /** Has a server of the loopback address be reached from the machines of a world. */
    private record Relay(String address, int port, Process process) implements AutoCloseable {
        static Relay to(String address, int port) throws IOException {
            return new Relay(
                    address,
                    port,
                    new ProcessBuilder(
                                    "socat",
                                    "TCP-LISTEN:" + port + ",bind=" + address + ",fork,reuseaddr",
                                    "TCP:127.0.0.1:" + port)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start());
        }

        String url(String store) {
            return store + "://" + address + ":" + port + "/cdctl";
        }

        @Override
        public void close() {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }
}

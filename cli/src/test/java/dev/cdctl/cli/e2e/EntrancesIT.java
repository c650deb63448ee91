package dev.cdctl.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.cdctl.cli.e2e.HostedShop.Entry;
import dev.cdctl.cli.e2e.Program.Ended;
import dev.cdctl.cli.e2e.Program.Started;
import dev.cdctl.cli.world.Host;
import dev.cdctl.cli.world.World;
import dev.cdctl.load.Load;
import dev.cdctl.load.Load.Kind;
import dev.cdctl.load.Load.Mix;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** The less usual ways in to containers of two hosts: a reloaded nginx, one in a container, one on each host. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@EnabledIfSystemProperty(named = "cdctl.all", matches = "true")
class EntrancesIT {
    private static final Duration SOON = Duration.ofSeconds(60);
    /** What a reload may lose is not among them. */
    private static final Mix NEW_ONLY = new Mix(Map.of(Kind.NEW_CONNECTION, 6), 300, 400);

    /** Clients that ask again when a kept connection ended under a request. */
    private static final Mix AGAIN = new Mix(
            Map.of(
                    Kind.KEEP_ALIVE, 4,
                    Kind.NEW_CONNECTION, 4,
                    Kind.POST, 2,
                    Kind.SLOW, 2,
                    Kind.STREAM, 2,
                    Kind.WEBSOCKET, 1),
            300,
            400,
            true);

    private static final Duration DRAIN = Duration.ofSeconds(1);
    private static final Mix MIXED = new Mix(
            Map.of(Kind.KEEP_ALIVE, 4, Kind.NEW_CONNECTION, 4, Kind.POST, 2, Kind.SLOW, 2, Kind.WEBSOCKET, 2),
            300,
            400);
    private static final String TEMPLATE = """
            upstream shop { {{servers}} {{backup}} }
            server {
                listen %s;
                location / {
                    {{cdctl}}
                    proxy_http_version 1.1;
                    proxy_set_header Upgrade $http_upgrade;
                    proxy_set_header Connection $http_connection;
                    proxy_pass http://shop;
                }
            }
            """;
    /** An image of nothing but folders: what runs in it is the host's own. */
    private static final String EDGE = """
            set -e
            top=$1 place=$(mktemp -d /var/tmp/edge.XXXXXX)
            cd "$place"
            mkdir -p usr etc var/lib/nginx var/log/nginx tmp run flags conf
            ln -s usr/bin usr/sbin usr/lib usr/lib64 .
            mkdir -p "$top/flags" "$top/conf"
            printf '%s\\n' 'daemon off;' 'user www-data;' 'pid /conf/nginx.pid;' 'error_log /conf/error.log;' \\
                'events { }' 'http {' 'access_log off;' 'include /flags/*.conf;' '}' >"$top/conf/nginx.conf"
            cp /etc/passwd /etc/group etc/
            tar -c . | docker import - edge:1 >/dev/null
            rm -rf "$place"
            docker run -d --name edge --network host -v /usr:/usr:ro -v /etc:/etc:ro -v "$top/flags:/flags" \\
                -v "$top/conf:/conf" edge:1 /usr/sbin/nginx -p /conf -c /conf/nginx.conf
            """;

    private final World world = World.of(2);

    @AfterAll
    void close() {
        world.close();
    }

    @Test
    void anNginxThatIsReloadedLosesNoNewConnectionAndNothingThatIsAskedAgain(@TempDir Path folder) throws IOException {
        Host proxies = world.proxies();
        String nginx = proxies.folder().resolve("nginx").toString();
        Path target = Path.of(nginx, "conf.d/shop.conf");
        String router = "{nginx: {template: shop.conf.tmpl, target: " + target + ", on: \"" + proxies.ssh()
                + "\", listen: \"LISTEN\", command: nginx -p " + nginx + " -c " + nginx + "/nginx.conf}}";
        try (HostedShop hosted = HostedShop.open(world, folder, Entry.NGINX, through(router, proxies))) {
            Shop shop = hosted.shop();
            shop.write("shop.conf.tmpl", TEMPLATE.formatted(hosted.url().getAuthority()));
            hosted.release("1.0.0");
            hosted.release("1.1.0");
            Ended first = shop.done("deploy", "--release", "1.0.0");
            assertThat(first.err()).contains("CD-659");
            String served = new Rounds(hosted).under(AGAIN, "two hosts, nginx reloaded", DRAIN);
            String before = Files.readString(target);
            shop.write("shop.conf.tmpl", shop.read("shop.conf.tmpl") + "\nnonsense;\n");
            Ended refused = shop.cdctl("flip", served.equals("1.0.0") ? "green" : "blue");
            assertThat(refused.err()).contains("CD-644", "nonsense");
            assertThat(Files.readString(target)).isEqualTo(before);
            assertThat(hosted.served()).isEqualTo(served);
            shop.write("shop.conf.tmpl", TEMPLATE.formatted(hosted.url().getAuthority()));
        }
    }

    @Test
    void anNginxInAContainerLosesNoRequest(@TempDir Path folder) {
        inContainer(folder, "flags: FLAGS, inside: /flags", MIXED);
    }

    @Test
    void anNginxInAContainerThatIsReloadedLosesNoNewConnection(@TempDir Path folder) {
        inContainer(folder, "template: shop.conf.tmpl, target: FLAGS/shop.conf", NEW_ONLY);
    }

    /** It takes the folder as it is mounted; what is in it is replaced under its feet. */
    private void inContainer(Path folder, String mode, Mix mix) {
        Host host = world.host(2);
        Path top = host.folder().resolve("edge");
        host.run("sh", "-c", EDGE, "sh", top.toString());
        String router = "{nginx: {" + mode.replace("FLAGS", top + "/flags") + ", container: edge, on: \"" + host.ssh()
                + "\", listen: \"LISTEN\", command: nginx -p /conf -c /conf/nginx.conf}}";
        try (HostedShop hosted = HostedShop.open(world, folder, Entry.EMBEDDED, through(router, host))) {
            Shop shop = hosted.shop();
            URI url = url(host, shop);
            shop.write("shop.conf.tmpl", TEMPLATE.formatted(url.getAuthority()));
            hosted.release("1.0.0");
            hosted.release("1.1.0");
            hosted.deploy("1.0.0");
            try (Load load = Load.start(mix, url)) {
                hosted.deploy("1.1.0");
                assertThat(Question.ask(url).version()).isEqualTo("1.1.0");
                for (int i = 0; i < 10; i++) {
                    shop.done("flip", i % 2 == 0 ? "blue" : "green");
                    assertThat(Question.ask(url).version()).isEqualTo(i % 2 == 0 ? "1.0.0" : "1.1.0");
                }
                tell("nginx in a container, {" + mode + "}, in front of two hosts, a deployment, 10 flips", load);
            }
            assertThat(shop.status()).contains("\"differences\":[]");
        } finally {
            host.docker().text("rm", "-f", "edge");
            host.run("rm", "-rf", top.toString());
        }
    }

    @Test
    void hostsThatCarryTheirOwnRouterFollowOneAfterAnother(@TempDir Path folder) throws IOException {
        StringBuilder routers = new StringBuilder();
        for (Host host : world.engines()) {
            String nginx = host.folder().resolve("nginx").toString();
            Files.writeString(Path.of(nginx, "conf.d/cdctl.conf"), "include " + nginx + "/flags/*.conf;\n");
            host.nginx().start();
            routers.append(routers.isEmpty() ? "" : ", ")
                    .append("{nginx: {flags: ")
                    .append(nginx)
                    .append("/flags, on: \"")
                    .append(host.ssh())
                    .append("\", listen: \"")
                    .append(host.address())
                    .append(":PORT\", command: nginx -p ")
                    .append(nginx)
                    .append(" -c ")
                    .append(nginx)
                    .append("/nginx.conf}}");
        }
        UnaryOperator<String> change = pipeline -> through(routers.toString(), world.host(1))
                .apply(pipeline)
                .replace("    watch:", "    batches: {of: 1, pause: 5s}\n    watch:");
        try (HostedShop hosted = HostedShop.open(world, folder, Entry.EMBEDDED, change)) {
            Shop shop = hosted.shop();
            URI one = url(world.host(1), shop);
            URI two = url(world.host(2), shop);
            hosted.release("1.0.0");
            hosted.release("1.1.0");
            hosted.deploy("1.0.0");
            try (Load load = Load.start(MIXED, one, two)) {
                Started deploying = shop.start("deploy", "--release", "1.1.0");
                await().atMost(SOON)
                        .until(() -> Question.ask(one).version().equals("1.1.0")
                                && Question.ask(two).version().equals("1.0.0"));
                Ended ended = deploying.end();
                assertThat(ended.exit()).as("%s", ended).isZero();
                assertThat(Question.ask(two).version()).isEqualTo("1.1.0");
                tell("a router on each of two hosts, a deployment in two batches", load);
            }
            assertThat(shop.status()).contains("\"differences\":[]");
        } finally {
            world.engines().forEach(host -> host.nginx().stop());
        }
    }

    private static void tell(String what, Load load) {
        Load.Report report = load.stop();
        Figures.tell(what + ": failed requests " + report.failures().size() + ", answers " + report.counts());
        assertThat(report.failures()).isEmpty();
    }

    /** The pipeline with these routers; LISTEN in them is the shop's place on that host, PORT its port. */
    private static UnaryOperator<String> through(String routers, Host host) {
        return pipeline -> {
            Matcher ports = Pattern.compile("ports: (\\d+)-").matcher(pipeline);
            assertThat(ports.find()).isTrue();
            int port = Integer.parseInt(ports.group(1)) - 1;
            String filled =
                    routers.replace("LISTEN", host.address() + ":" + port).replace("PORT", Integer.toString(port));
            return pipeline.replaceAll("routers: \\[.*]\n", "routers: [" + Matcher.quoteReplacement(filled) + "]\n");
        };
    }

    private static URI url(Host host, Shop shop) {
        return URI.create("http://" + host.address() + ":" + shop.port() + "/");
    }
}

package dev.cdctl.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.cdctl.cli.e2e.Program.Started;
import dev.cdctl.http.Exchange;
import dev.cdctl.http.Probe;
import dev.cdctl.http.Reply;
import dev.cdctl.http.Target;
import dev.cdctl.servers.Consul;
import dev.cdctl.servers.Etcd;
import dev.cdctl.servers.Ports;
import dev.cdctl.servers.RealNginx;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * Services of repositories of their own behind one nginx, which one process moves: their state, what is registered and
 * the catalogue are in one store, and the figures of the process are asked for while they flip.
 */
class SyncManyIT {
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final String SERVED = "cdctl_sync_generation_served";
    private static final String WANTED = "cdctl_sync_generation_wanted";
    private static final String APPLIES = "cdctl_sync_applies_total";

    private final Path folder;
    private final Ports ports = Ports.block();

    SyncManyIT(@TempDir Path folder) {
        this.folder = folder;
    }

    @Test
    void twoRepositoriesBehindOneProxyHaveOneConsulForAll() throws Exception {
        try (Consul consul = Consul.start(folder)) {
            String url = consul.url("cdctl");
            together(url, true);
            assertThat(consul.ask("GET", "/v1/catalog/services", "")).doesNotContain("books", "films");
        }
    }

    @Test
    @EnabledIfSystemProperty(named = "cdctl.all", matches = "true")
    void twoRepositoriesBehindOneProxyHaveOneEtcdForAll() throws Exception {
        try (Etcd etcd = Etcd.start(folder)) {
            together(etcd.url("cdctl"), false);
        }
    }

    private void together(String url, boolean isRegistered) throws Exception {
        Path pipelines = folder.resolve("pipelines");
        Path own = Files.createDirectories(pipelines.resolve("films"));
        try (RealNginx nginx = RealNginx.start(folder.resolve("nginx"));
                Shop books = shop("books", url, nginx);
                Shop films = shop("films", url, nginx)) {
            Files.copy(books.project().resolve("pipeline.yaml"), pipelines.resolve("books.yaml"));
            Files.copy(films.project().resolve("pipeline.yaml"), own.resolve("pipeline.yaml"));
            for (Shop each : List.of(books, films)) {
                each.release("1.0.0");
                each.release("1.1.0");
            }
            Started sync = books.start(
                    "router",
                    "sync",
                    "lb1",
                    "--pipelines",
                    pipelines.toString(),
                    "--metrics",
                    "127.0.0.1:" + ports.first());
            for (Shop each : List.of(books, films)) {
                await().atMost(LIMIT)
                        .until(() -> each.done("router", "status").out().contains("router lb1  production: nothing"));
                each.deploy("1.0.0");
                each.deploy("1.1.0");
            }
            flips(books, films);
            assertThat(books.done("catalogue", "--state", url).out())
                    .contains("books", "films", "2 services, 2 environments: 2 healthy");
            if (isRegistered) {
                registered(books);
            } else {
                assertThat(books.status()).doesNotContain("\"registered\"");
            }
            books.done("remove");
            films.done("remove");
            sync.process().destroy();
            assertThat(sync.end().exit()).as(sync.said()).isZero();
        }
    }

    private void flips(Shop books, Shop films) throws Exception {
        int count = Figures.count(2, 40);
        List<Map<String, Double>> scraped = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Started flip = books.start("flip", i % 2 == 0 ? "blue" : "green");
            while (flip.process().isAlive()) {
                scraped.add(scrape());
                Thread.sleep(20);
            }
            assertThat(flip.end().exit()).as(flip.said()).isZero();
            assertThat(books.served()).isEqualTo(i % 2 == 0 ? "1.0.0" : "1.1.0");
            assertThat(films.served()).isEqualTo("1.1.0");
        }
        long generation = 2 + count;
        await().atMost(LIMIT).untilAsserted(() -> {
            Map<String, Double> now = scrape();
            assertThat(now).containsEntry(SERVED + " books", (double) generation);
            assertThat(now).containsEntry(WANTED + " books", (double) generation);
            assertThat(now).containsEntry("cdctl_sync_proven books", 1.0);
            assertThat(now).containsEntry(SERVED + " films", 2.0);
            assertThat(now).containsEntry("cdctl_sync_failures_total books", 0.0);
        });
        requireTrue(scraped);
        assertThat(scrape().get(APPLIES + " books")).isGreaterThanOrEqualTo(generation);
        assertThat(books.status()).contains("\"generation\":" + generation);
        Figures.tell("flips of one of two services of a process, with its metrics scraped: " + count + " flips, "
                + scraped.size() + " answers");
    }

    /** Nothing goes back, nothing is served that was not decided, and the store was heard of lately. */
    private static void requireTrue(List<Map<String, Double>> scraped) {
        assertThat(scraped).isNotEmpty();
        for (int i = 0; i < scraped.size(); i++) {
            Map<String, Double> now = scraped.get(i);
            assertThat(now.get(SERVED + " books")).isLessThanOrEqualTo(now.get(WANTED + " books"));
            assertThat(now.get("cdctl_sync_store_contact_seconds books")).isBetween(0.0, 30.0);
            for (String grows : List.of(SERVED, WANTED, APPLIES, "cdctl_sync_failures_total")) {
                assertThat(now.get(grows + " books"))
                        .as("%s, answer %d", grows, i)
                        .isGreaterThanOrEqualTo(scraped.get(Math.max(0, i - 1)).get(grows + " books"));
            }
        }
    }

    private static void registered(Shop books) throws Exception {
        assertThat(books.done("status").out()).contains("2 of 2 pass their checks");
        books.instances().forEach(ProcessHandle::destroyForcibly);
        await().atMost(LIMIT)
                .untilAsserted(
                        () -> assertThat(books.done("status").out()).contains("0 of 2 pass", "no instance of it runs"));
        assertThat(books.status()).contains("\"gone\":[\"cdctl.books.production.web.0.blue.local\"");
        books.done("repair");
        assertThat(books.done("status").out()).contains("1 of 1 pass their checks");
        assertThat(books.served()).isEqualTo("1.1.0");
    }

    /** Each value by its name and its service; every line must be of the form that Prometheus reads. */
    private Map<String, Double> scrape() {
        Reply reply = new Probe(LIMIT).ask(Exchange.get(Target.of("127.0.0.1", ports.first()), "/metrics"));
        assertThat(reply).as(reply.describe()).isInstanceOf(Reply.Answer.class);
        Reply.Answer answer = (Reply.Answer) reply;
        assertThat(answer.header("Content-Type")).contains("text/plain; version=0.0.4");
        Map<String, Double> values = new TreeMap<>();
        for (String line : answer.body().lines().toList()) {
            assertThat(line)
                    .matches("# (HELP|TYPE) cdctl_sync_[a-z_]+ .+|cdctl_sync_[a-z_]+\\{router=\"lb1\","
                            + "service=\"(books|films)\",environment=\"production\"} [0-9.E-]+"
                            + "|cdctl_sync_pipelines_unreadable 0");
            if (!line.startsWith("#")) {
                String name = line.replaceAll("[{ ].*", "");
                String service =
                        line.replaceAll(".*service=\"([a-z]+)\".*|.*", " $1").stripTrailing();
                values.put(name + service, Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)));
            }
        }
        assertThat(values).hasSize(17);
        return values;
    }

    private Shop shop(String name, String url, RealNginx nginx) {
        return Shop.open(
                folder.resolve(name),
                pipeline -> pipeline.replace("service: shop", "service: " + name)
                        .replace("push: {archives: \"file:../repository\"}", pushed(name))
                        .replace("drain: 2s", "drain: 100ms")
                        .replace("watch: 1s", "watch: 0s\n    state: " + url)
                        .replaceAll(
                                "\\{embedded: \\{port: ([0-9]+)}}",
                                String.format(
                                        Locale.ROOT,
                                        "{nginx: {flags: %s, command: %s, listen: \"127.0.0.1:$1\"}, sync: [lb1]}",
                                        nginx.flags(),
                                        nginx.command())));
    }

    /** The copies of the file lie elsewhere. */
    private String pushed(String name) {
        return "push: {archives: \"file:" + folder.resolve(name).resolve("repository") + "\"}";
    }
}

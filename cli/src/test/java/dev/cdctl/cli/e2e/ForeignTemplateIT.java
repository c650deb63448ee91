package dev.cdctl.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cdctl.json.Json;
import dev.cdctl.json.JsonText;
import dev.cdctl.servers.Consul;
import dev.cdctl.servers.Etcd;
import dev.cdctl.servers.RealNginx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.UnaryOperator;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The templates for consul-template and confd have a real nginx follow flips. Neither program can be had from the
 * packages that the tests may use, so a small one renders them, with the same functions of the same template language.
 */
class ForeignTemplateIT {
    private final Path folder;

    ForeignTemplateIT(@TempDir Path folder) {
        this.folder = folder;
    }

    /** What reads a key of a store, and how it is rendered. */
    private record Follower(String program, Path renderer, Path template, RealNginx nginx, Keys keys) {
        interface Keys {
            String read(String key) throws Exception;
        }

        void follow(String name, String prefix) throws Exception {
            Json.Builder values = Json.object();
            for (String word : new String[] {"decision", "routing"}) {
                String value = keys.read(name + "/" + word);
                if (!value.isBlank()) {
                    values.put(prefix + name + "/" + word, value.strip());
                }
            }
            Path file = Files.writeString(template.resolveSibling("values.json"), JsonText.line(values.build()));
            Path target = nginx.own("shop.conf");
            Process made = new ProcessBuilder(renderer.toString(), program, file.toString(), template.toString())
                    .redirectOutput(target.toFile())
                    .redirectError(template.resolveSibling("error").toFile())
                    .start();
            assertThat(made.waitFor())
                    .as("%s", Files.readString(template.resolveSibling("error")))
                    .isZero();
            nginx.tell("-t");
            nginx.tell("-s", "reload");
        }
    }

    private Path renderer() throws IOException, InterruptedException {
        Path program = folder.resolve("template");
        ProcessBuilder build = new ProcessBuilder("go", "build", "-o", program.toString(), "main.go");
        build.directory(Path.of("../e2e/template").toAbsolutePath().normalize().toFile());
        build.environment().put("GOCACHE", Program.CACHE.resolve("go").toString());
        build.environment().put("CGO_ENABLED", "0");
        assertThat(build.inheritIO().start().waitFor()).isZero();
        return program;
    }

    private static UnaryOperator<String> moved(String url, RealNginx nginx, Path folder) {
        return pipeline -> {
            String port = pipeline.replaceAll("(?s).*embedded: \\{port: (\\d+)}.*", "$1");
            return pipeline.replace(
                            "[{embedded: {port: " + port + "}}]",
                            "[{nginx: {flags: " + folder.resolve("unused") + ", listen: \"127.0.0.1:" + port
                                    + "\"}, sync: [edge]}]")
                    .replace("watch: 1s", "watch: 0s\n    state: " + url);
        };
    }

    private void flips(Shop shop, Follower follower, String prefix) throws Exception {
        Files.writeString(
                follower.template(),
                shop.done("router", "init", "nginx", "--for", follower.program())
                        .out());
        follower.follow("shop/production", prefix);
        serves(shop, 503, "");
        shop.release("1.0.0");
        shop.release("1.1.0");
        shop.done("router", "forget", "edge");
        shop.deploy("1.0.0");
        follower.follow("shop/production", prefix);
        serves(shop, 200, "1.0.0");
        shop.deploy("1.1.0");
        follower.follow("shop/production", prefix);
        serves(shop, 200, "1.1.0");
        shop.done("rollback");
        follower.follow("shop/production", prefix);
        serves(shop, 200, "1.0.0");
        shop.done("stop");
        follower.follow("shop/production", prefix);
        serves(shop, 503, "");
        shop.done("up");
        follower.follow("shop/production", prefix);
        serves(shop, 200, "1.0.0");
    }

    /** A reload is over when a new worker answers. */
    private static void serves(Shop shop, int status, String version) {
        Awaitility.await().untilAsserted(() -> {
            Question answer = Question.ask(shop.port());
            assertThat(answer.status()).isEqualTo(status);
            if (!version.isEmpty()) {
                assertThat(answer.version()).isEqualTo(version);
            }
        });
    }

    @Test
    void anNginxOfConsulTemplateFollowsFlips() throws Exception {
        try (Consul consul = Consul.start(folder);
                RealNginx nginx = RealNginx.start(folder.resolve("lb"));
                Shop shop = Shop.open(folder.resolve("shop"), moved(consul.url("cdctl"), nginx, folder))) {
            Follower.Keys keys = key -> {
                String all = consul.ask("GET", "/v1/kv/?keys", "").strip();
                return all.contains("\"cdctl/" + key + "\"")
                        ? consul.ask("GET", "/v1/kv/cdctl/" + key + "?raw", "")
                        : "";
            };
            Follower follower = new Follower("consul-template", renderer(), folder.resolve("shop.ctmpl"), nginx, keys);
            flips(shop, follower, "cdctl/");
        }
    }

    @Test
    void anNginxOfConfdFollowsFlips() throws Exception {
        try (Etcd etcd = Etcd.start(folder);
                RealNginx nginx = RealNginx.start(folder.resolve("lb"));
                Shop shop = Shop.open(folder.resolve("shop"), moved(etcd.url("teams/a"), nginx, folder))) {
            Follower.Keys keys = key -> etcd.ctl("get", "/teams/a/" + key, "--print-value-only");
            Follower follower = new Follower("confd", renderer(), folder.resolve("shop.tmpl"), nginx, keys);
            flips(shop, follower, "/teams/a/");
            assertThat(Files.readString(follower.template()))
                    .contains(
                            "#! keys = [\"/teams/a/shop/production/decision\", \"/teams/a/shop/production/routing\"]");
        }
    }
}

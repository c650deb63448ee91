package dev.cdctl.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.cdctl.cli.e2e.Program.Ended;
import dev.cdctl.json.Json;
import dev.cdctl.json.JsonText;
import dev.cdctl.servers.Consul;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a real Consul's catalogue has of a service while releases come and go. */
class RegisterIT {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final String BLUE = "cdctl.shop.production.web.0.blue.local";
    private static final String GREEN = "cdctl.shop.production.web.0.green.local";
    private static final String STATE =
            "key_prefix \"cdctl/\" { policy = \"write\" }\n" + "session_prefix \"\" { policy = \"write\" }\n";
    private static final String SERVICES =
            "service_prefix \"shop\" { policy = \"write\" }\nnode_prefix \"\" { policy = \"read\" }\n";

    /** A release that asks the catalogue when it is told to end. */
    private static String asking(Consul consul, Path answer) {
        String serves = Shop.SERVES.replace("exec ", "") + " &";
        return serves + "\nchild=$!\ntrap 'curl -s -H \"X-Consul-Token: " + Consul.MASTER + "\" http://127.0.0.1:"
                + consul.port(0) + "/v1/catalog/service/shop >" + answer + ".new; mv " + answer + ".new " + answer
                + "; kill $child; exit 0' TERM\nwhile :; do wait $child; done";
    }

    static String token(Consul consul, String name, String rules) throws IOException {
        Json.Obj policy = Json.object().put("Name", name).put("Rules", rules).build();
        consul.ask("PUT", "/v1/acl/policy", JsonText.line(policy));
        String made = consul.ask("PUT", "/v1/acl/token", "{\"Policies\": [{\"Name\": \"" + name + "\"}]}");
        return ((Json.Obj) JsonText.read(made)).need("SecretID");
    }

    /** {@code ID release STATUS}, sorted; those that pass have no status. */
    private static List<String> catalogue(Consul consul) throws IOException {
        Json.Arr items = (Json.Arr) JsonText.read(consul.ask("GET", "/v1/health/service/shop?consistent", ""));
        return items.items().stream()
                .map(Json.Obj.class::cast)
                .map(RegisterIT::words)
                .sorted()
                .toList();
    }

    private static String words(Json.Obj item) {
        Json.Obj service = item.object("Service").orElseThrow();
        boolean bad = item.items("Checks").stream()
                .anyMatch(check -> !((Json.Obj) check).need("Status").equals("passing"));
        return service.need("ID")
                + service.object("Meta")
                        .flatMap(meta -> meta.text("release"))
                        .map(text -> " " + text)
                        .orElse("")
                + (bad ? " bad" : "");
    }

    @Test
    void theCatalogueFollowsWhatRuns(@TempDir Path folder) throws Exception {
        Path asked = folder.resolve("asked.json");
        try (Consul consul = Consul.guarded(folder);
                Shop shop = Shop.open(
                        folder,
                        pipeline -> pipeline.replace("watch: 1s", "watch: 0s\n    state: " + consul.url("cdctl")))) {
            consul.ask("PUT", "/v1/agent/service/register", "{\"ID\": \"host1:shop:8080\", \"Name\": \"shop\"}");
            shop.release("1.0.0", asking(consul, asked));
            shop.release("1.1.0");
            shop.release("1.2.0");

            shop.with("CONSUL_HTTP_TOKEN", token(consul, "weak", STATE));
            Ended refused = shop.cdctl("deploy", "--release", "1.0.0");
            assertThat(refused.exit()).as("%s", refused).isEqualTo(4);
            assertThat(refused.err()).contains("CD-705", "service_prefix \"shop\" { policy = \"write\" }");
            assertThat(shop.instances()).isEmpty();

            shop.with("CONSUL_HTTP_TOKEN", token(consul, "whole", STATE + SERVICES));
            shop.deploy("1.0.0");
            assertThat(catalogue(consul)).containsExactly(BLUE + " 1.0.0", "host1:shop:8080");
            shop.deploy("1.1.0");
            List<String> both = List.of(BLUE + " 1.0.0", GREEN + " 1.1.0", "host1:shop:8080");
            assertThat(catalogue(consul)).isEqualTo(both);
            shop.done("flip", "blue");
            shop.done("flip", "green");
            shop.done("rollback");
            assertThat(catalogue(consul)).isEqualTo(both);
            assertThat(shop.done("repair").out()).contains("all is well");
            shop.done("flip", "green");

            shop.deploy("1.2.0");
            await().atMost(SOON).until(() -> Files.exists(asked));
            assertThat(Files.readString(asked)).contains(GREEN).doesNotContain(BLUE);
            assertThat(catalogue(consul)).containsExactly(BLUE + " 1.2.0", GREEN + " 1.1.0", "host1:shop:8080");

            shop.instances().forEach(ProcessHandle::destroyForcibly);
            await().atMost(SOON)
                    .until(() -> catalogue(consul)
                            .equals(List.of(BLUE + " 1.2.0 bad", GREEN + " 1.1.0 bad", "host1:shop:8080")));
            Ended repaired = shop.done("repair", "-o", "json");
            assertThat(repaired.out()).contains("web-0 (blue)", BLUE, GREEN);
            assertThat(shop.served()).isEqualTo("1.2.0");
            assertThat(catalogue(consul)).containsExactly(BLUE + " 1.2.0", "host1:shop:8080");

            shop.done("remove");
            assertThat(catalogue(consul)).containsExactly("host1:shop:8080");
        }
    }
}

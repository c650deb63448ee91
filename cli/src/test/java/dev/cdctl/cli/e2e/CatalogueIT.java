package dev.cdctl.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cdctl.json.Json;
import dev.cdctl.json.JsonText;
import dev.cdctl.servers.Ports;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two services in one store: listed for whoever has only its address, and the one told where the other is. */
class CatalogueIT {
    private final Path folder;

    CatalogueIT(@TempDir Path folder) {
        this.folder = folder;
    }

    private static Shop shop(Path folder) {
        return Shop.open(
                folder,
                pipeline -> pipeline.replace(
                                "service: shop", "service: shop\ndescription: Sells <books>\nowner: team-till")
                        .replace("watch: 1s", "watch: 0s"));
    }

    /** The other service, from the same repository, that uses the first one. */
    private static void other(Shop shop, Ports ports) {
        shop.write(
                "loans.yaml",
                shop.read("pipeline.yaml")
                        .replace("service: shop", "service: loans")
                        .replace("Sells <books>", "Lends books")
                        .replaceAll("port: [0-9]+", "port: " + ports.first())
                        .replaceAll(
                                "ports: [0-9]+-[0-9]+",
                                "ports: " + (ports.first() + 1) + "-" + ports.last() + "\n    uses: [shop]"));
    }

    private static Json.Obj service(Json.Obj catalogue, int at) {
        return (Json.Obj) catalogue.items("services").get(at);
    }

    private static Json.Obj environment(Json.Obj service) {
        return (Json.Obj) service.items("environments").get(0);
    }

    @Test
    void twoServicesAreListedAndTheOneKnowsTheOther() throws Exception {
        try (Ports ports = Ports.block();
                Shop shop = shop(folder)) {
            other(shop, ports);
            shop.release("1.0.0");
            shop.done("run", "--to", "push", "-f", "loans.yaml");
            String early = shop.done("deploy", "--release", "1.0.0", "-f", "loans.yaml")
                    .err();
            assertThat(early).contains("CD-860");
            shop.deploy("1.0.0");
            assertThat(shop.done("plan", "-f", "loans.yaml").out()).contains("the address of shop changed: SHOP_URL");
            shop.done("deploy", "--release", "1.0.0", "-f", "loans.yaml");
            assertThat(variables(shop)).containsEntry("SHOP_URL", "http://127.0.0.1:" + shop.port());

            listed(shop);
            paged(shop);
            shop.done("stop", "-f", "loans.yaml");
            assertThat(shop.done("catalogue").out()).contains("stopped").contains("1 healthy");
            shop.done("remove", "-f", "loans.yaml");
            assertThat(shop.done("catalogue").out()).doesNotContain("loans").contains("1 service, 1 environment");
        }
    }

    private static Map<String, String> variables(Shop shop) {
        return shop.instances().stream()
                .map(Processes::variables)
                .filter(all -> "loans".equals(all.get("CDCTL_SERVICE")) && all.containsKey("SHOP_URL"))
                .findFirst()
                .orElseThrow();
    }

    /** From another folder, with the address of the store alone. */
    private void listed(Shop shop) throws IOException {
        Path elsewhere = Files.createDirectories(folder.resolve("elsewhere"));
        Json.Obj catalogue = JsonText.readObject(Program.start(
                        elsewhere,
                        shop.variables(),
                        folder.resolve("logs"),
                        List.of(Program.FILE.toString(), "catalogue", "--state", "file:" + shop.state(), "-o", "json"))
                .end()
                .out());
        assertThat(service(catalogue, 0).need("service")).isEqualTo("loans");
        assertThat(service(catalogue, 1).need("service")).isEqualTo("shop");
        assertThat(service(catalogue, 1).need("description")).isEqualTo("Sells <books>");
        assertThat(service(catalogue, 1).need("owner")).isEqualTo("team-till");
        Json.Obj production = environment(service(catalogue, 1));
        assertThat(production.need("health")).isEqualTo("healthy");
        assertThat(production.items("urls")).containsExactly(Json.of("http://127.0.0.1:" + shop.port() + "/"));
        assertThat(production.object("live").orElseThrow().need("version")).isEqualTo("1.0.0");
        assertThat(production.object("last").orElseThrow().object("by")).isPresent();
    }

    private void paged(Shop shop) throws Exception {
        Path page = folder.resolve("services.html");
        shop.done("catalogue", "--html", page.toString());
        String text = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(page.toFile())
                .getDocumentElement()
                .getTextContent();
        assertThat(text).contains("Sells <books>").contains("Lends books").contains("2 healthy");
    }
}

package dev.cdctl.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.cdctl.cli.e2e.Program.Ended;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What users reach by {@code url} is what a proof asks, not the router's own address. */
class ProofIT {
    @Test
    void aUrlThatLeadsToTheRouterProvesTheDeployment(@TempDir Path folder) {
        try (Shop shop = Shop.open(folder, ProofIT::namedByItself)) {
            shop.release("1.0.0");
            Ended ended = shop.done("deploy", "--release", "1.0.0");
            assertThat(ended.err()).contains("10 of 10 fresh connections answered by blue");
            assertThat(shop.served()).isEqualTo("1.0.0");
        }
    }

    @Test
    void aUrlThatLeadsElsewhereTakesTheReleaseBack(@TempDir Path folder) throws IOException {
        HttpServer elsewhere = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        elsewhere.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        elsewhere.start();
        try (Shop shop = Shop.open(folder)) {
            shop.release("1.0.0");
            shop.deploy("1.0.0");
            shop.write(
                    "pipeline.yaml",
                    named(shop.read("pipeline.yaml"), elsewhere.getAddress().getPort()));
            shop.release("1.1.0");
            Ended ended = shop.cdctl("deploy", "--release", "1.1.0");
            assertThat(ended.err()).contains("CD-660").contains("200 from nobody who says who it is");
            // What the URL leads to is no better after the way back, and that needs a person.
            assertThat(ended.exit()).isEqualTo(6);
            assertThat(shop.served()).isEqualTo("1.0.0");
            shop.write("pipeline.yaml", shop.read("pipeline.yaml").replaceAll("    url: .*\n", ""));
            shop.done("resume");
            Aftermath.isWhole(shop, "1.0.0");
        } finally {
            elsewhere.stop(0);
        }
    }

    private static String namedByItself(String pipeline) {
        return named(pipeline, Integer.parseInt(pipeline.replaceAll("(?s).*embedded: \\{port: ([0-9]+)}.*", "$1")));
    }

    private static String named(String pipeline, int port) {
        return pipeline.replace("  production:\n", "  production:\n    url: http://localhost:" + port + "/\n");
    }
}

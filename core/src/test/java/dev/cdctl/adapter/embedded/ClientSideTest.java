package dev.cdctl.adapter.embedded;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import dev.cdctl.model.Colour;
import dev.cdctl.model.Name;
import dev.cdctl.traffic.Address;
import dev.cdctl.traffic.Route;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClientSideTest {
    private static final Name SERVICE = new Name("books");
    private static final Name ENVIRONMENT = new Name("production");

    @Test
    void clientsLoadNothingOfTheRouterItself() {
        String own = EmbeddedRouter.class.getPackageName();
        noClasses()
                .that()
                .resideInAPackage(own)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.undertow..", "org.xnio..", own + ".*..")
                .check(new ClassFileImporter().importPackages(own));
    }

    @Test
    void aRouterThatDoesNotRunServesNothing(@TempDir Path folder) throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Address listen = new Address("127.0.0.1", socket.getLocalPort());
            EmbeddedRouter router = router(folder, listen);
            assertThat(router.observe()).isEmpty();
            assertThat(router.traffic()).isEmpty();
            assertThat(router.probe(1)).isEmpty();
            router.remove();
            assertThatThrownBy(() -> router.check(route(listen))).hasMessageContaining("CD-604");
        }
    }

    @Test
    void filesOfADeadRouterMeanThatNoneRuns(@TempDir Path folder) throws IOException {
        RouterFiles files = RouterFiles.in(folder);
        files.create();
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        files.write(files.admin(), "{\"format\":1,\"port\":" + port + ",\"pid\":1}");
        files.write(files.token(), "secret\n");
        EmbeddedRouter router = router(folder, new Address("127.0.0.1", port));
        assertThat(router.observe()).isEmpty();
        router.check(route(new Address("127.0.0.1", port)));
        files.write(files.admin(), "{\"format\":2,\"port\":" + port + ",\"pid\":1}");
        assertThatThrownBy(router::observe).hasMessageContaining("CD-609");
        assertThat(Files.readString(files.admin())).contains("\"format\":2");
    }

    private static EmbeddedRouter router(Path folder, Address listen) {
        return new EmbeddedRouter(new RouterProcess(folder, List.of("false")), SERVICE, ENVIRONMENT, listen);
    }

    private static Route route(Address listen) {
        return new Route(
                SERVICE,
                ENVIRONMENT,
                listen,
                Optional.empty(),
                "/",
                Optional.empty(),
                Duration.ofSeconds(5),
                Map.of(Colour.BLUE, List.of()));
    }
}

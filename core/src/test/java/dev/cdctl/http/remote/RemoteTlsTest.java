package dev.cdctl.http.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.cdctl.model.Failure;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who a server is, is always checked. */
class RemoteTlsTest {
    private static final char[] PASSWORD = "changeit".toCharArray();

    private final Path folder;

    RemoteTlsTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @Test
    void aServerOfATrustedCertificateAnswers() throws Exception {
        certificate("good", "-ext", "san=dns:localhost");
        try (Secure server = new Secure("good")) {
            assertThat(send(Server.at(server.url()).trusting(pem("good"))).text())
                    .isEqualTo("ok");
        }
    }

    @Test
    void aCertificateThatNobodyTrustsIsRefusedAtOnce() throws Exception {
        certificate("good", "-ext", "san=dns:localhost");
        try (Secure server = new Secure("good")) {
            refused(Server.at(server.url()), "certification path");
        }
    }

    @Test
    void aCertificateThatIsNoLongerValidIsRefused() throws Exception {
        certificate("old", "-ext", "san=dns:localhost", "-startdate", "-10d", "-validity", "2");
        try (Secure server = new Secure("old")) {
            refused(Server.at(server.url()).trusting(pem("old")), "NotAfter");
        }
    }

    @Test
    void aCertificateForAnotherNameIsRefused() throws Exception {
        certificate("other", "-ext", "san=dns:books.example");
        try (Secure server = new Secure("other")) {
            refused(Server.at(server.url()).trusting(pem("other")), "localhost");
        }
    }

    @Test
    void aRedirectToPlainHttpIsNotFollowed() throws Exception {
        certificate("good", "-ext", "san=dns:localhost");
        try (Secure server = new Secure("good");
                Scripted plain = new Scripted()) {
            server.redirect = plain.url();
            assertThatThrownBy(() -> send(Server.at(server.url()).trusting(pem("good"))))
                    .hasMessageContaining("CD-443");
            assertThat(plain.asked).isEmpty();
        }
    }

    @Test
    void aCaFileThatCannotBeUsedIsNamed() throws IOException {
        Path empty = Files.writeString(folder.resolve("empty.pem"), "");
        for (Path file : List.of(folder.resolve("missing.pem"), empty)) {
            assertThatThrownBy(() -> send(Server.at("https://localhost:1/").trusting(file)))
                    .isInstanceOfSatisfying(Failure.class, e -> {
                        assertThat(e.problems().get(0).code()).isEqualTo("CD-446");
                        assertThat(e.problems().get(0).why()).contains(file.toString());
                    });
        }
    }

    private static void refused(Server server, String why) {
        assertThatThrownBy(() -> send(server)).isInstanceOfSatisfying(Failure.class, e -> {
            assertThat(e.kind()).isEqualTo(Failure.Kind.UNREACHABLE);
            assertThat(e.problems().get(0).code()).isEqualTo("CD-442");
            assertThat(e.problems().get(0).why()).contains(why);
        });
    }

    private static Response send(Server server) {
        try (Remote remote = Remote.of(server, Terms.usual().retrying(Retry.usual(time -> true)))) {
            return remote.send(Request.get(""));
        }
    }

    private Path pem(String name) {
        return folder.resolve(name + ".pem");
    }

    private void certificate(String name, String... more) throws Exception {
        List<String> arguments =
                new ArrayList<>(List.of("-genkeypair", "-alias", name, "-keyalg", "EC", "-dname", "CN=" + name));
        arguments.addAll(List.of(more));
        keytool(arguments);
        keytool(List.of(
                "-exportcert", "-alias", name, "-rfc", "-file", pem(name).toString()));
    }

    private void keytool(List<String> arguments) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(arguments);
        command.addAll(List.of("-storetype", "PKCS12", "-storepass", new String(PASSWORD)));
        command.addAll(List.of("-keystore", folder.resolve("keys.p12").toString()));
        Process keytool = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(keytool.waitFor()).as(said).isZero();
    }

    /** Answers "ok" by TLS, or redirects. */
    private final class Secure implements AutoCloseable {
        private final HttpsServer server;
        private volatile String redirect = "";

        Secure(String alias) throws IOException, GeneralSecurityException {
            KeyStore store = KeyStore.getInstance("PKCS12");
            try (InputStream in = Files.newInputStream(folder.resolve("keys.p12"))) {
                store.load(in, PASSWORD);
            }
            assertThat(store.containsAlias(alias)).isTrue();
            KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(store, PASSWORD);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), null, null);
            server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.setHttpsConfigurator(new HttpsConfigurator(context));
            server.createContext("/", exchange -> {
                if (!redirect.isEmpty()) {
                    exchange.getResponseHeaders().add("Location", redirect);
                }
                exchange.sendResponseHeaders(redirect.isEmpty() ? 200 : 302, 2);
                exchange.getResponseBody().write("ok".getBytes(StandardCharsets.UTF_8));
                exchange.close();
            });
            server.start();
        }

        String url() {
            return "https://localhost:" + server.getAddress().getPort() + "/";
        }

        @Override
        public void close() {
            server.stop(0);
        }
    }
}

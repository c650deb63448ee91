package dev.cdctl.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ProbeTlsTest {
    private static final char[] PASSWORD = "changeit".toCharArray();

    private final Path folder;
    private final Probe probe = new Probe(Duration.ofSeconds(10));

    ProbeTlsTest(@TempDir Path folder) throws Exception {
        this.folder = folder;
        keytool("-genkeypair", "-alias", "own", "-keyalg", "EC", "-dname", "CN=books", "-ext", "san=dns:books.example");
        keytool("-exportcert", "-alias", "own", "-rfc", "-file", ca().toString());
    }

    @Test
    void aTrustedServerOfTheRightNameAnswers() throws Exception {
        assertThat(ask(new Target.Tls("books.example", Optional.of(ca())))).isInstanceOf(Reply.Answer.class);
    }

    @Test
    void anotherNameIsRefused() throws Exception {
        assertThat(ask(new Target.Tls("shop.example", Optional.of(ca()))).describe())
                .startsWith("TLS failed: ")
                .contains("shop.example");
    }

    @Test
    void anUnknownCertificateIsRefused() throws Exception {
        assertThat(ask(new Target.Tls("books.example", Optional.empty())).describe())
                .startsWith("TLS failed: PKIX");
    }

    @Test
    void aCaFileThatCannotBeUsedIsNamed() throws Exception {
        Path missing = folder.resolve("missing.pem");
        Path broken = Files.writeString(folder.resolve("broken.pem"), "-----BEGIN CERTIFICATE-----\nx\n");

        assertThat(ask(new Target.Tls("books.example", Optional.of(missing))).describe())
                .isEqualTo("TLS failed: no CA file " + missing);
        assertThat(ask(new Target.Tls("books.example", Optional.of(broken))).describe())
                .startsWith("TLS failed: cannot use " + broken);
    }

    @Test
    void aPlainServerIsNotTakenForOneWithTls() throws Exception {
        try (Canned plain = Canned.answering("HTTP/1.1 400 No\r\n\r\n")) {
            Target target = plain.target().withTls(new Target.Tls("books.example", Optional.of(ca())));

            assertThat(new Probe(Duration.ofMillis(500))
                            .ask(Exchange.get(target, "/"))
                            .describe())
                    .containsAnyOf("TLS failed: ", "no TLS handshake within");
        }
    }

    private Reply ask(Target.Tls tls) throws Exception {
        try (Canned server = Canned.on(secureSocket(), "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")) {
            return probe.ask(Exchange.get(server.target().withTls(tls), "/"));
        }
    }

    private ServerSocket secureSocket() throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(folder.resolve("keys.p12"))) {
            store.load(in, PASSWORD);
        }
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, PASSWORD);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        return context.getServerSocketFactory().createServerSocket(0, 50, InetAddress.getLoopbackAddress());
    }

    private Path ca() {
        return folder.resolve("ca.pem");
    }

    private void keytool(String... arguments) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(List.of(arguments));
        command.addAll(List.of("-storetype", "PKCS12", "-storepass", new String(PASSWORD)));
        command.addAll(List.of("-keystore", folder.resolve("keys.p12").toString()));
        Process keytool = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(keytool.waitFor()).as(said).isZero();
    }
}

package dev.cdctl.adapter.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Private keys in every form that OpenSSL writes are read. */
class TlsFolderTest {
    @ParameterizedTest
    @CsvSource({
        "genrsa -traditional 2048, RSA PRIVATE KEY",
        "genrsa -traditional 4096, RSA PRIVATE KEY",
        "genpkey -algorithm RSA, PRIVATE KEY",
        "ecparam -name prime256v1 -genkey -noout, EC PRIVATE KEY",
        "ecparam -name secp521r1 -genkey, EC PRIVATE KEY",
        "genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256, PRIVATE KEY"
    })
    void aKeyIsReadWhateverItsForm(String command, String form, @TempDir Path folder) throws Exception {
        make(folder, command);

        assertThat(Files.readString(folder.resolve("key.pem"))).contains("-----BEGIN " + form + "-----");
        assertThat(new TlsFolder(folder).context().getSupportedSSLParameters()).isNotNull();
    }

    @Test
    void aKeyThatIsNoneIsNamed(@TempDir Path folder) throws Exception {
        make(folder, "genrsa -traditional 2048");
        Files.writeString(folder.resolve("key.pem"), "nothing");

        assertThatThrownBy(new TlsFolder(folder)::context).hasMessageContaining("CD-493");
    }

    private static void make(Path folder, String command) throws IOException, InterruptedException {
        String key = folder.resolve("key.pem").toString();
        List<String> words = new ArrayList<>(List.of(command.split(" ")));
        words.addAll(words.get(0).equals("genrsa") ? words.size() - 1 : words.size(), List.of("-out", key));
        openssl(words);
        String certificate = folder.resolve("cert.pem").toString();
        openssl(List.of("req", "-new", "-x509", "-days", "2", "-subj", "/CN=client", "-key", key, "-out", certificate));
        Files.copy(folder.resolve("cert.pem"), folder.resolve("ca.pem"));
    }

    private static void openssl(List<String> arguments) throws IOException, InterruptedException {
        List<String> words = new ArrayList<>(List.of("openssl"));
        words.addAll(arguments);
        Process process = new ProcessBuilder(words).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as("%s: %s", words, said).isZero();
    }
}

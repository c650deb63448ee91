package dev.cdctl.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PemKeyTest {
    private final Path folder;

    PemKeyTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @ParameterizedTest
    @CsvSource({
        "rsa:2048, rsa, BEGIN RSA PRIVATE KEY",
        "rsa:4096, rsa, BEGIN RSA PRIVATE KEY",
        "ec -pkeyopt ec_paramgen_curve:P-256, ec, BEGIN EC PRIVATE KEY",
        "ec -pkeyopt ec_paramgen_curve:P-521, ec, BEGIN EC PRIVATE KEY"
    })
    void aKeyOfAnOlderFormIsTheSameKey(String algorithm, String tool, String begin) throws Exception {
        openssl("req -x509 -nodes -days 2 -subj /CN=localhost -keyout new.pem -out cert.pem -newkey " + algorithm);
        openssl(tool + " -in new.pem -out old.pem" + (tool.equals("rsa") ? " -traditional" : ""));
        assertThat(folder.resolve("old.pem")).content().contains(begin);
        assertThat(folder.resolve("new.pem")).content().contains("BEGIN PRIVATE KEY");

        assertThat(verifies(PemKey.read(folder.resolve("old.pem"), certified())))
                .isTrue();
        assertThat(verifies(PemKey.read(folder.resolve("new.pem"), certified())))
                .isTrue();
    }

    private boolean verifies(PrivateKey key) throws Exception {
        Signature signature =
                Signature.getInstance("SHA256with" + (key.getAlgorithm().equals("EC") ? "ECDSA" : "RSA"));
        signature.initSign(key);
        signature.update((byte) 7);
        byte[] signed = signature.sign();
        signature.initVerify(certified());
        signature.update((byte) 7);
        return signature.verify(signed);
    }

    @Test
    void aKeyWithAPasswordIsNamed() throws Exception {
        openssl("req -x509 -days 2 -subj /CN=localhost -keyout key.pem -out cert.pem -newkey rsa:2048 -passout pass:x");

        assertThatThrownBy(() -> PemKey.read(folder.resolve("key.pem"), certified()))
                .isInstanceOf(SSLException.class)
                .hasMessageContaining("key.pem")
                .hasMessageContaining("password");
    }

    private PublicKey certified() throws Exception {
        try (InputStream in = Files.newInputStream(folder.resolve("cert.pem"))) {
            return CertificateFactory.getInstance("X.509")
                    .generateCertificate(in)
                    .getPublicKey();
        }
    }

    private void openssl(String words) throws IOException, InterruptedException {
        Process made = new ProcessBuilder(("openssl " + words).split(" "))
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertThat(made.waitFor()).isZero();
    }
}

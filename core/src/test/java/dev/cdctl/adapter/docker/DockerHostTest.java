package dev.cdctl.adapter.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cdctl.artifact.registry.DockerSettings;
import dev.cdctl.model.Digest;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DockerHostTest {
    private final Path folder;

    DockerHostTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @Test
    void theVariableGoesBeforeTheContextAndThatBeforeTheSocketOfThisMachine() throws IOException {
        assertThat(host(Map.of())).hasToString("unix:///var/run/docker.sock (the default)");
        Files.writeString(folder.resolve("config.json"), "{\"currentContext\":\"far\"}");
        Path meta = folder.resolve("contexts/meta/" + Digest.of("far").hex() + "/meta.json");
        Files.createDirectories(meta.getParent());
        Files.writeString(meta, "{\"Name\":\"far\",\"Endpoints\":{\"docker\":{\"Host\":\"tcp://far.example:2375\"}}}");
        assertThat(host(Map.of())).hasToString("tcp://far.example:2375 (the Docker context far)");
        assertThat(host(Map.of("DOCKER_CONTEXT", "default")).isHere()).isTrue();
        assertThat(host(Map.of("DOCKER_HOST", "unix:///x"))).hasToString("unix:///x (DOCKER_HOST)");
    }

    @Test
    void byTlsTheCertificatesAreWhereDockerHasThem() throws IOException {
        assertThat(host(Map.of("DOCKER_HOST", "tcp://x")).tls()).isEmpty();
        assertThat(host(Map.of("DOCKER_HOST", "tcp://x")).uri()).hasToString("tcp://x:2375");
        DockerHost usual = host(Map.of("DOCKER_HOST", "tcp://x", "DOCKER_TLS_VERIFY", "1"));
        assertThat(usual.tls()).contains(folder);
        assertThat(usual.uri()).hasToString("tcp://x:2376");
        Map<String, String> named =
                Map.of("DOCKER_HOST", "tcp://x:1", "DOCKER_TLS", "1", "DOCKER_CERT_PATH", "/etc/certificates");
        assertThat(host(named).tls()).contains(Path.of("/etc/certificates"));
        assertThat(host(named).uri()).hasToString("tcp://x:1");
        assertThat(host(Map.of("DOCKER_TLS_VERIFY", "1")).tls()).isEmpty();

        String digest = Digest.of("far").hex();
        Path meta = folder.resolve("contexts/meta/" + digest + "/meta.json");
        Files.createDirectories(meta.getParent());
        Files.writeString(meta, "{\"Name\":\"far\",\"Endpoints\":{\"docker\":{\"Host\":\"tcp://far.example:2376\"}}}");
        assertThat(host(Map.of("DOCKER_CONTEXT", "far")).tls()).isEmpty();
        Path certificates = Files.createDirectories(folder.resolve("contexts/tls/" + digest + "/docker"));
        assertThat(host(Map.of("DOCKER_CONTEXT", "far")).tls()).contains(certificates);
    }

    @Test
    void bySshItIsReachedByASocketAndItsPortsAreElsewhere() {
        DockerHost named = host(Map.of("DOCKER_HOST", "ssh://ana@build_1:22/run/x.sock"));
        assertThat(named.isHere()).isFalse();
        DockerHost reached = named.through(url -> URI.create("unix:///tmp/tunnel" + url.getPath()));
        assertThat(reached.uri()).hasToString("unix:///tmp/tunnel/run/x.sock");
        assertThat(reached.isHere()).isFalse();
        assertThat(reached.machine()).isEqualTo("build_1");
        assertThat(reached).hasToString("ssh://ana@build_1:22/run/x.sock (DOCKER_HOST)");
        DockerHost here = host(Map.of("DOCKER_HOST", "unix:///x"));
        assertThat(here.through(url -> URI.create("unix:///y"))).isEqualTo(here);
        assertThat(here.machine()).isEqualTo("127.0.0.1");
    }

    @Test
    void whatIsNotKnownIsRefusedWithTheReason() {
        for (String unknown : List.of("npipe:////./pipe/x", "ssh://build:x", "tcp:///x", "x y", "build")) {
            assertThatThrownBy(() -> host(Map.of("DOCKER_HOST", unknown))).hasMessageContaining("CD-473");
        }
        assertThatThrownBy(() -> host(Map.of("DOCKER_CONTEXT", "gone"))).hasMessageContaining("CD-473");
    }

    private DockerHost host(Map<String, String> variables) {
        Map<String, String> all = new HashMap<>(variables);
        all.put("DOCKER_CONFIG", folder.toString());
        return DockerHost.of(all, DockerSettings.of(all));
    }
}

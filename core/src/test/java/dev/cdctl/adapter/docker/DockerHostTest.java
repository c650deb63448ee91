package dev.cdctl.adapter.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cdctl.artifact.registry.DockerSettings;
import dev.cdctl.model.Digest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
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
    void whatIsNotKnownIsRefusedWithTheReason() {
        assertThatThrownBy(() -> host(Map.of("DOCKER_HOST", "ssh://build"))).hasMessageContaining("CD-473");
        assertThatThrownBy(() -> host(Map.of("DOCKER_HOST", "tcp://x:2376", "DOCKER_TLS_VERIFY", "1")))
                .hasMessageContaining("CD-473");
        assertThatThrownBy(() -> host(Map.of("DOCKER_CONTEXT", "gone"))).hasMessageContaining("CD-473");
    }

    private DockerHost host(Map<String, String> variables) {
        Map<String, String> all = new HashMap<>(variables);
        all.put("DOCKER_CONFIG", folder.toString());
        return DockerHost.of(all, DockerSettings.of(all));
    }
}

package dev.cdctl.adapter.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cdctl.model.Failure;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class ConnectionTest {
    /** As one that is frozen, also behind ssh: the kernel takes the call. */
    @Test
    @Timeout(60)
    void anEngineThatTakesCallsAndSaysNothingIsGivenUp(@TempDir Path folder) throws IOException {
        Path path = folder.resolve("docker.sock");
        try (ServerSocketChannel silent = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            silent.bind(UnixDomainSocketAddress.of(path));
            Connection connection = Connection.to(
                    new DockerHost(URI.create("unix://" + path), "test", Optional.empty()), Duration.ofSeconds(1));
            assertThatThrownBy(() -> connection.ask(
                            "say what it has", client -> client.infoCmd().exec()))
                    .isInstanceOfSatisfying(Failure.class, failure -> {
                        assertThat(failure.kind()).isEqualTo(Failure.Kind.UNREACHABLE);
                        assertThat(failure.problems().get(0).why())
                                .contains("tried to say what it has: no answer within 1 s");
                    });
        }
    }

    /** No variable changes what pipeline.yaml says. */
    @Test
    void theRemedyFitsWhereTheHostIsNamed() {
        URI nowhere = URI.create("unix:///nowhere.sock");
        assertThat(remedy(DockerHost.ofPipeline(nowhere, "web1", Optional.empty())))
                .contains("cdctl host check")
                .doesNotContain("DOCKER_HOST");
        assertThat(remedy(new DockerHost(nowhere, "DOCKER_HOST", Optional.empty())))
                .contains("DOCKER_HOST");
    }

    private static String remedy(DockerHost host) {
        Failure failure = Connection.to(host).unreachable("answer", new IOException("refused"));
        return failure.problems().get(0).remedy();
    }
}

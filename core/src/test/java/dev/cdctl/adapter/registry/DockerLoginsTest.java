package dev.cdctl.adapter.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cdctl.artifact.registry.DockerSettings;
import dev.cdctl.artifact.registry.Login;
import dev.cdctl.engine.Cancel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DockerLoginsTest {
    private final Path folder;

    DockerLoginsTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @Test
    void aLoginIsFoundUnderTheNameOfTheRegistryOrItsUrl() throws IOException {
        assertThat(login("{\"auths\":{\"r:5000\":{\"auth\":\"YW5hOnA6dw==\"}}}"))
                .contains(new Login("ana", "p:w"));
        assertThat(login("{\"auths\":{\"https://r:5000/v2/\":{\"auth\":\"YW5hOnB3\"}}}"))
                .contains(new Login("ana", "pw"));
        assertThat(login("{\"auths\":{\"other\":{\"auth\":\"YW5hOnB3\"}}}")).isEmpty();
        assertThat(login("{}")).isEmpty();
    }

    @Test
    void anIdentityTokenHasNoUser() throws IOException {
        assertThat(login("{\"auths\":{\"r:5000\":{\"auth\":\"\",\"identitytoken\":\"t\"}}}")
                        .orElseThrow()
                        .isToken())
                .isTrue();
    }

    @Test
    void aHelperOfTheRegistryGoesBeforeTheHelperForAllAndTheFile() throws IOException {
        helper("one", "[ \"$(cat)\" = r:5000 ] && echo '{\"Username\":\"one\",\"Secret\":\"s\"}'");
        helper("all", "echo '{\"Username\":\"all\",\"Secret\":\"s\"}'");
        assertThat(login("{\"credHelpers\":{\"r:5000\":\"one\"},\"credsStore\":\"all\"}"))
                .contains(new Login("one", "s"));
        assertThat(login("{\"credHelpers\":{\"x\":\"one\"},\"credsStore\":\"all\"}"))
                .contains(new Login("all", "s"));
    }

    @Test
    void whatIsDamagedIsNamedWithoutItsContent() throws IOException {
        assertThatThrownBy(() -> login("{\"auths\":{\"r:5000\":{\"auth\":\"hunter2!\"}}}"))
                .hasMessageContaining("CD-487")
                .hasMessageNotContaining("hunter2");
        assertThatThrownBy(() -> login("{\"auths\": hunter2")).hasMessageContaining("CD-487");
        helper("bad", "echo hunter2; exit 1");
        assertThatThrownBy(() -> login("{\"credsStore\":\"bad\"}"))
                .hasMessageContaining("CD-487")
                .hasMessageNotContaining("hunter2");
    }

    private Optional<Login> login(String json) throws IOException {
        Files.writeString(folder.resolve("config.json"), json);
        Map<String, String> variables =
                Map.of("DOCKER_CONFIG", folder.toString(), "PATH", folder + ":" + System.getenv("PATH"));
        return new DockerLogins(DockerSettings.of(variables), variables, new Cancel()).of("r:5000");
    }

    private void helper(String name, String script) throws IOException {
        Path file = folder.resolve("docker-credential-" + name);
        Files.writeString(file, "#!/bin/sh\n" + script + "\n");
        assertThat(file.toFile().setExecutable(true)).isTrue();
    }
}

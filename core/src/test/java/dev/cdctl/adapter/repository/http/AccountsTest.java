package dev.cdctl.adapter.repository.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cdctl.http.remote.Credentials;
import dev.cdctl.http.remote.Credentials.Basic;
import dev.cdctl.secret.EnvValue;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AccountsTest {
    private static final URI URL = URI.create("https://repository.example/releases");

    private final Path home;
    private final List<String> hidden = new ArrayList<>();

    AccountsTest(@TempDir Path home) {
        this.home = home;
    }

    private Credentials of(Access access) {
        return new Accounts(Map.of("HOME", home.toString()), (name, value) -> {
                    String text = value instanceof EnvValue.Plain plain ? plain.text() : "from a secret";
                    hidden.add(text);
                    return text;
                })
                .of(URL, access);
    }

    private static Access access(Optional<String> user, Optional<String> server) {
        return new Access(user, Optional.empty(), server, Optional.empty());
    }

    @Test
    void withoutAnythingNobodyAsks() {
        assertThat(of(Access.none())).isEqualTo(Credentials.none());
    }

    @Test
    void theNetrcIsAskedForTheHostAndTheUser() throws IOException {
        Files.writeString(home.resolve(".netrc"), """
                # machine repository.example login wrong password wrong
                machine other.example login a password b
                machine repository.example
                  login ana password "two words"
                machine repository.example login ci password token
                default login guest password guest
                """);
        assertThat(of(Access.none())).isEqualTo(new Basic("ana", "two words"));
        assertThat(of(access(Optional.of("ci"), Optional.empty()))).isEqualTo(new Basic("ci", "token"));
        assertThat(hidden).containsExactly("two words", "token");
        assertThatThrownBy(() -> of(access(Optional.of("eve"), Optional.empty())))
                .hasMessageContaining("CD-451");
    }

    @Test
    void theServerOfMavensSettingsIsFoundByItsId() throws IOException {
        Path settings = home.resolve(".m2/settings.xml");
        Files.createDirectories(home.resolve(".m2"));
        Files.writeString(settings, """
                <settings><servers>
                  <server><id>other</id><username>a</username><password>b</password></server>
                  <server><id>nexus</id><username>ci</username><password>to&amp;ken</password></server>
                  <server><id>locked</id><username>ci</username><password>{c2VjcmV0}</password></server>
                </servers></settings>
                """);
        assertThat(of(access(Optional.empty(), Optional.of("nexus")))).isEqualTo(new Basic("ci", "to&ken"));
        assertThatThrownBy(() -> of(access(Optional.empty(), Optional.of("none"))))
                .hasMessageContaining("CD-451");
        assertThatThrownBy(() -> of(access(Optional.empty(), Optional.of("locked"))))
                .hasMessageContaining("CD-451");

        Files.writeString(settings, "<!DOCTYPE x [<!ENTITY e SYSTEM 'file:/etc/passwd'>]><settings>&e;</settings>");
        assertThatThrownBy(() -> of(access(Optional.empty(), Optional.of("nexus"))))
                .hasMessageContaining("CD-451");
    }

    @Test
    void aPasswordOfThePipelineIsReadAsASecret() {
        EnvValue secret = new EnvValue.Secret(
                new dev.cdctl.secret.SecretSource.Variable("TOKEN", dev.cdctl.model.Origin.of("pipeline.yaml")));
        Access access = new Access(Optional.of("ci"), Optional.of(secret), Optional.empty(), Optional.empty());
        assertThat(of(access)).isEqualTo(new Basic("ci", "from a secret"));
    }
}

package dev.cdctl.cli.world;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cdctl.cli.world.Command.Answer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** A host that is reached by ssh is checked and set up by the packaged program. Its apt-get is the test's: hosts have no way out. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HostSetupIT {
    private static final Path PROGRAM = Path.of("target/cdctl").toAbsolutePath();
    private static final String PIPELINE = """
            service: books
            package: [{image: {name: books, dockerfile: Dockerfile}}]
            push: {images: "%s"}
            run: {container: {port: 8080}}
            environments:
              production:
                hosts: ["%s"]
                state: %s/srv/cdctl/state
              plain:
                hosts: ["%s"]
                state: %s/srv/cdctl/plain
            """;
    private static final String APT = """
            #!/bin/sh
            echo "$@" >>/var/tmp/apt.log
            case " $* " in *" docker.io "*) mv /usr/sbin/dockerd.away /usr/sbin/dockerd ;; esac
            """;

    private final World world = World.of(1);
    private final Host host = world.host(1);
    private final Path project;

    HostSetupIT(@TempDir Path top) throws IOException {
        project = Files.createDirectories(top.resolve("project"));
        Files.createDirectories(top.resolve("home"));
        String socket = host.ssh() + host.socket().replaceFirst("^unix://", "");
        Files.writeString(
                project.resolve("pipeline.yaml"),
                PIPELINE.formatted(world.registryAddress() + "/books", socket, host.ssh(), host.tcp(), host.ssh()));
    }

    @AfterAll
    void close() {
        world.close();
    }

    @Test
    void aHostIsCheckedAndSetUpAndTheSecondTimeNothingIsDone() {
        Answer before = cdctl("host", "check", "-e", "production");
        assertThat(before.exit()).as(before.text()).isZero();
        assertThat(before.text())
                .contains("Docker Engine 20.10", "where images lie", "clock and this machine's agree")
                .contains("/srv/cdctl/state is made by the first command that needs it");

        host.run("sh", "-c", "mv /usr/sbin/dockerd /usr/sbin/dockerd.away");
        host.run("sh", "-c", "printf '%s' '" + APT + "' >/usr/local/bin/apt-get; chmod +x /usr/local/bin/apt-get");
        Answer said = cdctl("host", "setup", "-e", "production");
        assertThat(said.exit()).as(said.text()).isZero();
        assertThat(said.text())
                .contains("to do", "install docker.io", "apt-get install", "/srv/cdctl/state", "nothing was changed");
        assertThat(host.run("sh", "-c", "ls /var/tmp/apt.log 2>&1 || true")).contains("No such file");

        Answer done = cdctl("host", "setup", "-e", "production", "--yes");
        assertThat(done.exit()).as(done.text()).isZero();
        assertThat(host.run("cat", "/var/tmp/apt.log")).contains("update", "install", "docker.io");
        assertThat(host.run("stat", "-c", "%a %U", "/srv/cdctl/state")).isEqualTo("700 root");

        Answer again = cdctl("host", "setup", "-e", "production", "--yes");
        assertThat(again.exit()).as(again.text()).isZero();
        assertThat(again.text()).contains("nothing to do");
        assertThat(host.run("sh", "-c", "grep -c install /var/tmp/apt.log")).isEqualTo("1");
        assertThat(cdctl("host", "check", "-e", "production").text()).contains("/srv/cdctl/state can be written");
    }

    @Test
    void aHostWithoutAShellIsCheckedAsFarAsItsEngineTellsAndNotSetUp() {
        Answer checked = cdctl("host", "check", "-e", "plain");
        assertThat(checked.exit()).as(checked.text()).isZero();
        assertThat(checked.text()).contains("cannot be seen", "can be reached, and its computer has the tools");

        Answer refused = cdctl("host", "setup", "-e", "plain", "--yes");
        assertThat(refused.exit()).as(refused.text()).isEqualTo(5);
        assertThat(refused.text()).contains("CD-635");
    }

    private Answer cdctl(String... words) {
        Map<String, String> variables = Map.of(
                "PATH",
                world.path() + ":" + System.getenv("PATH"),
                "HOME",
                project.resolveSibling("home").toString());
        List<String> call = List.of("sh", "-c", "cd \"$0\" && exec \"$@\"", project.toString(), PROGRAM.toString());
        return new Command(call, variables).run(words);
    }
}

package dev.cdctl.adapter.nginx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cdctl.adapter.nginx.NginxRouterSpec.Flags;
import dev.cdctl.adapter.shell.LocalShell;
import dev.cdctl.model.Colour;
import dev.cdctl.model.Failure;
import dev.cdctl.model.Name;
import dev.cdctl.model.Origin;
import dev.cdctl.traffic.Address;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NginxFaultsTest extends NginxFixture {

    NginxFaultsTest(@TempDir Path folder) {
        super(folder);
    }

    @Test
    void aConfigurationThatIsBrokenAlreadyIsLeftAsItIs() throws IOException {
        front.flip(Colour.BLUE, 1);
        Files.writeString(nginx.own("theirs.conf"), "upstream {\n");
        Map<String, String> before = files();
        assertThatThrownBy(() -> front.router().check(front.route()))
                .isInstanceOf(Failure.class)
                .hasMessageContaining("CD-643");
        assertThatThrownBy(() -> moved().apply(front.route(), Front.decision(2, Colour.GREEN)))
                .hasMessageContaining("CD-643");
        assertThat(files()).isEqualTo(before);
        assertThat(front.ask("/").body()).startsWith("blue");
    }

    @Test
    void aConfigurationThatNginxRefusesIsNeverInItsPlace() throws IOException {
        front.flip(Colour.BLUE, 1);
        Files.writeString(nginx.own("theirs.conf"), "upstream cdctl.shelf.production.blue { server 127.0.0.1:9; }\n");
        Map<String, String> before = files();
        try (Front shelf = new Front(nginx, "shelf", new LocalShell())) {
            assertThatThrownBy(() -> shelf.flip(Colour.BLUE, 1)).isInstanceOfSatisfying(Failure.class, failure -> {
                assertThat(failure).hasMessageContaining("CD-644");
                assertThat(failure.problems().get(0).why()).contains("duplicate upstream");
            });
            Files.delete(nginx.own("theirs.conf"));
            before.remove("own/theirs.conf");
            assertThat(conf()).isEqualTo(conf(before));
            shelf.flip(Colour.GREEN, 1);
            assertThat(shelf.ask("/").body()).startsWith("green");
            assertThat(front.ask("/").body()).startsWith("blue");
        }
    }

    @Test
    void severalServicesLiveSideBySideAndGoOneByOne() {
        front.flip(Colour.BLUE, 1);
        try (Front shelf = new Front(nginx, "shelf", new LocalShell())) {
            shelf.flip(Colour.GREEN, 9);
            assertThat(front.ask("/").body()).startsWith("blue");
            assertThat(shelf.ask("/").body()).startsWith("green");
            assertThat(shelf.prove(9, Colour.GREEN)).isNotEmpty();
            shelf.router().remove();
            shelf.router().remove();
            assertThat(shelf.router().observe()).isEmpty();
            assertThat(shelf.router().probe(9)).isEmpty();
            assertThat(files().keySet()).noneMatch(name -> name.contains("shelf"));
            assertThatThrownBy(() -> shelf.ask("/")).hasMessageContaining("refused");
            assertThat(front.prove(1, Colour.BLUE)).isNotEmpty();
        }
    }

    @Test
    void twoEnvironmentsCannotHaveTheSameAddressAndHost() {
        front.flip(Colour.BLUE, 1);
        NginxRouter other = new NginxRouter(
                new NginxRouterSpec(flags(), front.door(), front.program(), Origin.of("test")),
                front.service,
                new Name("test"),
                front.means(new LocalShell()));
        assertThatThrownBy(() -> other.check(front.route())).hasMessageContaining("CD-655");
        front.router().check(front.route());
    }

    @Test
    void aPortOfAnotherProgramIsFoundBeforeAnythingStarts() throws IOException {
        try (ServerSocket taken = new ServerSocket(front.port, 1, InetAddress.getLoopbackAddress())) {
            assertThatThrownBy(() -> front.router().check(front.route())).hasMessageContaining("CD-648");
            assertThatThrownBy(() -> front.flip(Colour.BLUE, 1)).isInstanceOfSatisfying(Failure.class, failure -> {
                assertThat(failure).hasMessageContaining("CD-649");
                assertThat(failure.problems().get(0).why()).contains("still could not bind()");
            });
            assertThat(taken.isBound()).isTrue();
        }
        assertThat(conf()).isEmpty();
        assertThat(front.router().observe()).isEmpty();
        front.flip(Colour.BLUE, 1);
        assertThat(front.ask("/").body()).startsWith("blue");
    }

    @Test
    void anNginxThatDoesNotRunIsToldOf() {
        nginx.close();
        assertThatThrownBy(() -> front.router().check(front.route())).isInstanceOfSatisfying(Failure.class, failure -> {
            assertThat(failure.kind()).isEqualTo(Failure.Kind.UNREACHABLE);
            assertThat(failure).hasMessageContaining("CD-642");
        });
    }

    @Test
    void aFolderThatNginxDoesNotIncludeIsRefused() {
        Flags elsewhere = new Flags(folder + "/else", folder + "/else", false, "$remote_addr", false);
        assertThatThrownBy(() -> front.router(new LocalShell(), elsewhere).check(front.route()))
                .hasMessageContaining("CD-645");
    }

    @ParameterizedTest
    @ValueSource(strings = {"tried", "saved", "placed", "tested", "reloaded", "flagged", "switched"})
    void anApplyThatIsKilledConverges(String point) {
        front.flip(Colour.BLUE, 1);
        NginxRouter dying = front.router(new DyingShell(point));
        assertThatThrownBy(() -> dying.apply(front.route(moving()), Front.decision(2, Colour.GREEN)))
                .isInstanceOf(Failure.class);
        String served = front.ask("/").body();
        assertThat(served).matches(body -> body.startsWith("blue") || body.startsWith("green"));
        nginx.tell("-t");
        front.router().check(front.route());
        moved().apply(front.route(moving()), Front.decision(2, Colour.GREEN));
        assertThat(front.prove(2, Colour.GREEN)).isNotEmpty();
        assertThat(files().keySet()).noneMatch(name -> name.contains("/before") || name.contains("/new"));
        assertThat(files().keySet().stream().filter(name -> name.contains("/generation-")))
                .hasSize(2); // the folder, and the link to it
    }

    @Test
    void aDecisionWhoseTextWasLostWithThePowerIsUnknownAndAppliedAgain() throws IOException {
        front.flip(Colour.BLUE, 1);
        Path current = nginx.flags().resolve("books/production/current");
        Files.writeString(current.resolve("decision.json"), "");
        Files.writeString(current.resolve("summary"), "");

        assertThat(front.router().observe()).isEmpty();
        assertThat(front.ask("/").body()).startsWith("blue");
        front.flip(Colour.BLUE, 1);
        assertThat(front.router().observe()).contains(Front.decision(1, Colour.BLUE));
        front.flip(Colour.GREEN, 2);
        assertThat(front.prove(2, Colour.GREEN)).isNotEmpty();
    }

    @Test
    void theFirstApplyThatIsKilledLeavesNothingThatNginxReads() {
        NginxRouter dying = front.router(new DyingShell("placed"));
        assertThatThrownBy(() -> dying.apply(front.route(), Front.decision(1, Colour.BLUE)))
                .isInstanceOf(Failure.class);
        front.router().check(front.route());
        assertThat(conf()).isEmpty();
        front.flip(Colour.BLUE, 1);
        assertThat(front.ask("/").body()).startsWith("blue");
    }

    @Test
    void aRemovalThatIsKilledConverges() {
        front.flip(Colour.BLUE, 1);
        assertThatThrownBy(() -> front.router(new DyingShell("placed")).remove())
                .isInstanceOf(Failure.class);
        front.router().remove();
        assertThat(conf()).isEmpty();
        assertThat(front.router().observe()).isEmpty();
    }

    /** Other instances, so that the configuration changes too. */
    private Map<Colour, List<Address>> moving() {
        return Map.of(
                Colour.BLUE,
                List.of(front.address(Colour.BLUE)),
                Colour.GREEN,
                List.of(front.address(Colour.GREEN), front.address(Colour.GREEN)));
    }

    /** The same environment with a configuration that differs. */
    private NginxRouter moved() {
        return front.router(
                new LocalShell(),
                new Flags(nginx.flags().toString(), nginx.flags().toString(), false, "$arg_other", false));
    }

    private Flags flags() {
        return new Flags(nginx.flags().toString(), nginx.flags().toString(), false, "$arg_client", false);
    }

    private Map<String, String> conf() {
        return conf(files());
    }

    private static Map<String, String> conf(Map<String, String> files) {
        Map<String, String> conf = new TreeMap<>(files);
        conf.keySet().removeIf(name -> !name.endsWith(".conf") || name.equals("nginx.conf"));
        return conf;
    }

    /** What is on the disk, without what nginx itself writes. */
    private Map<String, String> files() {
        Map<String, String> files = new TreeMap<>();
        try (Stream<Path> all = Files.walk(folder, FileVisitOption.FOLLOW_LINKS)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                String name = folder.relativize(file).toString();
                if (!name.startsWith("logs") && !name.startsWith("temp") && !name.equals("nginx.pid")) {
                    files.put(name, Files.readString(file));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return files;
    }
}

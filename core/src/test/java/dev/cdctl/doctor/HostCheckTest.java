package dev.cdctl.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cdctl.adapter.shell.LocalShell;
import dev.cdctl.deploy.Environment;
import dev.cdctl.deploy.RemoteMachine;
import dev.cdctl.deploy.machine.Machines;
import dev.cdctl.deploy.machine.Survey;
import dev.cdctl.host.Host;
import dev.cdctl.host.HostShell;
import dev.cdctl.host.StateHost;
import dev.cdctl.model.Failure;
import dev.cdctl.model.Problem;
import dev.cdctl.operate.change.Stage;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is found on a host whose engine says what a test wants, and whose shell is this machine's. */
class HostCheckTest {
    private static final Host HOST = Host.of("unix:///run/web1.sock").named("web1");
    private static final long GIGABYTE = 1L << 30;

    private final RemoteMachine machine = new RemoteMachine("web1");
    private final Stage stage = new Stage(Path.of("/nowhere"));
    private Survey said = survey("1.41", Duration.ZERO, true);

    HostCheckTest() {
        stage.machines = Optional.of(new Machines(Map.of(HOST, machine)));
        machine.saying(() -> said);
    }

    @AfterEach
    void close() {
        machine.close();
        stage.close();
    }

    @Test
    void aGoodHostIsWell() {
        assertThat(bad(Finding.Level.WRONG)).isEmpty();
        assertThat(texts())
                .contains("Docker Engine 20.10.24 (API 1.41) answers at unix:///run/web1.sock")
                .contains("its clock and this machine's agree", "the network of the environment is there")
                .anySatisfy(text -> assertThat(text).contains("are free in /, where images lie"))
                .anySatisfy(text -> assertThat(text).contains("of memory, "))
                .anySatisfy(
                        text -> assertThat(text).startsWith("ports ").contains(" are free, 0 are this environment"));
    }

    @Test
    void aClockThatIsOffIsWarnedOfAndOneThatIsFarOffIsWrong() {
        said = survey("1.41", Duration.ofSeconds(-5), true);
        assertThat(bad(Finding.Level.WARNING)).contains("its clock is 5.0 s behind this machine's");
        said = survey("1.41", Duration.ofMinutes(5), true);
        assertThat(bad(Finding.Level.WRONG)).containsExactly("its clock is 300.0 s ahead of this machine's");
    }

    @Test
    void anOldEngineIsWarnedOfAndPacketsThatAreNotPassedOnAreWrong() {
        said = survey("1.39", Duration.ZERO, false);
        assertThat(bad(Finding.Level.WARNING))
                .anySatisfy(text -> assertThat(text).contains("older than 20.10"));
        assertThat(bad(Finding.Level.WRONG)).singleElement().asString().contains("packets are not passed on");
    }

    @Test
    void aPortThatSomebodyElseHoldsIsToldWithItsHolder() throws IOException {
        stage.deploy("1.0.0");
        stage.deploy("1.1.0");
        int port = machine.portOf("1.0.0");
        machine.end("1.0.0");
        try (ServerSocket taken = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            assertThat(taken.isBound()).isTrue();
            assertThat(bad(Finding.Level.WRONG))
                    .singleElement()
                    .asString()
                    .startsWith("port " + port + ", which belongs to web-0 (blue), is held by ");
        }
        said = new Survey(
                "20.10.24",
                "1.41",
                "/",
                GIGABYTE,
                Duration.ZERO,
                Duration.ZERO,
                true,
                true,
                Optional.empty(),
                Map.of(port, "somebodys-web"));
        assertThat(bad(Finding.Level.WRONG)).singleElement().asString().endsWith("the container somebodys-web");
    }

    @Test
    void anEngineThatDoesNotAnswerIsTheOnlyFinding() {
        machine.cutOff();
        assertThat(look(new LocalShell()))
                .singleElement()
                .satisfies(finding -> assertThat(finding.text()).contains("cannot be reached at web1"));
    }

    @Test
    void aShellThatDoesNotAnswerIsAFindingWithItsRemedy() {
        HostShell silent = new HostShell() {
            @Override
            public String describe() {
                return "ssh://web1";
            }

            @Override
            public Ran run(Command command) {
                throw Failure.unreachable(Problem.of("CD-625", "ssh://web1 did not answer within 20 s")
                        .remedy("see whether it ends"));
            }
        };
        assertThat(look(silent))
                .filteredOn(finding -> finding.level() == Finding.Level.WRONG)
                .singleElement()
                .satisfies(finding -> assertThat(finding.remedy()).isEqualTo("see whether it ends"));
    }

    @Test
    void withoutAShellTheDiskCannotBeSeen() {
        List<Finding> findings = new HostCheck(needs(), Optional.empty()).look();
        assertThat(findings)
                .filteredOn(finding -> finding.level() != Finding.Level.OK)
                .singleElement()
                .satisfies(finding -> assertThat(finding.text()).contains("cannot be seen"));
    }

    @Test
    void aFolderForTheStateThatCanBeMadeIsWellAndAFileInItsPlaceIsWrong(@TempDir Path top) throws IOException {
        assertThat(state(top.resolve("a/b"))).allMatch(finding -> finding.level() == Finding.Level.OK, "is well");
        Path file = Files.createFile(top.resolve("file"));
        assertThat(state(file.resolve("b")))
                .anySatisfy(finding -> assertThat(finding.text()).contains("cannot be written by"));
    }

    @Test
    void whatLiesInTheFolderOfTheStateIsTold(@TempDir Path top) throws IOException {
        Path record = Files.writeString(
                Files.createDirectories(top.resolve("store/books")).resolve("decision.json"),
                "{\"format\":1,\"x\":1}\n");
        Files.writeString(top.resolve("by-ssh"), "1\n");
        assertThat(state(top)).allMatch(finding -> finding.level() == Finding.Level.OK, "is well");
        assertThat(state(top))
                .extracting(Finding::text)
                .contains("its form is 1, which this cdctl knows", "no command works with it now")
                .contains("its clock and this machine's agree");

        Files.createFile(Files.createDirectories(top.resolve("sessions")).resolve("abc"));
        Files.createFile(top.resolve("notes.txt"));
        Files.writeString(record, "{\"for");
        assertThat(state(top))
                .filteredOn(finding -> finding.level() == Finding.Level.WARNING)
                .extracting(Finding::text)
                .containsExactly(
                        "what commands left that were killed: sessions/abc", "what cdctl did not make: notes.txt");
        assertThat(state(top))
                .filteredOn(finding -> finding.level() == Finding.Level.WRONG)
                .extracting(Finding::text)
                .containsExactly("damaged, or of a newer form: store/books/decision.json");
        Files.writeString(top.resolve("by-ssh"), "2\n");
        assertThat(state(top)).extracting(Finding::text).contains("its form is 2, and 1 is known here");
    }

    @Test
    void aCommandThatWorksWithTheStateIsCounted(@TempDir Path top) throws Exception {
        Path session = Files.createFile(
                Files.createDirectories(top.resolve("sessions")).resolve("abc"));
        Process holder = new ProcessBuilder("flock", session.toString(), "sh", "-c", "echo held; read end")
                .redirectErrorStream(true)
                .start();
        try (InputStream said = holder.getInputStream()) {
            assertThat(said.read()).isEqualTo('h');
            assertThat(state(top)).extracting(Finding::text).contains("one command works with it now");
        } finally {
            holder.destroy();
            holder.waitFor();
        }
    }

    private static List<Finding> state(Path folder) {
        return new StateCheck(new StateHost(new LocalShell(), folder.toString())).look();
    }

    private List<Finding> look(HostShell shell) {
        return new HostCheck(needs(), Optional.of(shell)).look();
    }

    private HostNeeds needs() {
        Environment environment = stage.means().environment();
        return new HostNeeds(
                environment.service(),
                environment.spec(),
                HOST,
                environment.machine().on(HOST),
                environment.addresses()::find);
    }

    private List<String> texts() {
        return look(new LocalShell()).stream().map(Finding::text).toList();
    }

    private List<String> bad(Finding.Level level) {
        return look(new LocalShell()).stream()
                .filter(finding -> finding.level() == level)
                .peek(finding -> assertThat(finding.remedy()).isNotEmpty())
                .map(Finding::text)
                .toList();
    }

    private static Survey survey(String api, Duration ahead, boolean forwards) {
        return new Survey(
                "20.10.24",
                api,
                "/",
                GIGABYTE,
                ahead,
                Duration.ofMillis(10),
                forwards,
                true,
                Optional.of("bridge"),
                new HashMap<>());
    }
}

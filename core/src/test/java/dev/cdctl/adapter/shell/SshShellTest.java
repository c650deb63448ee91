package dev.cdctl.adapter.shell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.cdctl.host.HostShell.Command;
import dev.cdctl.host.HostShell.Ran;
import dev.cdctl.host.SshUrl;
import dev.cdctl.model.Failure;
import dev.cdctl.servers.Sshd;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The shell of another computer, by a real sshd. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SshShellTest {
    private Sshd sshd;

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        sshd = Sshd.start(folder.resolve("sshd"));
    }

    @AfterAll
    void stop() {
        sshd.close();
    }

    private SshShell shell(Path program) {
        return SshShell.by(List.of(program.toString()), SshUrl.parse(sshd.url("")));
    }

    @Test
    void aScriptRunsThereWithItsInputAndItsStatus() {
        try (SshShell shell = shell(sshd.program())) {
            Ran ran =
                    shell.run(Command.of("cat; echo \"$1\" >&2; exit 3", "why").reading("what it reads\n"));

            assertThat(ran).isEqualTo(new Ran(3, "what it reads\n", "why\n"));
        }
    }

    @Test
    void aConnectionThatWasBegunIsTheOneOfEveryCommand() {
        try (SshShell shell = shell(sshd.program())) {
            shell.begin();
            shell.begin();
            String first = shell.run(Command.of("echo $SSH_CONNECTION")).output();
            shell.begin();
            assertThat(shell.run(Command.of("echo $SSH_CONNECTION")).output()).isEqualTo(first);
        }
    }

    @Test
    void oneThatWasOnlyBegunIsEnded() {
        SshShell shell = shell(sshd.program());
        shell.begin();
        shell.close();

        await().until(() -> ProcessHandle.current()
                .descendants()
                .noneMatch(process -> process.info().commandLine().orElse("").contains("echo up; exec cat")));
    }

    @Test
    void whatIsWrongWithABegunOneIsToldByTheFirstCommand() {
        try (SshShell shell = SshShell.by(List.of("/no/ssh"), SshUrl.parse("ssh://nowhere.example"))) {
            shell.begin();
            assertThatThrownBy(() -> shell.run(Command.of("true"))).hasMessageContaining("CD-621");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/bin/sh", "/bin/bash"})
    void argumentsArriveAsTheyAreWhateverTheLoginShell(String login) {
        List<String> hostile = List.of(
                "",
                " ",
                "a b",
                "'",
                "''",
                "\"",
                "\\",
                "\\\\",
                "\\n",
                "$(id)",
                "`id`",
                "$HOME",
                "*",
                "!1",
                "%s%n",
                "-rf",
                "--",
                "a\nb\n",
                "ü\u2028😀",
                "\t",
                "#",
                "~",
                "a;b&c|d<e>f",
                "\\0101",
                "{a,b}",
                "\u0081\u0088");
        try (SshShell shell = shell(sshd.program())) {
            String line = RemoteWords.of("printf '[%s]' \"$@\"", hostile);
            Ran ran = shell.run(
                    new Command("exec \"$1\" -c \"$2\"", List.of(login, line), new byte[0], Duration.ofSeconds(20)));

            assertThat(ran.output())
                    .isEqualTo(hostile.stream().map(word -> "[" + word + "]").reduce("", String::concat));
        }
    }

    @Test
    void allCommandsShareOneConnectionWhichEndsWithTheShell() throws IOException {
        try (SshShell shell = shell(sshd.program())) {
            String first = shell.run(Command.of("echo $SSH_CONNECTION")).output();
            String second = shell.run(Command.of("echo $SSH_CONNECTION")).output();

            assertThat(first).isNotBlank().isEqualTo(second);
            assertThat(mine()).hasSize(1);
        }
        assertThat(mine()).isEmpty();
    }

    @Test
    void anUnknownHostIsRefusedWithoutAQuestion() throws IOException {
        Path program = sshd.programWith("stranger", "UserKnownHostsFile /dev/null");
        try (SshShell shell = shell(program)) {
            assertFailure(() -> shell.run(Command.of("true")), "CD-623");
        }
    }

    @Test
    void aKeyThatIsNotAcceptedIsToldWithItsRemedy() throws IOException {
        try (SshShell shell = shell(sshd.programWith("nokey", "PubkeyAuthentication no"))) {
            assertFailure(() -> shell.run(Command.of("true")), "CD-624");
        }
    }

    @Test
    void aPortWhereNobodyListensIsUnreachable() throws IOException {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        SshUrl url = SshUrl.parse("ssh://127.0.0.1:" + port);
        try (SshShell shell = SshShell.by(List.of(sshd.program().toString()), url)) {
            assertFailure(() -> shell.run(Command.of("true")), "CD-622");
        }
    }

    @Test
    void aHostThatTakesTheConnectionAndSaysNothingIsGivenUp() throws IOException {
        Path hasty = sshd.programWith("hasty");
        Files.writeString(hasty, Files.readString(hasty).replace("ssh -F", "ssh -o ConnectTimeout=1 -F"));
        try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
                SshShell shell = SshShell.by(
                        List.of(hasty.toString()), SshUrl.parse("ssh://127.0.0.1:" + silent.getLocalPort()))) {
            assertFailure(() -> shell.run(Command.of("true")), "CD-622");
        }
    }

    @Test
    void aCommandThatHangsIsEndedAtItsDeadline() {
        try (SshShell shell = shell(sshd.program())) {
            shell.run(Command.of("true"));
            assertFailure(() -> shell.run(Command.of("sleep 60").within(Duration.ofMillis(500))), "CD-625");
            assertThat(shell.run(Command.of("echo well")).output()).isEqualTo("well\n");
        }
    }

    @Test
    void aSocketOfThatComputerIsOneOfThisOne(@TempDir Path folder) throws Exception {
        UnixDomainSocketAddress address = UnixDomainSocketAddress.of(folder.resolve("s"));
        try (ServerSocketChannel server =
                        ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(address);
                SshShell shell = shell(sshd.program())) {
            Path local;
            try (Tunnel tunnel = shell.tunnel(address.getPath().toString());
                    SocketChannel client = SocketChannel.open(UnixDomainSocketAddress.of(tunnel.local()))) {
                local = tunnel.local();
                assertThat(tunnel.url()).isEqualTo("unix://" + local);
                client.write(ByteBuffer.wrap("hello".getBytes(StandardCharsets.UTF_8)));
                try (SocketChannel accepted = server.accept()) {
                    ByteBuffer heard = ByteBuffer.allocate(5);
                    while (heard.hasRemaining() && accepted.read(heard) >= 0) {
                        // Until all of it is here.
                    }
                    assertThat(new String(heard.array(), StandardCharsets.UTF_8))
                            .isEqualTo("hello");
                }
            }
            assertThat(local).doesNotExist();
        }
    }

    @Test
    void aSocketThatIsNotThereIsToldBeforeAnybodyUsesIt() {
        try (SshShell shell = shell(sshd.program())) {
            assertFailure(() -> shell.tunnel("/no/such.sock"), "CD-629");
        }
    }

    /** The sockets of this process. */
    private static List<Path> mine() throws IOException {
        Path folder = Path.of(System.getProperty("java.io.tmpdir"), "cdctl-" + System.getProperty("user.name"));
        try (Stream<Path> files = Files.list(folder)) {
            String start = ProcessHandle.current().pid() + "-";
            return files.filter(file -> file.getFileName().toString().startsWith(start))
                    .toList();
        }
    }

    private static void assertFailure(ThrowingCallable call, String code) {
        assertThatThrownBy(call).isInstanceOfSatisfying(Failure.class, failure -> {
            assertThat(failure.kind()).isEqualTo(Failure.Kind.UNREACHABLE);
            assertThat(failure.problems().get(0).code()).isEqualTo(code);
            assertThat(failure.problems().get(0).why()).isNotBlank();
            assertThat(failure.problems().get(0).remedy()).isNotBlank();
        });
    }
}

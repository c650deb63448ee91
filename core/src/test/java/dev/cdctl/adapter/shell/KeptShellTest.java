package dev.cdctl.adapter.shell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cdctl.host.HostShell;
import dev.cdctl.host.HostShell.Command;
import dev.cdctl.host.HostShell.Ran;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeptShellTest {
    private final HostShell shell = new KeptShell();

    @Test
    void aCommandHasItsArgumentsInputOutputAndStatus() {
        List<Command> commands = List.of(
                Command.of("printf '%s|' \"$@\"; echo wrong >&2; exit 7", "a b", "it's", "", "$HOME\nx", "ü"),
                Command.of("cat; printf end", "x").reading("one\n'two' $x `y` \\z\n"),
                Command.of("cat").reading("no line's end"),
                Command.of("cat"),
                Command.of("printf 'a\\n\\n'"),
                Command.of("echo \"$1\" # a comment at the end", "y"));
        for (Command command : commands) {
            assertThat(shell.run(command)).isEqualTo(new LocalShell().run(command));
        }
    }

    @Test
    void nothingIsLeftForTheNextCommand(@TempDir Path folder) {
        Path trapped = folder.resolve("trapped");
        Ran first = shell.run(Command.of(
                "set -u; x=1; cd /; umask 077; exec 9>>\"$1.lock\"; flock 9; trap ': >\"$1\"' EXIT; exit 3",
                trapped.toString()));
        assertThat(first.exit()).isEqualTo(3);
        assertThat(trapped).exists();

        Ran second = shell.run(
                Command.of("echo \"${x-none} $(umask)\"; exec 8>>\"$1.lock\"; flock -n 8 && pwd", trapped.toString()));

        assertThat(second.output())
                .isEqualTo("none " + shell.run(Command.of("umask")).output()
                        + Path.of("").toAbsolutePath() + "\n");
    }

    @Test
    void theSameShellIsUsedAgainAndOneThatWasKilledIsReplaced() {
        String first = shell.run(Command.of("echo $$")).output();
        assertThat(shell.run(Command.of("echo $$; :")).output()).isEqualTo(first);

        assertThatThrownBy(() -> shell.run(Command.of("kill -9 $$; sleep 0.1"))).hasMessageContaining("CD-950");

        assertThat(shell.run(Command.of("echo $$")).output()).isNotEqualTo(first);
    }

    @Test
    void oneThatDoesNotEndInTimeIsEndedWithWhatItStarted(@TempDir Path folder) {
        Path file = folder.resolve("pid");
        assertThatThrownBy(() -> shell.run(Command.of("sleep 1000 & echo $! >\"$1\"; cat \"$1\"; wait", file.toString())
                        .within(Duration.ofSeconds(1))))
                .hasMessageContaining("CD-620");

        assertThat(file).content().satisfies(pid -> {
            ProcessHandle.of(Long.parseLong(pid.strip()))
                    .ifPresent(sleeper -> sleeper.onExit().join());
        });
        assertThat(shell.run(Command.of("echo up")).output()).isEqualTo("up\n");
    }

    @Test
    void severalAtATimeDoNotWaitForEachOther(@TempDir Path folder) {
        Path pipe = folder.resolve("pipe");
        assertThat(shell.run(Command.of("mkfifo \"$1\"", pipe.toString())).isGood())
                .isTrue();
        CompletableFuture<Ran> reader =
                CompletableFuture.supplyAsync(() -> shell.run(Command.of("cat \"$1\"", pipe.toString())));
        shell.run(Command.of("echo told >\"$1\"", pipe.toString()));
        assertThat(reader.join().output()).isEqualTo("told\n");

        String large = "x".repeat(300_000) + "\n";
        assertThat(IntStream.range(0, 8)
                        .parallel()
                        .mapToObj(i -> shell.run(
                                Command.of("cat; cat >&2 </dev/null; echo " + i).reading(large)))
                        .map(Ran::output))
                .allMatch(output -> output.startsWith(large) && output.length() == large.length() + 2);
        assertThat(Files.exists(pipe)).isTrue();
    }
}

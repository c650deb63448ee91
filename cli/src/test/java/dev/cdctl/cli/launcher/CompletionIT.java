package dev.cdctl.cli.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The completion scripts in the shells that they are for. */
class CompletionIT {
    private Path folder;
    private Shell shell;

    @BeforeEach
    void onPath(@TempDir Path temporary) throws IOException {
        folder = temporary;
        Files.createSymbolicLink(
                temporary.resolve("cdctl"), Path.of("target/cdctl").toAbsolutePath());
        shell = new Shell(temporary).with("PATH", temporary + ":/usr/bin:/bin").with("CI", "1");
    }

    private String script(String name) throws IOException, InterruptedException {
        Path file = folder.resolve("completion." + name);
        Files.writeString(
                file,
                shell.run(folder.resolve("cdctl").toString(), "completion", name)
                        .out());
        return file.toString();
    }

    private static void needs(String name) {
        assumeTrue(Files.exists(Path.of("/usr/bin/" + name)), "no " + name);
    }

    @Test
    void bashCompletes() throws IOException, InterruptedException {
        needs("bash");
        String lines = "source " + script("bash")
                + "; COMP_WORDS=(cdctl comp); COMP_CWORD=1; _cdctl; echo ${COMPREPLY[@]}"
                + "; COMP_WORDS=(cdctl completion ''); COMP_CWORD=2; _cdctl; echo ${COMPREPLY[@]}";
        assertThat(shell.run("bash", "-c", lines)).isEqualTo(new Shell.Ended(0, "completion\nbash fish zsh\n", ""));
    }

    @Test
    void fishCompletes() throws IOException, InterruptedException {
        needs("fish");
        String lines = "source " + script("fish") + "; complete -C 'cdctl comp'; complete -C 'cdctl completion '";
        assertThat(shell.run("fish", "-c", lines).out())
                .isEqualTo("completion\tPrints the completion script for a shell\nbash\nfish\nzsh\n");
    }

    @Test
    void zshCompletes() throws IOException, InterruptedException {
        needs("zsh");
        String lines = "compdef() { :; }; _describe() { print -l -- $found }; source " + script("zsh")
                + "; words=(cdctl comp) CURRENT=2; _cdctl; words=(cdctl completion '') CURRENT=3; _cdctl";
        assertThat(shell.run("zsh", "-f", "-c", lines).out())
                .isEqualTo("completion:Prints the completion script for a shell\nbash\nfish\nzsh\n");
    }
}

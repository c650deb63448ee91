package dev.cdctl.cli.help;

import dev.cdctl.cli.command.Answer;
import dev.cdctl.cli.command.Command;
import dev.cdctl.cli.command.Invocation;
import dev.cdctl.cli.command.Usage;
import dev.cdctl.cli.command.option.Argument;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/**
 * {@code completion}: a small script for the shell, which asks cdctl for the words. So completion never falls behind the
 * commands, and it knows the environments of the pipeline.yaml at hand.
 */
final class CompletionCommand implements Command {
    private static final Argument SHELL =
            Argument.required("SHELL", "The shell").choices("bash", "zsh", "fish");

    @Override
    public Usage usage() {
        return Usage.of("The script is written to stdout; load it where your shell loads such scripts.")
                .with(SHELL)
                .example("cdctl completion bash > ~/.local/share/bash-completion/completions/cdctl")
                .example("cdctl completion zsh > ~/.zfunc/_cdctl")
                .example("cdctl completion fish > ~/.config/fish/completions/cdctl.fish");
    }

    @Override
    public Answer run(Invocation invocation) {
        return Answer.ofLines(
                "completion",
                script("completion." + invocation.need(SHELL)).lines().toList());
    }

    private static String script(String name) {
        try (InputStream in = Objects.requireNonNull(CompletionCommand.class.getResourceAsStream(name))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

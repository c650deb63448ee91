package dev.cdctl.cli;

import dev.cdctl.cli.command.Catalogue;
import dev.cdctl.cli.command.Command;
import dev.cdctl.cli.command.ExitCode;
import dev.cdctl.cli.command.Section;
import dev.cdctl.cli.console.Streams;
import dev.cdctl.cli.console.Terminal;
import dev.cdctl.cli.help.HelpSection;
import dev.cdctl.cli.line.Parser;
import dev.cdctl.engine.Cancel;
import dev.cdctl.model.Failure;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Runs command lines inside the test's own process, with streams in memory. */
public final class InProcess {
    private final Map<String, String> variables = new HashMap<>();
    private final List<Section> more = new ArrayList<>();
    private Path folder = Path.of("").toAbsolutePath();
    private String typed = "";
    private boolean terminal;

    /** What a shell would have seen. */
    public record Result(List<String> args, int exit, String out, String err) {}

    /** With these commands and those of help alone. */
    public InProcess with(Section section) {
        more.add(section);
        return this;
    }

    /** With an environment variable; there are none otherwise. */
    public InProcess with(String variable, String value) {
        variables.put(variable, value);
        return this;
    }

    /** In another folder than the module's. */
    public InProcess in(Path current) {
        folder = current;
        return this;
    }

    /** At a terminal, where a person types this. */
    public InProcess atTerminal(String text) {
        typed = text;
        terminal = true;
        return this;
    }

    /** Every real command. */
    public static Catalogue catalogue() {
        return Commands.all();
    }

    /** Why a command line is refused before anything is run; empty when it is understood. */
    public static Optional<String> refusal(List<String> args) {
        Typed typed = Typed.of(args, Commands.all());
        Optional<Command> command = Commands.all().create(typed.path());
        if (command.isEmpty()) {
            boolean asksForHelp = args.equals(List.of("--version")) || args.equals(List.of("--help"));
            return asksForHelp ? Optional.empty() : Optional.of("no command '" + typed.path() + "'");
        }
        try {
            new Parser(typed.path(), command.get().usage(), Map.of()).parse(typed.rest());
            return Optional.empty();
        } catch (Failure e) {
            return Optional.of(e.problems().get(0).what());
        }
    }

    /** Runs the command line to its end. */
    public Result run(String... args) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Streams streams = new Streams(out, err, new ByteArrayInputStream(typed.getBytes(StandardCharsets.UTF_8)));
        List<Section> sections = new ArrayList<>(more);
        sections.addAll(more.isEmpty() ? Commands.all().sections() : List.of(new HelpSection()));
        Surroundings around = new Surroundings(
                streams,
                new Terminal(terminal, terminal, terminal, variables),
                folder,
                new Catalogue(sections),
                new Cancel(),
                () -> ExitCode.INTERRUPTED);
        int exit = Main.finish(Run.of(List.of(args), around));
        return new Result(
                List.of(args), exit, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }
}

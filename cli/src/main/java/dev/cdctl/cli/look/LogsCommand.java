package dev.cdctl.cli.look;

import dev.cdctl.Cdctl;
import dev.cdctl.cli.command.Answer;
import dev.cdctl.cli.command.Command;
import dev.cdctl.cli.command.Invocation;
import dev.cdctl.cli.command.Opening;
import dev.cdctl.cli.command.Usage;
import dev.cdctl.cli.command.option.Argument;
import dev.cdctl.cli.command.option.Option;
import dev.cdctl.cli.console.Console;
import dev.cdctl.deploy.Environment;
import dev.cdctl.deploy.machine.Instance;
import dev.cdctl.json.Json;
import dev.cdctl.operate.look.Choice;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** {@code logs}: what the instances wrote. */
final class LogsCommand implements Command {
    private static final int SHOWN = 50;
    private static final Argument COLOUR = Argument.optional("COLOUR", "Only this colour; the live one when left out")
            .choices("blue", "green");
    private static final Option LINES = Option.value("--lines", "NUMBER", "How many lines of each, 50 unless given")
            .shortly("-n");
    private static final Option FOLLOW =
            Option.flag("--follow", "Go on with what they write from now on").shortly("-f");

    @Override
    public Usage usage() {
        return Usage.of(
                        "Each line is preceded by the instance that wrote it, and by its host, when there are several.",
                        "--follow goes on with every instance on every host, also with those that are started meanwhile,"
                                + " until Ctrl-C.")
                .with(COLOUR)
                .with(LINES, FOLLOW)
                .example("cdctl logs -e production")
                .example("cdctl logs green -n 200 --follow -e production");
    }

    @Override
    public boolean looks() {
        return true;
    }

    @Override
    public Answer run(Invocation invocation) {
        Cdctl cdctl = Opening.cdctl(invocation);
        Environment environment =
                cdctl.look(cdctl.environment(invocation.environment())).environment();
        Choice choice = new Choice(Optional.empty(), Optional.empty(), Optional.empty(), invocation.value(COLOUR));
        boolean follow = invocation.flag(FOLLOW);
        Tails tails = Tails.of(environment, choice, invocation.number(LINES).orElse(SHOWN));
        Json.Obj result = Json.object().put("instances", Json.of(tails.json())).build();
        if (!follow) {
            return new Answer("logs", result, tails.lines());
        }
        Console console = invocation.console();
        tails.lines().forEach(console::line);
        new Following(environment, choice, console::line, console::note).until(invocation.cancel());
        return new Answer("logs", result, List.of());
    }

    /** The last lines of each instance. */
    private record Tails(List<String> lines, List<Json> json) {
        static Tails of(Environment environment, Choice choice, int shown) {
            List<Instance> instances = choice.of(environment);
            List<String> lines = new ArrayList<>();
            List<Json> json = new ArrayList<>();
            for (Instance instance : instances) {
                List<String> tail = environment.machine().tail(instance, shown);
                String before = instances.size() > 1 ? Following.prefix(environment, instance) : "";
                tail.forEach(line -> lines.add(before + line));
                json.add(Json.object()
                        .put("instance", instance.slot().brief())
                        .put("version", instance.version().text())
                        .put("file", environment.machine().log(instance))
                        .put("lines", Json.ofTexts(tail))
                        .build());
            }
            return new Tails(lines, json);
        }
    }
}

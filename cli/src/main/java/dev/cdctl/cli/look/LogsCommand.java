package dev.cdctl.cli.look;

import dev.cdctl.Cdctl;
import dev.cdctl.cli.command.Answer;
import dev.cdctl.cli.command.Command;
import dev.cdctl.cli.command.Invocation;
import dev.cdctl.cli.command.Opening;
import dev.cdctl.cli.command.Usage;
import dev.cdctl.cli.command.option.Argument;
import dev.cdctl.cli.command.option.Option;
import dev.cdctl.deploy.machine.Instance;
import dev.cdctl.json.Json;
import dev.cdctl.operate.Means;
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
    private static final Option FOLLOW = Option.flag("--follow", "Go on with what they write from now on");

    @Override
    public Usage usage() {
        return Usage.of("Each line is preceded by the instance that wrote it when there are several.")
                .with(COLOUR)
                .with(LINES, FOLLOW)
                .example("cdctl logs -e production")
                .example("cdctl logs green -n 200 --follow -e production");
    }

    @Override
    public Answer run(Invocation invocation) {
        Cdctl cdctl = Opening.cdctl(invocation);
        Means means = cdctl.look(cdctl.environment(invocation.environment()));
        List<Instance> instances = instances(means, invocation.value(COLOUR));
        int shown = invocation.number(LINES).orElse(SHOWN);
        List<String> lines = new ArrayList<>();
        List<Json> json = new ArrayList<>();
        for (Instance instance : instances) {
            List<String> tail = means.environment().machine().tail(instance, shown);
            String before = instances.size() > 1 ? instance.slot().brief() + "  " : "";
            tail.forEach(line -> lines.add(before + line));
            json.add(Json.object()
                    .put("instance", instance.slot().brief())
                    .put("version", instance.version().text())
                    .put("file", means.environment().machine().log(instance))
                    .put("lines", Json.ofTexts(tail))
                    .build());
        }
        if (invocation.flag(FOLLOW)) {
            invocation.console().answer(lines);
            new Following(means.environment().machine(), instances)
                    .until(invocation.cancel(), invocation.console()::answer);
            return new Answer(
                    "logs", Json.object().put("instances", Json.of(json)).build(), List.of());
        }
        return new Answer("logs", Json.object().put("instances", Json.of(json)).build(), lines);
    }

    private static List<Instance> instances(Means means, Optional<String> colour) {
        String wanted = colour.or(() -> means.environment()
                        .decisions()
                        .read()
                        .map(decision -> decision.baseline().word()))
                .orElse("");
        return means.environment().instances().stream()
                .filter(instance -> instance.slot().colour().word().equals(wanted))
                .toList();
    }
}

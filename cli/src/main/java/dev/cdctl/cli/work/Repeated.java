package dev.cdctl.cli.work;

import dev.cdctl.Building;
import dev.cdctl.Cdctl;
import dev.cdctl.cli.command.Answer;
import dev.cdctl.cli.command.ExitCode;
import dev.cdctl.cli.command.Invocation;
import dev.cdctl.cli.command.option.Argument;
import dev.cdctl.cli.command.option.Option;
import dev.cdctl.engine.Plan;
import dev.cdctl.model.Failure;
import dev.cdctl.model.Problem;
import dev.cdctl.script.graph.Repetition;
import java.util.List;

/** One stage run many times, to find tests that do not end the same way each time. */
record Repeated(Cdctl cdctl, Building building, Invocation invocation) {
    static final Option REPEAT =
            Option.value("--repeat", "N", "Run the one stage that is named N times and count how each test ended");
    static final Option UNTIL_FAILURE = Option.flag("--until-failure", "With --repeat: stop at the first failure");

    /** Whether that is what was asked for. */
    boolean wanted() {
        return invocation.value(REPEAT).isPresent() || invocation.flag(UNTIL_FAILURE);
    }

    Answer run(Argument argument, List<Option> others) {
        List<String> stages = invocation.values(argument);
        int times = invocation.number(REPEAT).orElse(0);
        boolean more = others.stream()
                .anyMatch(option -> option.isFlag()
                        ? invocation.flag(option)
                        : invocation.value(option).isPresent());
        if (stages.size() != 1 || times < 1 || more) {
            throw Failure.of(
                    Failure.Kind.USAGE,
                    Problem.of("CD-329", "--repeat takes a number from 1 on, and one stage, and nothing else")
                            .remedy("cdctl run unit --repeat 20"));
        }
        Repetition repetition = building.repetition(stages.get(0), times, invocation.flag(UNTIL_FAILURE));
        cdctl.run(new Plan("repeat: " + stages.get(0), List.of(repetition)));
        return new Answer(
                "repeat", repetition.json(), repetition.lines(), repetition.isGood() ? ExitCode.OK : ExitCode.FAILED);
    }
}

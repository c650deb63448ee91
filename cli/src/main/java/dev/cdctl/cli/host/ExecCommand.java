package dev.cdctl.cli.host;

import dev.cdctl.Cdctl;
import dev.cdctl.cli.command.Answer;
import dev.cdctl.cli.command.Command;
import dev.cdctl.cli.command.Invocation;
import dev.cdctl.cli.command.Opening;
import dev.cdctl.cli.command.Usage;
import dev.cdctl.cli.command.option.Argument;
import dev.cdctl.cli.command.option.Option;
import dev.cdctl.cli.console.Passing;
import dev.cdctl.deploy.machine.Exec;
import dev.cdctl.deploy.machine.Instance;
import dev.cdctl.json.Json;
import dev.cdctl.operate.Means;
import dev.cdctl.operate.look.Choice;
import java.util.Optional;

/** {@code exec}: another program where an instance runs. */
final class ExecCommand implements Command {
    private static final Option ROLE =
            Option.value("--role", "ROLE", "In an instance of this role; the first in pipeline.yaml unless given");
    private static final Option REPLICA =
            Option.value("--replica", "N", "In the instance of this number, from 0 on; the first unless given");
    private static final Option HOST = Option.value("--host", "HOST", "On this host; the first one unless given");
    private static final Option COLOUR = Option.value("--colour", "COLOUR", "In this colour; the live one unless given")
            .choices("blue", "green");
    private static final Option STDIN = Option.flag("--stdin", "Pass on what is on stdin when that is no terminal")
            .shortly("-i");
    private static final Argument COMMAND = Argument.required(
                    "COMMAND", "The program and its arguments, behind -- when one of them begins with a hyphen")
            .repeated();

    @Override
    public Usage usage() {
        return Usage.of(
                        "In the instance's container, or for processes in the folder of the release and with the variables"
                                + " of the instance. What it writes comes as it comes, secrets masked; cdctl ends with its"
                                + " exit status.",
                        "Typed at a terminal, what runs in a container gets one too, so a shell can be used. No shell looks"
                                + " at its words: name one for pipes and variables.")
                .with(COMMAND)
                .with(ROLE, REPLICA, HOST, COLOUR, STDIN)
                .example("cdctl exec -e production -- ls -l /srv")
                .example("cdctl exec --role mail --host web2 -e production -- sh -c 'env | sort'")
                .example("cdctl exec -e production -- sh");
    }

    @Override
    public Answer run(Invocation invocation) {
        Cdctl cdctl = Opening.cdctl(invocation);
        Means means = cdctl.look(cdctl.environment(invocation.environment()));
        Choice choice = new Choice(
                invocation.value(ROLE), invocation.number(REPLICA), invocation.value(HOST), invocation.value(COLOUR));
        Instance instance = choice.first(means.environment());
        try (Passing passing = invocation.console().passing(invocation.flag(STDIN))) {
            Exec exec = new Exec(
                    invocation.values(COMMAND),
                    passing.input(),
                    passing.output(),
                    passing.errors(),
                    passing.terminal(),
                    invocation.cancel());
            int status = means.environment().machine().exec(instance, exec);
            return Answer.ofProgram("exec", result(instance, status), status);
        }
    }

    private static Json.Obj result(Instance instance, int status) {
        return Json.object()
                .put("instance", instance.slot().brief())
                .put("host", Optional.of(instance.slot().host().id()))
                .put("version", instance.version().text())
                .put("status", status)
                .build();
    }
}

package dev.cdctl.cli;

import dev.cdctl.cli.command.Answer;
import dev.cdctl.cli.command.Command;
import dev.cdctl.cli.command.Invocation;
import dev.cdctl.cli.command.Usage;
import dev.cdctl.cli.command.option.Argument;
import dev.cdctl.cli.command.option.GlobalOptions;
import dev.cdctl.cli.command.option.Option;
import dev.cdctl.json.Json;
import dev.cdctl.model.Failure;
import dev.cdctl.model.Name;
import dev.cdctl.model.Problem;
import dev.cdctl.wiring.Expiry;
import java.time.Duration;
import java.util.List;

/** Ends a release whose time to be warm is over: what a sleeper that a deployment left behind wakes up for. */
final class RetireCommand implements Command {
    private static final Option STATE = Option.value("--state", "FOLDER", "The state folder");
    private static final Option KEPT = Option.value("--kept", "URL", "Where the state is, when it is not there");
    private static final Option WARM = Option.value("--warm", "TIME", "How long it was to stay warm");
    private static final Argument SERVICE = Argument.required("SERVICE", "The service");
    private static final Argument DEPLOYMENT = Argument.required("DEPLOYMENT", "What ends, unless it is live");

    @Override
    public Usage usage() {
        return Usage.of("What is live, or what a router points at, is left alone.")
                .with(SERVICE)
                .with(DEPLOYMENT)
                .with(STATE, KEPT, WARM);
    }

    @Override
    public Answer run(Invocation invocation) {
        String state = invocation.value(STATE).orElseThrow(() -> missing(STATE));
        Name environment = invocation.environment().orElseThrow(() -> missing(GlobalOptions.ENVIRONMENT));
        String service = invocation.need(SERVICE);
        if (!Name.isValid(service)) {
            throw wrong("'" + service + "' is not a service");
        }
        Expiry expiry = new Expiry(
                new Expiry.Place(invocation.folder().resolve(state), invocation.value(KEPT)),
                new Name(service),
                environment,
                invocation.variables());
        boolean ended = expiry.run(
                invocation.need(DEPLOYMENT), invocation.duration(WARM).orElse(Duration.ZERO));
        return new Answer("retire", Json.object().put("ended", ended).build(), List.of(ended ? "ended" : "left alone"));
    }

    private static Failure missing(Option option) {
        return wrong(option.name() + " is missing");
    }

    private static Failure wrong(String why) {
        return Failure.of(
                Failure.Kind.USAGE,
                Problem.of("CD-829", "__retire is wrongly called").because(why));
    }
}

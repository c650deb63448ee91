package dev.cdctl.cli.look;

import dev.cdctl.cli.command.Answer;
import dev.cdctl.cli.command.Command;
import dev.cdctl.cli.command.Invocation;
import dev.cdctl.cli.command.Opening;
import dev.cdctl.cli.command.Usage;
import dev.cdctl.cli.command.option.Option;
import dev.cdctl.wiring.Routers;
import java.util.List;

/** {@code router serve}: the router's process. */
final class RouterServeCommand implements Command {
    static final Option STATE = Option.value(
            "--state", "FOLDER", "The state folder that the router belongs to; your user's own when left out");

    @Override
    public Usage usage() {
        return Usage.of("Runs in the foreground until it is stopped.")
                .with(STATE)
                .example("cdctl router serve");
    }

    @Override
    public Answer run(Invocation invocation) {
        routers(invocation).serve(invocation.cancel());
        return Answer.ofLines("router", List.of("stopped"));
    }

    static Routers routers(Invocation invocation) {
        return new Routers(invocation.value(STATE), invocation.folder(), invocation.variables(), Opening.self());
    }
}

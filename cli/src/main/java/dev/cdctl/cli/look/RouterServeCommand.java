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

    private static final Option TAKE_OVER =
            Option.flag("--take-over", "Have the router that runs go, once this one is ready");

    @Override
    public Usage usage() {
        return Usage.of("Runs in the foreground until it is stopped.")
                .with(STATE, TAKE_OVER)
                .example("cdctl router serve");
    }

    @Override
    public Answer run(Invocation invocation) {
        routers(invocation).serve(invocation.flag(TAKE_OVER), invocation.cancel());
        return Answer.ofLines("router", List.of("stopped"));
    }

    static Routers routers(Invocation invocation) {
        return new Routers(invocation.value(STATE), invocation.folder(), invocation.variables(), Opening.self());
    }
}

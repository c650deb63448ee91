package dev.cdctl.cli.look;

import dev.cdctl.cli.command.Answer;
import dev.cdctl.cli.command.Command;
import dev.cdctl.cli.command.Invocation;
import dev.cdctl.cli.command.Opening;
import dev.cdctl.cli.command.Usage;
import dev.cdctl.cli.command.option.Option;
import dev.cdctl.wiring.Routers;
import java.util.List;
import java.util.Optional;

/** {@code router serve}: the router's process. */
final class RouterServeCommand implements Command {
    static final Option STATE = Option.value(
            "--state", "FOLDER", "The state folder that the router belongs to; your user's own when left out");

    private static final Option TAKE_OVER =
            Option.flag("--take-over", "Have the router that runs go, once this one is ready");

    private static final Option GUARD =
            Option.value("--guard", "NAME", "The guard that started it and starts it again; cdctl sets it");

    private static final Option STANDBY =
            Option.flag("--standby", "Wait until the router of the same guard dies, and take its place");

    @Override
    public Usage usage() {
        return Usage.of("Runs in the foreground until it is stopped.")
                .with(STATE, TAKE_OVER, GUARD, STANDBY)
                .example("cdctl router serve");
    }

    @Override
    public Answer run(Invocation invocation) {
        Optional<String> guard = invocation.value(GUARD);
        if (invocation.flag(STANDBY) && guard.isPresent()) {
            routers(invocation).standBy(guard.get(), invocation.cancel());
        } else {
            routers(invocation).serve(invocation.flag(TAKE_OVER), guard, invocation.cancel());
        }
        return Answer.ofLines("router", List.of("stopped"));
    }

    static Routers routers(Invocation invocation) {
        return new Routers(invocation.value(STATE), invocation.folder(), invocation.variables(), Opening.self());
    }
}

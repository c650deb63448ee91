package dev.cdctl.cli.look;

import dev.cdctl.cli.command.Answer;
import dev.cdctl.cli.command.Command;
import dev.cdctl.cli.command.Invocation;
import dev.cdctl.cli.command.Usage;
import dev.cdctl.json.Json;
import dev.cdctl.wiring.Routers;
import java.util.List;

/** {@code router status}: what the embedded router serves. */
final class RouterStatusCommand implements Command {
    @Override
    public Usage usage() {
        return Usage.of("The router of your user's state folder is asked, or the one of --state.")
                .with(RouterServeCommand.STATE)
                .example("cdctl router status");
    }

    @Override
    public Answer run(Invocation invocation) {
        Routers routers = RouterServeCommand.routers(invocation);
        return routers.status()
                .map(status -> new Answer("router", status.toJson(), status.lines()))
                .orElseGet(() -> new Answer(
                        "router", Json.object().put("running", false).build(), List.of("the router does not run")));
    }
}

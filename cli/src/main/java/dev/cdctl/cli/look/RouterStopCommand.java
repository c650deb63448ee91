package dev.cdctl.cli.look;

import dev.cdctl.cli.command.Answer;
import dev.cdctl.cli.command.Command;
import dev.cdctl.cli.command.Invocation;
import dev.cdctl.cli.command.Usage;
import dev.cdctl.json.Json;
import java.util.List;

/** {@code router stop}: nobody is served any more. */
final class RouterStopCommand implements Command {
    @Override
    public Usage usage() {
        return Usage.of("Its routes are kept: cdctl up, or the next deployment, starts it again.")
                .with(RouterServeCommand.STATE)
                .example("cdctl router stop --yes");
    }

    @Override
    public Answer run(Invocation invocation) {
        invocation.confirm("stop the router; no service behind it can be reached then", "router");
        boolean stopped = RouterServeCommand.routers(invocation).stop();
        return new Answer(
                "router",
                Json.object().put("stopped", stopped).build(),
                List.of(stopped ? "the router is stopped" : "the router did not run"));
    }
}

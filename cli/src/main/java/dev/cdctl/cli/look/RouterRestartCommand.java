package dev.cdctl.cli.look;

import dev.cdctl.cli.command.Answer;
import dev.cdctl.cli.command.Command;
import dev.cdctl.cli.command.Invocation;
import dev.cdctl.cli.command.Usage;
import dev.cdctl.json.Json;
import java.util.List;

/** {@code router restart}: this cdctl's router instead of an older one's. */
final class RouterRestartCommand implements Command {
    @Override
    public Usage usage() {
        return Usage.of(
                        "The new process is made ready first. Then the old one stops listening, and the new one begins:"
                                + " for some milliseconds new connections are refused. Requests that are under way get"
                                + " their answers from the old process, which ends with the last of them, WebSockets"
                                + " after five minutes at the latest.",
                        "A router that systemd started is restarted by systemctl restart.")
                .with(RouterServeCommand.STATE)
                .example("cdctl router restart");
    }

    @Override
    public Answer run(Invocation invocation) {
        boolean ran = RouterServeCommand.routers(invocation).restart();
        return new Answer(
                "router",
                Json.object().put("restarted", ran).put("running", true).build(),
                List.of(ran ? "the router was restarted" : "the router did not run, and was started"));
    }
}

package dev.cdctl.cli.look;

import dev.cdctl.cli.command.Answer;
import dev.cdctl.cli.command.Command;
import dev.cdctl.cli.command.Invocation;
import dev.cdctl.cli.command.Usage;

/** {@code router unit}: the router as a service of the machine. */
final class RouterUnitCommand implements Command {
    @Override
    public Usage usage() {
        return Usage.of("So the router is there again after a reboot; cdctl up starts the instances.")
                .with(RouterServeCommand.STATE)
                .example("cdctl router unit > /etc/systemd/system/cdctl-router.service");
    }

    @Override
    public Answer run(Invocation invocation) {
        return Answer.ofLines(
                "router", RouterServeCommand.routers(invocation).unit().lines().toList());
    }
}

package dev.cdctl.cli.look;

import dev.cdctl.Cdctl;
import dev.cdctl.cli.command.Answer;
import dev.cdctl.cli.command.Command;
import dev.cdctl.cli.command.Invocation;
import dev.cdctl.cli.command.Opening;
import dev.cdctl.cli.command.Usage;
import dev.cdctl.cli.command.option.Argument;
import dev.cdctl.cli.command.option.Option;
import dev.cdctl.wiring.router.RouterInit;

/** {@code router init}: what a router that is not cdctl's own needs once. */
final class RouterInitCommand implements Command {
    private static final Argument KIND =
            Argument.required("KIND", "The kind of router").choices("haproxy");
    private static final Option WRITE = Option.flag("--write", "Write the router's first files too");

    @Override
    public Usage usage() {
        return Usage.of("Says where the generated configuration is included, by the routers of the environment.")
                .with(KIND)
                .with(WRITE)
                .example("cdctl router init haproxy -e production");
    }

    @Override
    public Answer run(Invocation invocation) {
        Cdctl cdctl = Opening.cdctl(invocation);
        RouterInit init = new RouterInit(cdctl.environment(invocation.environment()));
        String kind = invocation.need(KIND);
        if (invocation.flag(WRITE)) {
            init.write(kind);
        }
        return Answer.ofLines("router", init.lines(kind));
    }
}

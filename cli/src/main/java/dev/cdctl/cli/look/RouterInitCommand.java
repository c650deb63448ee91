package dev.cdctl.cli.look;

import dev.cdctl.Cdctl;
import dev.cdctl.cli.command.Answer;
import dev.cdctl.cli.command.Command;
import dev.cdctl.cli.command.Invocation;
import dev.cdctl.cli.command.Opening;
import dev.cdctl.cli.command.Usage;
import dev.cdctl.cli.command.option.Argument;
import dev.cdctl.cli.command.option.Option;
import dev.cdctl.deploy.spec.EnvironmentSpec;
import dev.cdctl.wiring.RouterInit;
import java.util.List;

/** {@code router init}: what a router that is not cdctl's own needs once. */
final class RouterInitCommand implements Command {
    private static final String NGINX = "nginx";
    private static final Argument KIND = Argument.optional(
                    "KIND", "The kind of router; can be left out where all routers are of one")
            .choices(NGINX, "haproxy");
    private static final Option FOR = Option.value(
                    "--for", "PROGRAM", "Print a template for a program that moves the nginx in place of cdctl")
            .choices("consul-template", "confd");
    private static final Option WRITE =
            Option.flag("--write", "Make the folder and the first files too, on the router's computer");

    @Override
    public Usage usage() {
        return Usage.of("Says where the generated configuration is included, by the routers of the environment.")
                .with(KIND)
                .with(WRITE, FOR)
                .example("cdctl router init nginx -e production")
                .example("cdctl router init nginx --write -e production")
                .example("cdctl router init --for consul-template -e production > books.ctmpl")
                .example("cdctl router init haproxy --write -e production");
    }

    @Override
    public Answer run(Invocation invocation) {
        Cdctl cdctl = Opening.cdctl(invocation);
        EnvironmentSpec environment = cdctl.environment(invocation.environment());
        String kind = invocation.value(KIND).orElseGet(() -> new RouterInit(environment).onlyKind());
        if (invocation.value(FOR).isPresent()) {
            String program = invocation.value(FOR).get();
            return Answer.ofLines(
                    "router",
                    new RouterInit(environment)
                            .template(kind, program, cdctl.pipeline().service()));
        }
        return Answer.ofLines(
                "router",
                kind.equals(NGINX)
                        ? nginx(cdctl, environment, invocation.flag(WRITE))
                        : haproxy(environment, kind, invocation.flag(WRITE)));
    }

    private static List<String> haproxy(EnvironmentSpec environment, String kind, boolean write) {
        RouterInit init = new RouterInit(environment);
        if (write) {
            init.write(kind);
        }
        return init.lines(kind);
    }

    private static List<String> nginx(Cdctl cdctl, EnvironmentSpec environment, boolean write) {
        if (write) {
            new RouterInit(environment).require(NGINX);
            cdctl.prepareRouters(environment);
        }
        List<String> lines = cdctl.routerSetup(environment);
        return lines.isEmpty()
                ? List.of(
                        "# " + environment.name() + " has no router of this kind; in pipeline.yaml it would be:",
                        "routers:",
                        "  - nginx: {flags: /etc/nginx/cdctl, listen: 80, host: books.example}")
                : lines;
    }
}

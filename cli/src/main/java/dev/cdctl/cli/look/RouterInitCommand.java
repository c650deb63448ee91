package dev.cdctl.cli.look;

import dev.cdctl.Cdctl;
import dev.cdctl.cli.command.Answer;
import dev.cdctl.cli.command.Command;
import dev.cdctl.cli.command.Invocation;
import dev.cdctl.cli.command.Opening;
import dev.cdctl.cli.command.Usage;
import dev.cdctl.cli.command.option.Argument;
import dev.cdctl.deploy.spec.EnvironmentSpec;
import java.util.List;

/** {@code router init}: what a router of the user's own needs before the first deployment. */
final class RouterInitCommand implements Command {
    private static final Argument KIND = Argument.required("KIND", "The router").choices("nginx");

    @Override
    public Usage usage() {
        return Usage.of(
                        "Prints the line that nginx.conf needs, and the configuration that a deployment will write. Nothing"
                                + " is changed.")
                .with(KIND)
                .example("cdctl router init nginx -e production");
    }

    @Override
    public Answer run(Invocation invocation) {
        String kind = invocation.need(KIND);
        Cdctl cdctl = Opening.cdctl(invocation);
        EnvironmentSpec environment = cdctl.environment(invocation.environment());
        List<String> lines = cdctl.routerSetup(environment);
        return Answer.ofLines("router", lines.isEmpty() ? example(kind, environment) : lines);
    }

    private static List<String> example(String kind, EnvironmentSpec environment) {
        return List.of(
                "# " + environment.name() + " has no router of this kind; in pipeline.yaml it would be:",
                "routers:",
                "  - " + kind + ": {flags: /etc/nginx/cdctl, listen: 80, host: books.example}");
    }
}

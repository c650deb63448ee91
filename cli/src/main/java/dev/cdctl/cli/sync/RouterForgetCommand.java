package dev.cdctl.cli.sync;

import dev.cdctl.Cdctl;
import dev.cdctl.cli.command.Answer;
import dev.cdctl.cli.command.Command;
import dev.cdctl.cli.command.Invocation;
import dev.cdctl.cli.command.Opening;
import dev.cdctl.cli.command.Usage;
import dev.cdctl.cli.command.option.Argument;
import dev.cdctl.json.Json;
import dev.cdctl.model.Failure;
import dev.cdctl.model.Name;
import dev.cdctl.model.Problem;
import dev.cdctl.operate.Means;
import dev.cdctl.sync.Reports;
import dev.cdctl.sync.SyncReport;
import java.util.List;
import java.util.stream.Collectors;

/** {@code router forget}: nobody waits for a router that is gone. */
public final class RouterForgetCommand implements Command {
    private static final Argument ROUTER = Argument.required("NAME", "The router, as `router status` calls it");

    @Override
    public Usage usage() {
        return Usage.of(
                        "Deployments, flips and rollbacks wait for it no more, and end instances that it may still point"
                                + " at. So it must serve nobody: its proxy is off, or no user gets to it.",
                        "When its process reports again, it is back. A router under `sync` that consul-template or confd"
                                + " moves never reports: forget it once.")
                .with(ROUTER)
                .example("cdctl router forget lb2 -e production");
    }

    @Override
    public Answer run(Invocation invocation) {
        Cdctl cdctl = Opening.cdctl(invocation);
        Means means = cdctl.look(cdctl.environment(invocation.environment()));
        Name router = name(invocation.need(ROUTER));
        Reports reports = new Reports(means.store(), means.lockName());
        invocation.confirm(
                "forget router " + router + " of " + means.environment().describe(), router.text());
        String by = means.caller().brief();
        if (!reports.forget(router, by) && !(isMeant(means, router) && reports.declare(router, by))) {
            throw unknown(router, reports.all());
        }
        return new Answer(
                "router",
                Json.object().put("forgotten", router.text()).build(),
                List.of("router " + router + " is forgotten until it reports again"));
    }

    /** Whether the pipeline says that something else than a command moves it. */
    private static boolean isMeant(Means means, Name router) {
        return means.environment().spec().routers().stream()
                .anyMatch(spec -> spec.sync().contains(router));
    }

    static Name name(String text) {
        if (!Name.isValid(text)) {
            throw Failure.of(
                    Failure.Kind.USAGE,
                    Problem.of("CD-943", "'" + text + "' is not the name of a router")
                            .because("a name has lower-case letters, digits and hyphens"));
        }
        return new Name(text);
    }

    private static Failure unknown(Name router, List<SyncReport> known) {
        return Failure.of(
                Failure.Kind.USAGE,
                Problem.of("CD-943", "no router '" + router + "' ever reported")
                        .because(
                                known.isEmpty()
                                        ? "none did"
                                        : "known are "
                                                + known.stream()
                                                        .map(report ->
                                                                report.router().text())
                                                        .collect(Collectors.joining(", ")))
                        .remedy(
                                "one that is not to come takes its leave by being removed from `sync` in pipeline.yaml"));
    }
}

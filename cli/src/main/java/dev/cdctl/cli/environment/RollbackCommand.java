package dev.cdctl.cli.environment;

import dev.cdctl.Cdctl;
import dev.cdctl.cli.command.Answer;
import dev.cdctl.cli.command.Command;
import dev.cdctl.cli.command.Deployments;
import dev.cdctl.cli.command.Invocation;
import dev.cdctl.cli.command.Opening;
import dev.cdctl.cli.command.Usage;
import dev.cdctl.cli.command.option.Argument;
import dev.cdctl.cli.command.option.Option;
import dev.cdctl.cli.text.DeploymentJson;
import dev.cdctl.history.Deployment;
import dev.cdctl.json.Json;
import dev.cdctl.operate.Means;
import dev.cdctl.operate.change.Rollback;
import java.util.ArrayList;
import java.util.List;

/** {@code rollback}: one command back. */
final class RollbackCommand implements Command {
    private static final Argument VERSION =
            Argument.optional("VERSION", "To which version, digest or deployment; to the last good one when left out");

    private static final Option DRY_RUN = Option.flag(
            "--dry-run",
            "Only show what would come back, with its configuration; nothing is written, started or locked");

    @Override
    public Usage usage() {
        return Usage.of(
                        "What is still warm goes live at once; what is not is started again first.",
                        "The run block and the configuration of then come back, with today's secrets.")
                .with(VERSION)
                .with(DRY_RUN, Opening.LOCK_WAIT, Opening.TIMEOUT)
                .example("cdctl rollback -e production")
                .example("cdctl rollback --dry-run -e production")
                .example("cdctl rollback 1.4.1 -e production");
    }

    @Override
    public Answer run(Invocation invocation) {
        if (invocation.flag(DRY_RUN)) {
            Cdctl cdctl = Opening.cdctl(invocation);
            Opening.requireNamed(invocation, cdctl);
            Means means = cdctl.look(cdctl.environment(invocation.environment()));
            return foreseen(means, new Rollback(means).foresee(invocation.value(VERSION)));
        }
        Means means = Opening.named(invocation);
        return Deployments.answer("rollback", means, new Rollback(means).run(invocation.value(VERSION)));
    }

    private static Answer foreseen(Means means, Rollback.Foreseen foreseen) {
        Deployment target = foreseen.target();
        List<String> lines = new ArrayList<>();
        lines.add("rollback: " + means.environment().describe() + ", live is "
                + foreseen.live().release().version() + " in "
                + foreseen.live().colour().word());
        if (!foreseen.changes()) {
            lines.add("  nothing to do: " + target.release().brief() + " is live already");
        } else if (foreseen.warm()) {
            lines.add("  " + target.release().brief() + " is still warm in "
                    + target.colour().word() + ": it goes live at once");
        } else {
            lines.add("  " + target.release().brief() + " is started again in "
                    + foreseen.live().colour().other().word() + ", with its run block of then and today's secrets");
        }
        if (!foreseen.configuration().isEmpty()) {
            lines.add("  its configuration comes back:");
            foreseen.configuration().forEach(line -> lines.add("    " + line));
        }
        return new Answer("plan", json(means, foreseen), lines);
    }

    private static Json.Obj json(Means means, Rollback.Foreseen foreseen) {
        return Json.object()
                .put("environment", means.environment().spec().name().text())
                .put("changes", foreseen.changes())
                .put("live", DeploymentJson.of(foreseen.live()))
                .put("target", DeploymentJson.of(foreseen.target()))
                .put("warm", foreseen.warm())
                .put("configuration", Json.ofTexts(foreseen.configuration()))
                .build();
    }
}

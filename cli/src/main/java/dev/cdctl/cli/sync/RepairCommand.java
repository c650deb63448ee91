package dev.cdctl.cli.sync;

import dev.cdctl.cli.command.Answer;
import dev.cdctl.cli.command.Command;
import dev.cdctl.cli.command.ExitCode;
import dev.cdctl.cli.command.Invocation;
import dev.cdctl.cli.command.Opening;
import dev.cdctl.cli.command.Usage;
import dev.cdctl.json.Json;
import dev.cdctl.model.Problem;
import dev.cdctl.operate.Means;
import dev.cdctl.operate.change.Repair;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** {@code repair}: what went away by itself comes back. */
public final class RepairCommand implements Command {
    @Override
    public Usage usage() {
        return Usage.of(
                        "Instances of the live release that do not run are started again, as by cdctl up. In Consul's"
                                + " catalogue, entries that are missing are made, and those of instances that are gone are"
                                + " taken out.",
                        "It never makes another release live. When all is well it changes nothing.")
                .with(Opening.LOCK_WAIT, Opening.TIMEOUT)
                .example("cdctl repair -e production");
    }

    @Override
    public Answer run(Invocation invocation) {
        Means means = Opening.named(invocation);
        Repair.Report report = new Repair(means).run();
        Json.Builder unseen = Json.object();
        report.unseen().forEach(unseen::put);
        return new Answer(
                "repair",
                Json.object()
                        .put("environment", means.environment().spec().name().text())
                        .put("started", Json.ofTexts(report.started()))
                        .put("registered", Json.ofTexts(report.registered()))
                        .put("takenOut", Json.ofTexts(report.takenOut()))
                        .put("unseen", unseen.build())
                        .build(),
                lines(means, report),
                report.unseen().isEmpty() ? ExitCode.OK : ExitCode.UNREACHABLE,
                report.unseen().entrySet().stream().map(RepairCommand::unasked).toList());
    }

    /** What was found and done, for people. */
    static List<String> lines(Means means, Repair.Report report) {
        List<String> lines = new ArrayList<>();
        report.takenOut().forEach(id -> lines.add("taken out of the catalogue: " + id));
        report.registered().forEach(id -> lines.add("registered again: " + id));
        report.started().forEach(slot -> lines.add("started again: " + slot));
        if (report.isWell()) {
            lines.add("all is well");
        }
        return lines.stream()
                .map(line -> means.environment().describe() + ": " + line)
                .toList();
    }

    private static Problem unasked(Map.Entry<String, String> host) {
        return Problem.of("CD-870", "host " + host.getKey() + " cannot be asked, so nothing was started")
                .because(host.getValue())
                .remedy("when it is back, run this again; one that is gone for good is taken off `hosts`, then"
                        + " `cdctl remove --host " + host.getKey() + " --gone` forgets it");
    }
}

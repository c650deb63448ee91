package dev.cdctl.cli.look;

import dev.cdctl.Cdctl;
import dev.cdctl.cli.command.Answer;
import dev.cdctl.cli.command.Command;
import dev.cdctl.cli.command.Invocation;
import dev.cdctl.cli.command.Opening;
import dev.cdctl.cli.command.Usage;
import dev.cdctl.cli.command.option.Option;
import dev.cdctl.cli.text.DeploymentJson;
import dev.cdctl.history.Deployment;
import dev.cdctl.json.Json;
import dev.cdctl.model.Commit;
import dev.cdctl.operate.Means;
import dev.cdctl.version.SourceTree;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** {@code history}: the deployments of an environment. */
final class HistoryCommand implements Command {
    private static final int SHOWN = 20;
    private static final Option LAST = Option.value("--last", "NUMBER", "How many to list, 20 unless given");
    private static final Option COMMITS = Option.flag("--commits", "List the commits that each brought, with authors");

    @Override
    public Usage usage() {
        return Usage.of("The latest deployment stands first.")
                .with(LAST, COMMITS)
                .example("cdctl history -e production")
                .example("cdctl history -e production --commits --last 3");
    }

    @Override
    public boolean looks() {
        return true;
    }

    @Override
    public Answer run(Invocation invocation) {
        Cdctl cdctl = Opening.cdctl(invocation);
        Means means = cdctl.look(cdctl.environment(invocation.environment()));
        Optional<SourceTree> tree = invocation.flag(COMMITS) ? cdctl.building().tree() : Optional.empty();
        List<String> lines = new ArrayList<>();
        List<Json> entries = new ArrayList<>();
        for (Deployment entry :
                means.environment().history().latest(invocation.number(LAST).orElse(SHOWN))) {
            List<String> commits = commits(means, entry, tree);
            lines.add(line(entry));
            entry.notes().forEach(note -> lines.add("    " + note));
            commits.forEach(commit -> lines.add("    " + commit));
            entries.add(DeploymentJson.of(entry));
        }
        if (lines.isEmpty()) {
            lines.add("nothing was deployed to " + means.environment().spec().name() + " yet");
        }
        return new Answer(
                "history",
                Json.object()
                        .put("environment", means.environment().spec().name().text())
                        .put("deployments", Json.of(entries))
                        .build(),
                lines);
    }

    private static String line(Deployment entry) {
        return entry.started() + "  " + pad(entry.kind().word(), 8) + "  "
                + entry.release().brief() + "  " + entry.colour().word() + "  "
                + entry.outcome().word() + "  by " + entry.by().brief() + "  " + entry.id();
    }

    private static List<String> commits(Means means, Deployment entry, Optional<SourceTree> tree) {
        Optional<Commit> from = entry.previous()
                .flatMap(means.environment().history()::find)
                .flatMap(deployment -> deployment.release().commit());
        Optional<Commit> to = entry.release().commit();
        if (tree.isEmpty() || from.isEmpty() || to.isEmpty() || !tree.get().isAncestor(from.get(), to.get())) {
            return List.of();
        }
        return tree.get().log(from.get(), to.get()).stream()
                .map(commit -> commit.commit().brief() + " " + commit.subject() + " (" + commit.author() + ")")
                .toList();
    }

    private static String pad(String text, int width) {
        return text + " ".repeat(Math.max(0, width - text.length()));
    }
}

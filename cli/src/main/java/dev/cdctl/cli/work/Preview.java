package dev.cdctl.cli.work;

import dev.cdctl.Building;
import dev.cdctl.Cdctl;
import dev.cdctl.cli.command.Answer;
import dev.cdctl.engine.Outlook;
import dev.cdctl.engine.Plan;
import dev.cdctl.engine.Step;
import dev.cdctl.json.Json;
import dev.cdctl.model.Name;
import dev.cdctl.operate.look.Forecast;
import dev.cdctl.script.graph.StageOptions;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Tells what would be done on a way, and does none of it. */
final class Preview {
    private final Cdctl cdctl;
    private final Building building;
    private final List<String> lines = new ArrayList<>();
    private final List<Json> parts = new ArrayList<>();

    Preview(Cdctl cdctl, Building building) {
        this.cdctl = cdctl;
        this.building = building;
    }

    Answer of(Way way, StageOptions options) {
        if (!way.stages().isEmpty()) {
            add(building.plan(way.stages(), options));
        }
        Set<Name> before = new HashSet<>();
        for (String text : way.environments()) {
            Name name = new Name(text);
            add(name, before);
            before.add(name);
        }
        Json.Obj result = Json.object()
                .put("service", cdctl.pipeline().service().text())
                .put("version", building.version().version().text())
                .put("commit", building.version().commit())
                .put("plans", Json.of(parts))
                .build();
        return new Answer("plan", result, lines);
    }

    private void add(Plan plan) {
        lines.add(plan.title());
        List<String> steps = new ArrayList<>();
        List<Json> outlooks = new ArrayList<>();
        boolean changes = false;
        for (Step step : plan.told()) {
            Outlook outlook = step.outlook();
            boolean skipped = outlook instanceof Outlook.Skipped;
            String words = words(outlook, changes);
            changes |= outlook instanceof Outlook.Runs;
            steps.add(step.describe() + (words.isEmpty() ? "" : " (" + words + ")"));
            outlooks.add(Json.object()
                    .put("step", step.name())
                    .put("skipped", skipped && !changes)
                    .put("why", words)
                    .build());
        }
        steps.forEach(step -> lines.add("  " + step));
        parts.add(Json.object()
                .put("title", plan.title())
                .put("steps", Json.ofTexts(steps))
                .put("outlooks", Json.of(outlooks))
                .build());
    }

    /** What is skipped when nothing before it has an effect may have to run when something does. */
    private static String words(Outlook outlook, boolean changes) {
        if (outlook instanceof Outlook.Runs runs) {
            return runs.reason();
        }
        if (outlook instanceof Outlook.Skipped skipped) {
            return changes ? skipped.reason() + " so far" : "skipped: " + skipped.reason();
        }
        return "";
    }

    private void add(Name environment, Set<Name> before) {
        Forecast forecast = Forecast.of(
                cdctl.look(cdctl.environment(Optional.of(environment))),
                new Forecast.Subject(building.version(), building.pushed(), building.tree(), before));
        if (!lines.isEmpty()) {
            lines.add("");
        }
        lines.add(forecast.title());
        forecast.steps().forEach(step -> lines.add("  " + step));
        if (!forecast.configuration().isEmpty()) {
            lines.add("  its configuration changes:");
            forecast.configuration().forEach(line -> lines.add("    " + line));
        }
        if (!forecast.commits().isEmpty()) {
            lines.add("  it brings:");
            forecast.commits().forEach(commit -> lines.add("    " + commit));
        }
        List<String> remarks = new ArrayList<>(forecast.remarks());
        remarks.addAll(cdctl.pipeline().remarks());
        remarks.forEach(remark -> lines.add("  note: " + remark));
        parts.add(Json.object()
                .put("title", forecast.title())
                .put("environment", environment.text())
                .put("changes", forecast.changes())
                .put("steps", Json.ofTexts(forecast.steps()))
                .put("configuration", Json.ofTexts(forecast.configuration()))
                .put("commits", Json.ofTexts(forecast.commits()))
                .put("remarks", Json.ofTexts(remarks))
                .build());
    }
}

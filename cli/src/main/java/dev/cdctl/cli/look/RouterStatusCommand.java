package dev.cdctl.cli.look;

import dev.cdctl.Cdctl;
import dev.cdctl.cli.command.Answer;
import dev.cdctl.cli.command.Command;
import dev.cdctl.cli.command.Invocation;
import dev.cdctl.cli.command.Opening;
import dev.cdctl.cli.command.Usage;
import dev.cdctl.cli.sync.SyncedLines;
import dev.cdctl.deploy.Entrance;
import dev.cdctl.deploy.spec.EnvironmentSpec;
import dev.cdctl.json.Json;
import dev.cdctl.sync.SyncedRouter;
import dev.cdctl.traffic.Decision;
import dev.cdctl.traffic.RouterSpec;
import dev.cdctl.wiring.Routers;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** {@code router status}: what the embedded router serves, and what those serve that are not cdctl's own. */
final class RouterStatusCommand implements Command {
    @Override
    public Usage usage() {
        return Usage.of(
                        "The embedded router of your user's state folder is asked, or the one of --state; and every router"
                                + " of another kind that pipeline.yaml names, where there is one.")
                .with(RouterServeCommand.STATE)
                .example("cdctl router status");
    }

    @Override
    public boolean looks() {
        return true;
    }

    @Override
    public Answer run(Invocation invocation) {
        Optional<Routers.Told> own = RouterServeCommand.routers(invocation).status();
        List<String> lines = new ArrayList<>(own.map(Routers.Told::lines).orElse(List.of()));
        List<Json> others = new ArrayList<>();
        boolean isNeeded = true;
        boolean isThere = invocation.store().isPresent()
                || Files.exists(invocation.folder().resolve(invocation.file()));
        if (isThere) {
            Cdctl cdctl = Opening.cdctl(invocation);
            others(cdctl, lines, others);
            isNeeded = others.isEmpty() || hasOwn(cdctl);
        }
        if (own.isEmpty() && isNeeded) {
            lines.add(0, "the router does not run");
        }
        Json.Builder json = Json.object();
        own.ifPresentOrElse(told -> told.toJson().members().forEach(json::put), () -> json.put("running", false));
        if (!others.isEmpty()) {
            json.put("others", Json.of(others));
        }
        return new Answer("router", json.build(), lines);
    }

    private static void others(Cdctl cdctl, List<String> lines, List<Json> json) {
        for (EnvironmentSpec spec : cdctl.pipeline().environments()) {
            if (spec.routers().stream().anyMatch(RouterStatusCommand::isOther)) {
                List<Entrance> entrances = cdctl.look(spec).environment().entrances();
                for (int i = 0; i < entrances.size(); i++) {
                    if (isOther(spec.doors().get(i))) {
                        tell(spec, entrances.get(i), lines, json);
                    }
                }
            }
        }
    }

    private static boolean hasOwn(Cdctl cdctl) {
        return cdctl.pipeline().environments().stream()
                .flatMap(spec -> spec.routers().stream())
                .anyMatch(spec -> !isOther(spec));
    }

    private static boolean isOther(RouterSpec spec) {
        return !spec.kind().equals(RouterSpec.EMBEDDED);
    }

    private static void tell(EnvironmentSpec spec, Entrance entrance, List<String> lines, List<Json> json) {
        if (entrance.router() instanceof SyncedRouter synced) {
            SyncedLines told = SyncedLines.of(spec, entrance, synced);
            lines.addAll(told.lines());
            json.add(told.json());
            return;
        }
        Optional<Decision> served = entrance.router().observe();
        lines.add(entrance.router().describe() + "  " + entrance.url() + "  " + spec.name() + ": "
                + served.map(one -> one.baseline().word() + ", generation " + one.generation())
                        .orElse("nothing"));
        entrance.router()
                .traffic()
                .forEach((colour, traffic) -> lines.add("    " + colour.word() + ": " + traffic.words()));
        json.add(Json.object()
                .put("router", entrance.router().describe())
                .put("environment", spec.name().text())
                .put("url", entrance.url())
                .put("served", served.map(Decision::toJson))
                .build());
    }
}

package dev.cdctl.cli.look;

import dev.cdctl.Cdctl;
import dev.cdctl.cli.command.Answer;
import dev.cdctl.cli.command.Command;
import dev.cdctl.cli.command.Invocation;
import dev.cdctl.cli.command.Opening;
import dev.cdctl.cli.command.Usage;
import dev.cdctl.deploy.Entrance;
import dev.cdctl.deploy.Environment;
import dev.cdctl.deploy.spec.EnvironmentSpec;
import dev.cdctl.json.Json;
import dev.cdctl.traffic.Decision;
import dev.cdctl.wiring.Routers;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@code router status}: what the embedded router serves, and the other routers of pipeline.yaml. */
final class RouterStatusCommand implements Command {
    private static final String EMBEDDED = "embedded";

    @Override
    public Usage usage() {
        return Usage.of(
                        "The embedded router of your user's state folder is asked, or the one of --state; then the other"
                                + " routers that pipeline.yaml has.")
                .with(RouterServeCommand.STATE)
                .example("cdctl router status");
    }

    @Override
    public Answer run(Invocation invocation) {
        Optional<Routers.Told> told = RouterServeCommand.routers(invocation).status();
        List<String> lines = new ArrayList<>(told.map(Routers.Told::lines).orElse(List.of("the router does not run")));
        List<String> others = others(invocation);
        lines.addAll(others);
        Json.Obj json = told.map(Routers.Told::toJson)
                .orElseGet(() -> Json.object().put("running", false).build());
        return new Answer("router", others.isEmpty() ? json : with(others, json), lines);
    }

    private static Json.Obj with(List<String> others, Json.Obj json) {
        Map<String, Json> members = new LinkedHashMap<>(json.members());
        members.put("others", Json.ofTexts(others));
        return new Json.Obj(members);
    }

    /** Those of environments whose routers are not our own, when there is a pipeline.yaml to know them from. */
    private static List<String> others(Invocation invocation) {
        boolean known = Files.exists(invocation.folder().resolve(invocation.file()));
        if (invocation.value(RouterServeCommand.STATE).isPresent() || !known) {
            return List.of();
        }
        Cdctl cdctl = Opening.cdctl(invocation);
        return cdctl.pipeline().environments().stream()
                .filter(spec -> spec.routers().stream()
                        .anyMatch(router -> !router.kind().equals(EMBEDDED)))
                .flatMap(spec -> lines(spec, cdctl.look(spec).environment()).stream())
                .toList();
    }

    private static List<String> lines(EnvironmentSpec spec, Environment environment) {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < spec.routers().size(); i++) {
            if (!spec.routers().get(i).kind().equals(EMBEDDED)) {
                lines.add(line(environment, environment.entrances().get(i)));
            }
        }
        return lines;
    }

    private static String line(Environment environment, Entrance entrance) {
        String served = entrance.router()
                .observe()
                .map((Decision decision) -> decision.baseline().word() + ", generation " + decision.generation())
                .orElse("not served");
        return entrance.router().describe() + "  " + environment.describe() + ": " + served;
    }
}

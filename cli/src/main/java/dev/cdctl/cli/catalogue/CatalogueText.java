package dev.cdctl.cli.catalogue;

import dev.cdctl.catalogue.Health;
import dev.cdctl.catalogue.Health.State;
import dev.cdctl.catalogue.ListedEnvironment;
import dev.cdctl.catalogue.ListedService;
import dev.cdctl.cli.text.DeploymentJson;
import dev.cdctl.cli.text.Visible;
import dev.cdctl.cli.text.Width;
import dev.cdctl.history.Deployment;
import dev.cdctl.json.Json;
import dev.cdctl.model.IsoTime;
import dev.cdctl.model.Problem;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The catalogue in words and as JSON. */
final class CatalogueText {
    private final List<ListedService> services;
    private final List<Problem> unreadable;

    CatalogueText(List<ListedService> services, List<Problem> unreadable) {
        this.services = services;
        this.unreadable = unreadable;
    }

    /** {@code 2 services; of 3 environments 2 are healthy, 1 is unreachable}. */
    String summary() {
        List<State> states = services.stream()
                .flatMap(service -> service.environments().stream())
                .map(environment -> environment.health().state())
                .toList();
        List<String> parts = new ArrayList<>();
        for (State state : State.values()) {
            long count = states.stream().filter(state::equals).count();
            if (count > 0) {
                parts.add(count + " " + state.word());
            }
        }
        return counted(services.size(), "service") + ", " + counted(states.size(), "environment")
                + (parts.isEmpty() ? "" : ": " + String.join(", ", parts));
    }

    /** The same, or that there is none. */
    String headline() {
        return services.isEmpty() && !unreadable.isEmpty()
                ? "no service can be shown"
                : services.isEmpty() ? "no service was deployed with this store yet" : summary();
    }

    List<String> lines() {
        List<String> lines = new ArrayList<>();
        for (ListedService service : services) {
            lines.add(head(service));
            int width = service.environments().stream()
                    .mapToInt(each -> each.listing().environment().text().length())
                    .max()
                    .orElse(0);
            service.environments().forEach(environment -> add(lines, environment, width));
            lines.add("");
        }
        unreadable.forEach(problem -> lines.add("not shown: " + Visible.text(problem.what() + ": " + problem.why())));
        lines.add(headline());
        return lines;
    }

    private static String head(ListedService service) {
        return Visible.text(service.name()
                + (service.description().isEmpty() ? "" : ": " + service.description())
                + (service.owner().isEmpty() ? "" : " (" + service.owner() + ")"));
    }

    private static void add(List<String> lines, ListedEnvironment environment, int width) {
        String name = environment.listing().environment().text();
        String margin = " ".repeat(width + 4);
        Health health = environment.health();
        lines.add("  " + name + " ".repeat(width - Width.of(name)) + "  "
                + environment
                        .live()
                        .map(live -> live.release().version() + "  ")
                        .orElse("")
                + health.state().word() + (health.isPlain() ? "" : " (" + Visible.text(health.text()) + ")"));
        environment.urls().forEach(url -> lines.add(margin + Visible.text(url)));
        environment.last().ifPresent(last -> lines.add(margin + Visible.text(last(last))));
    }

    /** {@code deploy of 1.4.2 live, 2026-11-21T10:00:00Z by ana on build7}. */
    static String last(Deployment last) {
        return last.kind().word() + " of " + last.release().version() + " "
                + last.outcome().word() + ", "
                + IsoTime.text(last.started().truncatedTo(ChronoUnit.SECONDS)) + " by "
                + last.by().brief();
    }

    Json.Obj json() {
        return Json.object()
                .put(
                        "services",
                        Json.of(services.stream().map(CatalogueText::json).toList()))
                .put(
                        "unreadable",
                        Json.ofTexts(unreadable.stream()
                                .map(problem -> problem.what() + ": " + problem.why())
                                .toList()))
                .build();
    }

    private static Json.Obj json(ListedService service) {
        return Json.object()
                .put("service", service.name().text())
                .put("description", filled(service.description()))
                .put("owner", filled(service.owner()))
                .put(
                        "environments",
                        Json.of(service.environments().stream()
                                .map(CatalogueText::json)
                                .toList()))
                .build();
    }

    private static Json.Obj json(ListedEnvironment environment) {
        return Json.object()
                .put("name", environment.listing().environment().text())
                .put("urls", Json.ofTexts(environment.urls()))
                .put("health", environment.health().state().word())
                .put("health_text", environment.health().text())
                .put("live", environment.live().map(DeploymentJson::of))
                .put("last", environment.last().map(DeploymentJson::of))
                .build();
    }

    private static Optional<String> filled(String text) {
        return Optional.of(text).filter(some -> !some.isEmpty());
    }

    static String counted(long count, String noun) {
        return count + " " + noun + (count == 1 ? "" : "s");
    }
}

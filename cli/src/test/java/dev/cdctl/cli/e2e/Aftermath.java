package dev.cdctl.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cdctl.json.Json;
import dev.cdctl.json.JsonText;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** What a shop's status and processes say, and what has to be true of them whatever happened before. */
record Aftermath(Json.Obj status, List<String> deployments) {
    static Aftermath of(Shop shop) {
        Json.Obj answer = JsonText.readObject(shop.done("status", "-o", "json").out());
        Json.Obj status = answer.object("environment")
                .or(() -> answer.items("environments").stream()
                        .map(one -> (Json.Obj) one)
                        .findFirst())
                .orElse(answer);
        List<String> deployments = shop.instances().stream()
                .flatMap(process -> Processes.value(process, "CDCTL_DEPLOYMENT").stream())
                .distinct()
                .toList();
        return new Aftermath(status, deployments);
    }

    /** Everything is as after an undisturbed command: that release is live, and nothing is left of any other try. */
    static void isWhole(Shop shop, String version) {
        Aftermath now = of(shop);
        assertThat(shop.served()).isEqualTo(version);
        assertThat(now.live().map(live -> live.need("version"))).contains(version);
        assertThat(now.status.object("locked_by")).isEmpty();
        assertThat(now.status.text("half_done")).isEmpty();
        assertThat(now.status.items("differences")).isEmpty();
        assertThat(now.strangers()).as("left-over processes, %s", now).isEmpty();
        assertThat(shop.done("history", "-o", "json").out()).doesNotContain("\"outcome\": \"open\"");
    }

    Optional<Json.Obj> live() {
        return status.object("live");
    }

    /** What runs and belongs neither to the live deployment nor, ready to serve, to the one before it. */
    List<String> strangers() {
        String live = live().map(now -> now.need("deployment")).orElse("");
        String colour = live().map(now -> now.need("colour")).orElse("");
        List<Json.Obj> idle =
                instances().filter(one -> !one.need("colour").equals(colour)).toList();
        List<String> known = new ArrayList<>(List.of(live));
        idle.stream().findFirst().ifPresent(one -> known.add(one.need("deployment")));
        List<String> strangers = new ArrayList<>(deployments);
        strangers.removeAll(known);
        idle.stream()
                .filter(one -> !one.need("role").equals("web"))
                .map(Objects::toString)
                .forEach(strangers::add);
        instances()
                .filter(one -> one.need("colour").equals(colour)
                        && !one.need("deployment").equals(live))
                .map(Objects::toString)
                .forEach(strangers::add);
        return strangers;
    }

    private Stream<Json.Obj> instances() {
        return status.items("instances").stream().map(one -> (Json.Obj) one);
    }
}

package dev.cdctl.cli.server;

import dev.cdctl.json.Json;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What later jobs want to know of a command's end.
 *
 * @param values by names such as {@code version} and {@code artifact_books}, in the order in which they are told
 */
public record Facts(Map<String, String> values) {
    private static final Set<String> KINDS =
            Set.of("run", "build", "test", "package", "push", "deploy", "promote", "rollback", "flip", "restart");

    /** Copies the values. */
    public Facts {
        values = new LinkedHashMap<>(values);
    }

    /** Whether a command makes or moves a release, so that it tells of it. */
    public static boolean toldBy(String command) {
        return KINDS.contains(command);
    }

    /** What a command's document says; nothing when the command is none that makes or moves a release. */
    public static Facts of(Json.Obj document) {
        Map<String, String> values = new LinkedHashMap<>();
        if (document.text("kind").filter(KINDS::contains).isPresent()) {
            put(values, document, "version", "commit", "digest");
            List<Json.Obj> deployments = document.objects("deployments");
            deployment(values, deployments.isEmpty() ? document : deployments.get(deployments.size() - 1));
            for (Json.Obj artifact : document.objects("artifacts")) {
                values.put("artifact_" + artifact.need("name").replace('-', '_'), artifact.need("digest"));
            }
        }
        return new Facts(values);
    }

    private static void deployment(Map<String, String> values, Json.Obj deployment) {
        put(values, deployment, "environment", "colour", "deployment");
        deployment.texts("urls").stream().findFirst().ifPresent(url -> values.put("url", url));
    }

    private static void put(Map<String, String> values, Json.Obj json, String... names) {
        for (String name : names) {
            json.text(name).ifPresent(value -> values.put(name, value));
        }
    }

    /** The value of that name. */
    public Optional<String> get(String name) {
        return Optional.ofNullable(values.get(name));
    }

    /** The same under names of environment variables that nothing else has: {@code RELEASE_VERSION}. */
    public Map<String, String> upper() {
        return values.entrySet().stream()
                .collect(Collectors.toMap(
                        entry -> "RELEASE_" + entry.getKey().toUpperCase(Locale.ROOT),
                        Map.Entry::getValue,
                        (first, second) -> first,
                        LinkedHashMap::new));
    }
}

package dev.cdctl.adapter.docker;

import dev.cdctl.artifact.registry.DockerSettings;
import java.net.URI;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * Whose engine is used.
 *
 * @param variables of the user's environment
 * @param tunnel connects with an engine behind ssh: from {@code ssh://} to {@code unix://}
 */
public record User(Map<String, String> variables, UnaryOperator<URI> tunnel) {
    /** Copies the map. */
    public User {
        variables = Map.copyOf(variables);
    }

    /** Where the engine of the user is, connected with when that takes ssh. */
    DockerHost host() {
        return DockerHost.of(variables, DockerSettings.of(variables)).through(tunnel);
    }
}

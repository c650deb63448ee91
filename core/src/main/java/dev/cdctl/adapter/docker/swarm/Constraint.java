package dev.cdctl.adapter.docker.swarm;

import com.github.dockerjava.api.model.SwarmNode;
import com.github.dockerjava.api.model.SwarmNodeDescription;
import com.github.dockerjava.api.model.SwarmNodeEngineDescription;
import com.github.dockerjava.api.model.SwarmNodePlatform;
import com.github.dockerjava.api.model.SwarmNodeSpec;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * One constraint of a placement, as swarms have them: {@code node.labels.disk == ssd}. It is judged here to know which
 * nodes requests may have to go to; which one a task goes to is judged by the swarm.
 */
record Constraint(String key, boolean equal, String value) {
    private static final String LABEL = "node.labels.";
    private static final String ENGINE_LABEL = "engine.labels.";

    static Constraint parse(String text) {
        boolean equal = text.contains("==");
        String[] sides = text.split(equal ? "==" : "!=", 2);
        return new Constraint(sides[0].strip(), equal, sides[1].strip());
    }

    /** What is not known here admits every node. */
    boolean admits(SwarmNode node) {
        Optional<String> has = switch (key.toLowerCase(Locale.ROOT)) {
            case "node.id" -> Optional.ofNullable(node.getId());
            case "node.hostname" -> description(node).map(SwarmNodeDescription::getHostname);
            case "node.role" -> spec(node).map(SwarmNodeSpec::getRole).map(Enum::name);
            case "node.platform.os" -> platform(node).map(SwarmNodePlatform::getOs);
            case "node.platform.arch" -> platform(node).map(SwarmNodePlatform::getArchitecture);
            default -> label(node);
        };
        boolean known = key.startsWith(LABEL) || key.startsWith(ENGINE_LABEL) || has.isPresent();
        return !known || has.orElse("").equalsIgnoreCase(value) == equal;
    }

    private Optional<String> label(SwarmNode node) {
        Optional<Map<String, String>> labels = key.startsWith(LABEL)
                ? spec(node).map(SwarmNodeSpec::getLabels)
                : description(node).map(SwarmNodeDescription::getEngine).map(SwarmNodeEngineDescription::getLabels);
        String name =
                key.startsWith(LABEL) ? key.substring(LABEL.length()) : key.replaceFirst("^engine\\.labels\\.", "");
        return labels.flatMap(all -> Optional.ofNullable(all.get(name)));
    }

    private static Optional<SwarmNodeSpec> spec(SwarmNode node) {
        return Optional.ofNullable(node.getSpec());
    }

    private static Optional<SwarmNodeDescription> description(SwarmNode node) {
        return Optional.ofNullable(node.getDescription());
    }

    private static Optional<SwarmNodePlatform> platform(SwarmNode node) {
        return description(node).map(SwarmNodeDescription::getPlatform);
    }
}

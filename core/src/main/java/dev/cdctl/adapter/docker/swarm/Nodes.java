package dev.cdctl.adapter.docker.swarm;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.model.SwarmNode;
import com.github.dockerjava.api.model.SwarmNodeAvailability;
import com.github.dockerjava.api.model.SwarmNodeDescription;
import com.github.dockerjava.api.model.SwarmNodeManagerStatus;
import com.github.dockerjava.api.model.SwarmNodeResources;
import com.github.dockerjava.api.model.SwarmNodeSpec;
import com.github.dockerjava.api.model.SwarmNodeState;
import com.github.dockerjava.api.model.SwarmNodeStatus;
import dev.cdctl.adapter.docker.Connection;
import java.util.List;
import java.util.Optional;

/** The computers of a swarm, as it knew them when it was asked. */
record Nodes(List<SwarmNode> all) {
    /** A label that says where a node is reached, when that is not the address that it joined with. */
    static final String ADDRESS = "dev.cdctl.address";

    private static final String EVERY = "0.0.0.0";

    static Nodes of(Connection connection) {
        return connection.ask("list the nodes of its swarm", Nodes::ask);
    }

    static Nodes ask(DockerClient client) {
        return new Nodes(client.listSwarmNodesCmd().exec());
    }

    /** Where tasks may be reached now or later: those that are drained may come back at any time. */
    List<String> addresses(List<String> constraints) {
        return admitted(constraints)
                .filter(node -> !isDown(node))
                .map(Nodes::address)
                .sorted()
                .toList();
    }

    /** Those that the swarm may give tasks to now. */
    List<SwarmNode> takers(List<String> constraints) {
        return admitted(constraints)
                .filter(node -> state(node).equals(Optional.of(SwarmNodeState.READY)))
                .filter(node -> Optional.ofNullable(node.getSpec())
                        .map(SwarmNodeSpec::getAvailability)
                        .filter(SwarmNodeAvailability.ACTIVE::equals)
                        .isPresent())
                .toList();
    }

    private java.util.stream.Stream<SwarmNode> admitted(List<String> constraints) {
        List<Constraint> parsed = constraints.stream().map(Constraint::parse).toList();
        return all.stream().filter(node -> parsed.stream().allMatch(each -> each.admits(node)));
    }

    /** Where the node of that ID is reached; empty when there is none. */
    Optional<String> address(String id) {
        return find(id).map(Nodes::address);
    }

    /** Whether nothing is heard of the node of that ID, so that nothing can be said of what runs there. */
    boolean isLost(String id) {
        return find(id).map(Nodes::isDown).orElse(true);
    }

    /** The memory of a node, in bytes. */
    static long memory(SwarmNode node) {
        return Optional.ofNullable(node.getDescription())
                .map(SwarmNodeDescription::getResources)
                .map(SwarmNodeResources::getMemoryBytes)
                .orElse(0L);
    }

    private Optional<SwarmNode> find(String id) {
        return all.stream().filter(node -> id.equals(node.getId())).findFirst();
    }

    private static boolean isDown(SwarmNode node) {
        return state(node).filter(SwarmNodeState.DOWN::equals).isPresent();
    }

    private static Optional<SwarmNodeState> state(SwarmNode node) {
        return Optional.ofNullable(node.getStatus()).map(SwarmNodeStatus::getState);
    }

    /** A manager that listens on every address says so; then the address that other managers reach it at is meant. */
    private static String address(SwarmNode node) {
        Optional<String> label = Optional.ofNullable(node.getSpec())
                .map(SwarmNodeSpec::getLabels)
                .flatMap(labels -> Optional.ofNullable(labels.get(ADDRESS)));
        return label.or(() -> Optional.ofNullable(node.getStatus())
                        .map(SwarmNodeStatus::getAddress)
                        .filter(address -> !address.equals(EVERY)))
                .or(() -> Optional.ofNullable(node.getManagerStatus())
                        .map(SwarmNodeManagerStatus::getAddr)
                        .map(address -> address.replaceFirst(":[0-9]+$", "")))
                .orElse(EVERY);
    }
}

package dev.cdctl.adapter.docker.swarm;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.dockerjava.api.model.SwarmNode;
import com.github.dockerjava.api.model.SwarmNodeAvailability;
import com.github.dockerjava.api.model.SwarmNodeDescription;
import com.github.dockerjava.api.model.SwarmNodeManagerStatus;
import com.github.dockerjava.api.model.SwarmNodeRole;
import com.github.dockerjava.api.model.SwarmNodeSpec;
import com.github.dockerjava.api.model.SwarmNodeState;
import com.github.dockerjava.api.model.SwarmNodeStatus;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NodesTest {
    private final SwarmNode first = node("n1", "10.0.0.1", SwarmNodeRole.MANAGER, Map.of("disk", "ssd"));
    private final SwarmNode second = node("n2", "10.0.0.2", SwarmNodeRole.WORKER, Map.of("disk", "hdd"));
    private final SwarmNode third = node("n3", "10.0.0.3", SwarmNodeRole.WORKER, Map.of());
    private final Nodes nodes = new Nodes(List.of(third, second, first));

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "node.role == worker|10.0.0.2 10.0.0.3",
                "node.role!=worker|10.0.0.1",
                "node.labels.disk == ssd|10.0.0.1",
                "node.labels.disk != ssd|10.0.0.2 10.0.0.3",
                "node.hostname == N2|10.0.0.2",
                "node.id == n3|10.0.0.3",
                "engine.labels.rack == a|''",
                "node.platform.os == linux|10.0.0.1 10.0.0.2 10.0.0.3",
            })
    void aConstraintAdmitsWhatASwarmWould(String constraint, String addresses) {
        assertThat(String.join(" ", nodes.addresses(List.of(constraint)))).isEqualTo(addresses);
    }

    @Test
    void whatIsDownIsNotInTheRouteAndWhatIsDrainedIs() {
        second.getStatus().withState(SwarmNodeState.DOWN);
        third.getSpec().withAvailability(SwarmNodeAvailability.DRAIN);

        assertThat(nodes.addresses(List.of())).containsExactly("10.0.0.1", "10.0.0.3");
        assertThat(nodes.takers(List.of())).containsExactly(first);
        assertThat(nodes.isLost("n2")).isTrue();
        assertThat(nodes.isLost("n3")).isFalse();
        assertThat(nodes.isLost("unknown")).isTrue();
    }

    @Test
    void aNodeIsReachedWhereItsLabelSaysOrWhereItJoined() {
        first.getStatus().withAddress("0.0.0.0");
        first.withManagerStatus(new SwarmNodeManagerStatus().withAddr("10.0.0.9:2377"));
        second.getSpec().withLabels(Map.of("dev.cdctl.address", "web2.example"));

        assertThat(nodes.address("n1")).contains("10.0.0.9");
        assertThat(nodes.address("n2")).contains("web2.example");
        assertThat(nodes.address("none")).isEmpty();
    }

    private static SwarmNode node(String id, String address, SwarmNodeRole role, Map<String, String> labels) {
        return new SwarmNode()
                .withId(id)
                .withSpec(new SwarmNodeSpec()
                        .withRole(role)
                        .withLabels(labels)
                        .withAvailability(SwarmNodeAvailability.ACTIVE))
                .withDescription(new SwarmNodeDescription().withHostname(id))
                .withStatus(new SwarmNodeStatus().withAddress(address).withState(SwarmNodeState.READY));
    }
}

package dev.cdctl.adapter.docker.swarm;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.model.Network;
import dev.cdctl.adapter.docker.Connection;
import dev.cdctl.adapter.docker.container.Labels;
import dev.cdctl.model.Name;
import java.util.Optional;

/** The network of an environment over all nodes, which has its name; its roles find each other by theirs in it. */
record Overlay(Connection connection, Name service, Name environment) {
    /** Makes it when it is not there; two may do so at the same time. */
    void ensure() {
        connection.ask("create a network", client -> {
            if (find(client).isEmpty()) {
                try {
                    client.createNetworkCmd()
                            .withName(name())
                            .withDriver("overlay")
                            .withAttachable(true)
                            .withLabels(Labels.of(service, environment))
                            .exec();
                } catch (DockerException e) {
                    if (find(client).isEmpty()) {
                        throw e;
                    }
                }
            }
            return true;
        });
    }

    /** Removes it when nothing uses it. */
    void remove() {
        connection.ask("remove a network", client -> {
            find(client).ifPresent(network -> {
                try {
                    client.removeNetworkCmd(network.getId()).exec();
                } catch (DockerException e) {
                    // It is gone, or somebody else's container is in it.
                }
            });
            return true;
        });
    }

    private String name() {
        return Labels.environment(service, environment);
    }

    private Optional<Network> find(DockerClient client) {
        return client.listNetworksCmd().withNameFilter(name()).exec().stream()
                .filter(network -> name().equals(network.getName()))
                .findFirst();
    }
}

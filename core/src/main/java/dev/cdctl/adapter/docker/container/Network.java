package dev.cdctl.adapter.docker.container;

import com.github.dockerjava.api.exception.ConflictException;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.exception.NotFoundException;
import dev.cdctl.adapter.docker.Connection;
import dev.cdctl.model.Name;

/**
 * The network of an environment, which has its name. The default bridge gives no names to its containers, and vanishes
 * when another engine is started beside this one.
 */
record Network(Connection connection, Name service, Name environment) {
    String name() {
        return Labels.environment(service, environment);
    }

    /** Makes it when it is not there; two may do so at the same time. */
    void ensure() {
        if (isThere()) {
            return;
        }
        connection.ask("create a network", client -> {
            try {
                client.createNetworkCmd()
                        .withName(name())
                        .withDriver("bridge")
                        .withCheckDuplicate(true)
                        .withLabels(Labels.of(service, environment))
                        .exec();
            } catch (DockerException e) {
                if (!isThere()) {
                    throw e;
                }
            }
            return true;
        });
    }

    /** Removes it when nothing uses it. */
    void remove() {
        connection.ask("remove a network", client -> {
            try {
                client.removeNetworkCmd(name()).exec();
            } catch (NotFoundException | ConflictException e) {
                // It is gone, or somebody else's container is in it.
            } catch (DockerException e) {
                if (e.getHttpStatus() != 403) {
                    throw e;
                }
            }
            return true;
        });
    }

    private boolean isThere() {
        return connection.read("look for a network", "/networks/" + name()).isPresent();
    }
}

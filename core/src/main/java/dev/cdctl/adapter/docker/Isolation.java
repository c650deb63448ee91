package dev.cdctl.adapter.docker;

import com.github.dockerjava.api.command.CreateContainerCmd;
import com.github.dockerjava.api.model.ExposedPort;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.PortBinding;
import com.github.dockerjava.api.model.Ports;
import dev.cdctl.artifact.image.TrialSpec;
import dev.cdctl.engine.Cancel;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * Runs an image alone: on a fresh network without a way out, with nothing published. Only a health check by HTTP needs a
 * way in, so its port is published on the loopback address of the engine's machine, for which Docker wants a network with
 * a way out. Container and network are removed whatever happens; after a kill, by the next trial.
 */
record Isolation(Connection connection, Cancel cancel) {
    /**
     * Tries the image out.
     *
     * @throws dev.cdctl.model.Failure failed, when it does not do what is asked for
     */
    void run(String image, TrialSpec trial, Consumer<String> lines) {
        new Leftovers(connection).remove();
        cancel.check();
        String name = "cdctl-test-" + UUID.randomUUID();
        Map<String, String> labels = Leftovers.labels(trial.longest());
        boolean http =
                trial.health().filter(TrialSpec.Health.Http.class::isInstance).isPresent();
        String network = connection.ask(
                "create a network",
                client -> client.createNetworkCmd()
                        .withName(name)
                        .withDriver("bridge")
                        .withInternal(!http)
                        .withLabels(labels)
                        .exec()
                        .getId());
        try {
            tryOut(create(image, trial, name, labels), trial, lines);
        } finally {
            remove(name, network);
        }
    }

    private void tryOut(String container, TrialSpec trial, Consumer<String> lines) {
        Output logs = new Output(lines);
        try {
            connection.ask(
                    "start a container",
                    client -> client.startContainerCmd(container).exec());
            connection
                    .slow()
                    .logContainerCmd(container)
                    .withStdOut(true)
                    .withStdErr(true)
                    .withFollowStream(true)
                    .exec(logs);
            new Trial(connection, cancel, container, trial).run(logs, lines);
        } finally {
            logs.end();
        }
    }

    private String create(String image, TrialSpec trial, String name, Map<String, String> labels) {
        List<String> env = trial.env().entrySet().stream()
                .map(each -> each.getKey() + "=" + each.getValue())
                .toList();
        HostConfig host = HostConfig.newHostConfig().withNetworkMode(name);
        return connection.ask("create a container", client -> {
            CreateContainerCmd command = client.createContainerCmd(image)
                    .withName(name)
                    .withLabels(labels)
                    .withEnv(env);
            trial.health()
                    .filter(TrialSpec.Health.Http.class::isInstance)
                    .map(health -> ExposedPort.tcp(((TrialSpec.Health.Http) health).port()))
                    .ifPresent(port -> publish(port, host, command));
            if (trial.health().isEmpty()) {
                List<String> words = trial.run();
                command.withEntrypoint(words.get(0)).withCmd(words.subList(1, words.size()));
            }
            return command.withHostConfig(host).exec().getId();
        });
    }

    private void publish(ExposedPort port, HostConfig host, CreateContainerCmd command) {
        Ports.Binding free = connection.host().isHere() ? Ports.Binding.bindIp("127.0.0.1") : Ports.Binding.empty();
        host.withPortBindings(new PortBinding(free, port));
        command.withExposedPorts(port);
    }

    private void remove(String container, String network) {
        connection.remove(container);
        connection.ask(
                "remove a network", client -> client.removeNetworkCmd(network).exec());
    }
}

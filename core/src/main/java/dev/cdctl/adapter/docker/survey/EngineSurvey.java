package dev.cdctl.adapter.docker.survey;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.model.Container;
import com.github.dockerjava.api.model.ContainerPort;
import com.github.dockerjava.api.model.Info;
import com.github.dockerjava.api.model.Version;
import dev.cdctl.adapter.docker.Connection;
import dev.cdctl.deploy.machine.Survey;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Asks an engine about itself; nothing is changed. */
public record EngineSurvey(Connection connection) {
    private static final String UNKNOWN = "?";

    /**
     * What it tells.
     *
     * @param network the name of the environment's network
     */
    public Survey of(String network) {
        Version version =
                connection.ask("say its version", client -> client.versionCmd().exec());
        Instant before = Instant.now();
        Info info = connection.ask("say what it has", client -> client.infoCmd().exec());
        Duration round = Duration.between(before, Instant.now());
        return new Survey(
                text(version.getVersion()),
                text(version.getApiVersion()),
                text(info.getDockerRootDir()),
                Optional.ofNullable(info.getMemTotal()).orElse(0L),
                ahead(info, before.plus(round.dividedBy(2))),
                round.dividedBy(2),
                !Boolean.FALSE.equals(info.getIPv4Forwarding()),
                !Boolean.FALSE.equals(info.getMemoryLimit()),
                connection.ask("list networks", client -> driver(client, network)),
                connection.ask("list containers", EngineSurvey::published));
    }

    private static String text(String said) {
        return Optional.ofNullable(said).orElse(UNKNOWN);
    }

    private static Duration ahead(Info info, Instant here) {
        try {
            return Duration.between(
                    here, OffsetDateTime.parse(text(info.getSystemTime())).toInstant());
        } catch (DateTimeException e) {
            return Duration.ZERO;
        }
    }

    private static Optional<String> driver(DockerClient client, String network) {
        return client.listNetworksCmd().withNameFilter(network).exec().stream()
                .filter(one -> network.equals(one.getName()))
                .map(one -> text(one.getDriver()))
                .findFirst();
    }

    private static Map<Integer, String> published(DockerClient client) {
        Map<Integer, String> ports = new TreeMap<>();
        for (Container container : client.listContainersCmd().exec()) {
            for (ContainerPort port : Optional.ofNullable(container.getPorts()).orElse(new ContainerPort[0])) {
                Optional.ofNullable(port.getPublicPort()).ifPresent(number -> ports.put(number, name(container)));
            }
        }
        return ports;
    }

    private static String name(Container container) {
        return Arrays.stream(Optional.ofNullable(container.getNames()).orElse(new String[0]))
                .findFirst()
                .map(name -> name.replaceFirst("^/", ""))
                .orElse(container.getId());
    }
}

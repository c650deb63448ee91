package dev.cdctl.adapter.docker.inside;

import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.command.InspectContainerResponse.ContainerState;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.ContainerConfig;
import com.github.dockerjava.api.model.ExposedPort;
import com.github.dockerjava.api.model.InternetProtocol;
import com.github.dockerjava.api.model.NetworkSettings;
import com.github.dockerjava.api.model.Ports;
import dev.cdctl.adapter.docker.Connection;
import dev.cdctl.deploy.machine.Foreign;
import dev.cdctl.deploy.machine.Foreign.Published;
import dev.cdctl.model.Digest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Looks at containers that anybody may have started. */
public record Foreigners(Connection connection) {
    /** What every container of cdctl has. */
    private static final String OURS = "dev.cdctl.service";

    /** The container of that name or ID. */
    public Optional<Foreign> find(String name) {
        return connection.ask("look at a container", client -> {
            try {
                return Optional.of(of(client.inspectContainerCmd(name).exec()));
            } catch (NotFoundException e) {
                return Optional.<Foreign>empty();
            }
        });
    }

    private Foreign of(InspectContainerResponse found) {
        String image = Optional.ofNullable(found.getConfig())
                .flatMap(config -> Optional.ofNullable(config.getImage()))
                .orElse("");
        boolean ours = Optional.ofNullable(found.getConfig())
                .map(ContainerConfig::getLabels)
                .filter(labels -> labels.containsKey(OURS))
                .isPresent();
        return new Foreign(
                found.getId(),
                found.getName().replaceFirst("^/", ""),
                runs(found.getState()),
                ours,
                image,
                digest(found.getImageId()),
                ports(found.getNetworkSettings()));
    }

    private static boolean runs(ContainerState state) {
        return Boolean.TRUE.equals(state.getRunning()) && !Boolean.TRUE.equals(state.getRestarting());
    }

    /** As it was pushed, or of its configuration when it never was. */
    private Digest digest(String id) {
        List<String> pushed = connection.ask("look for an image", client -> {
            try {
                return Optional.ofNullable(client.inspectImageCmd(id).exec().getRepoDigests())
                        .orElse(List.of());
            } catch (NotFoundException e) {
                return List.<String>of();
            }
        });
        return pushed.stream()
                .filter(each -> each.contains("@sha256:"))
                .map(each -> Digest.parse(each.substring(each.indexOf('@') + 1)))
                .findFirst()
                .orElseGet(() -> Digest.parse(id));
    }

    private static List<Published> ports(NetworkSettings settings) {
        Map<ExposedPort, Ports.Binding[]> all =
                Optional.ofNullable(settings.getPorts()).map(Ports::getBindings).orElse(Map.of());
        List<Published> ports = new ArrayList<>();
        all.forEach((inside, bindings) -> {
            if (inside.getProtocol() == InternetProtocol.TCP && bindings != null) {
                Arrays.stream(bindings).forEach(each -> ports.add(published(inside, each)));
            }
        });
        return ports;
    }

    private static Published published(ExposedPort inside, Ports.Binding outside) {
        return new Published(
                inside.getPort(),
                Optional.ofNullable(outside.getHostIp()).orElse(""),
                Integer.parseInt(outside.getHostPortSpec()));
    }
}

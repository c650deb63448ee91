package dev.cdctl.adapter.docker.swarm;

import com.github.dockerjava.api.model.AccessMode;
import com.github.dockerjava.api.model.Bind;
import com.github.dockerjava.api.model.ContainerSpec;
import com.github.dockerjava.api.model.EndpointResolutionMode;
import com.github.dockerjava.api.model.EndpointSpec;
import com.github.dockerjava.api.model.Mount;
import com.github.dockerjava.api.model.MountType;
import com.github.dockerjava.api.model.NetworkAttachmentConfig;
import com.github.dockerjava.api.model.PortConfig;
import com.github.dockerjava.api.model.PortConfigProtocol;
import com.github.dockerjava.api.model.ResourceRequirements;
import com.github.dockerjava.api.model.ResourceSpecs;
import com.github.dockerjava.api.model.ServiceModeConfig;
import com.github.dockerjava.api.model.ServicePlacement;
import com.github.dockerjava.api.model.ServiceReplicatedModeOptions;
import com.github.dockerjava.api.model.ServiceRestartCondition;
import com.github.dockerjava.api.model.ServiceRestartPolicy;
import com.github.dockerjava.api.model.ServiceSpec;
import com.github.dockerjava.api.model.TaskSpec;
import dev.cdctl.adapter.docker.container.Labels;
import dev.cdctl.adapter.docker.inside.Inside;
import dev.cdctl.adapter.docker.inside.Program;
import dev.cdctl.deploy.machine.Instance.Slot;
import dev.cdctl.deploy.machine.Machine;
import dev.cdctl.deploy.machine.Software;
import dev.cdctl.traffic.Address;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The service that a swarm is told to run for all copies of a role: one task for each, at most one on a node where they
 * listen, since a port is published on the node itself and not by the routing mesh.
 *
 * @param start of any of the copies
 * @param job whether it ends by itself, and must not be started again then
 */
record Blueprint(Machine.Start start, int replicas, boolean job, Vault.Kept kept) {
    static final String CONFIGURATION = "CDCTL_CONFIG";
    private static final long NANOS_OF_A_MILLI = 1_000_000;
    private static final Duration PAUSE = Duration.ofSeconds(1);

    ServiceSpec spec() {
        return new ServiceSpec()
                .withName(Words.service(start.instance()))
                .withLabels(Labels.common(start.instance()))
                .withTaskTemplate(task())
                .withMode(new ServiceModeConfig()
                        .withReplicated(new ServiceReplicatedModeOptions().withReplicas(replicas)))
                .withEndpointSpec(new EndpointSpec()
                        .withMode(EndpointResolutionMode.DNSRR)
                        .withPorts(start.instance().address().map(this::port).stream()
                                .toList()));
    }

    /** The image that is started. */
    static Software.Image image(Machine.Start start) {
        if (start.software() instanceof Software.Image image) {
            return image;
        }
        throw new IllegalStateException("a service is started from an image");
    }

    private TaskSpec task() {
        boolean again = !job && container().restart();
        return new TaskSpec()
                .withContainerSpec(inside())
                .withResources(new ResourceRequirements().withLimits(limits()))
                .withRestartPolicy(new ServiceRestartPolicy()
                        .withCondition(again ? ServiceRestartCondition.ANY : ServiceRestartCondition.NONE)
                        .withDelay(PAUSE.toNanos()))
                .withPlacement(placement())
                .withNetworks(networks());
    }

    private ContainerSpec inside() {
        ContainerSpec spec = new ContainerSpec()
                .withImage(image(start).ref().toString())
                .withLabels(Labels.common(start.instance()))
                .withEnv(environment().entrySet().stream()
                        .map(each -> each.getKey() + "=" + each.getValue())
                        .toList())
                .withMounts(mounts())
                .withSecrets(kept.secrets())
                .withConfigs(kept.configurations())
                .withStopGracePeriod(start.stopTimeout().toNanos());
        container().user().ifPresent(spec::withUser);
        if (!start.command().isBlank()) {
            Program program = Program.of(start.command());
            spec.withCommand(program.entrypoint()).withArgs(program.arguments());
        }
        return spec;
    }

    /** As a container of a host has it, but for what differs between copies: that only the swarm knows. */
    private Map<String, String> environment() {
        Map<String, String> all = new TreeMap<>(start.environment());
        all.computeIfPresent(CONFIGURATION, (name, local) -> Inside.CONFIGURATION);
        all.putAll(Inside.variables(start.secrets()));
        all.putAll(Labels.variables(start.instance()));
        all.remove("CDCTL_ADDRESS");
        all.replaceAll((name, value) -> plain(value));
        all.put("CDCTL_INDEX", "{{.Task.Slot}}");
        start.instance()
                .address()
                .ifPresent(
                        address -> all.put("PORT", Integer.toString(container().port())));
        return all;
    }

    /** A swarm would take two braces for the beginning of something that it is to fill in. */
    private static String plain(String value) {
        return value.replace("{{", "{{\"{{\"}}");
    }

    private List<Mount> mounts() {
        Slot slot = start.instance().slot();
        return Labels.volumes(slot.service(), slot.environment(), container().volumes()).stream()
                .map(Blueprint::mount)
                .toList();
    }

    private static Mount mount(Bind bind) {
        return new Mount()
                .withType(bind.getPath().startsWith("/") ? MountType.BIND : MountType.VOLUME)
                .withSource(bind.getPath())
                .withTarget(bind.getVolume().getPath())
                .withReadOnly(bind.getAccessMode() == AccessMode.ro);
    }

    private ResourceSpecs limits() {
        ResourceSpecs limits = new ResourceSpecs();
        container().memory().ifPresent(limits::withMemoryBytes);
        container().millis().ifPresent(millis -> limits.withNanoCPUs(millis * NANOS_OF_A_MILLI));
        return limits;
    }

    private ServicePlacement placement() {
        ServicePlacement placement =
                new ServicePlacement().withConstraints(container().placement());
        return start.instance().address().isPresent() ? placement.withMaxReplicas(1) : placement;
    }

    private List<NetworkAttachmentConfig> networks() {
        Slot slot = start.instance().slot();
        List<NetworkAttachmentConfig> networks = new ArrayList<>();
        networks.add(new NetworkAttachmentConfig()
                .withTarget(Labels.environment(slot.service(), slot.environment()))
                .withAliases(List.of(slot.role().text(), Labels.peer(slot))));
        container().networks().forEach(name -> networks.add(new NetworkAttachmentConfig().withTarget(name)));
        return networks;
    }

    private PortConfig port(Address address) {
        return new PortConfig()
                .withProtocol(PortConfigProtocol.TCP)
                .withTargetPort(container().port())
                .withPublishedPort(address.port())
                .withPublishMode(PortConfig.PublishMode.host);
    }

    private dev.cdctl.deploy.spec.ContainerSpec container() {
        return start.container().orElseGet(dev.cdctl.deploy.spec.ContainerSpec::usual);
    }
}

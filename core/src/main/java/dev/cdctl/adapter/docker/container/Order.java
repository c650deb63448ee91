package dev.cdctl.adapter.docker.container;

import com.github.dockerjava.api.command.CreateContainerCmd;
import com.github.dockerjava.api.model.ExposedPort;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.PortBinding;
import com.github.dockerjava.api.model.Ports;
import com.github.dockerjava.api.model.RestartPolicy;
import dev.cdctl.adapter.docker.inside.Inside;
import dev.cdctl.adapter.docker.inside.Program;
import dev.cdctl.deploy.machine.Machine;
import dev.cdctl.deploy.machine.Software;
import dev.cdctl.deploy.spec.ContainerSpec;
import dev.cdctl.host.Host;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * What the engine is told to create for one start.
 *
 * @param job whether it ends by itself, and must not be started again then
 */
record Order(Machine.Start start, boolean job) {
    static final String CONFIGURATION = "CDCTL_CONFIG";
    private static final int NANOS_OF_A_MILLI = 1_000_000;
    private static final Pattern IP_ADDRESS = Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,3}){3}");

    String name() {
        return Labels.container(start.instance());
    }

    String image() {
        if (start.software() instanceof Software.Image image) {
            return image.ref().toString();
        }
        throw new IllegalStateException("a container is started from an image");
    }

    /** Fills the command in. */
    CreateContainerCmd to(CreateContainerCmd command) {
        command.withName(name())
                .withLabels(Labels.of(start.instance()))
                .withEnv(environment().entrySet().stream()
                        .map(each -> each.getKey() + "=" + each.getValue())
                        .toList())
                .withStopTimeout(Math.toIntExact(start.stopTimeout().toSeconds()))
                .withAliases(Labels.peer(start.instance().slot()))
                .withHostConfig(limits());
        spec().user().ifPresent(command::withUser);
        if (!start.command().isBlank()) {
            Program program = Program.of(start.command());
            command.withEntrypoint(program.entrypoint()).withCmd(program.arguments());
        }
        start.instance().address().ifPresent(address -> command.withExposedPorts(inside()));
        return command;
    }

    private HostConfig limits() {
        HostConfig limits = HostConfig.newHostConfig()
                .withNetworkMode(Labels.environment(
                        start.instance().slot().service(),
                        start.instance().slot().environment()))
                .withBinds(Labels.volumes(
                        start.instance().slot().service(),
                        start.instance().slot().environment(),
                        spec().volumes()))
                .withRestartPolicy(
                        job || !spec().restart() ? RestartPolicy.noRestart() : RestartPolicy.unlessStoppedRestart());
        spec().memory().ifPresent(bytes -> limits.withMemory(bytes).withMemorySwap(bytes));
        spec().millis().ifPresent(millis -> limits.withNanoCPUs((long) millis * NANOS_OF_A_MILLI));
        start.instance()
                .address()
                .ifPresent(address -> limits.withPortBindings(new PortBinding(
                        Ports.Binding.bindIpAndPort(
                                outside(start.instance().slot().host()), address.port()),
                        inside())));
        return limits;
    }

    /** The service's own, then what names its files, then what it is, which nothing overrides. */
    private Map<String, String> environment() {
        Map<String, String> all = new TreeMap<>(start.environment());
        all.computeIfPresent(CONFIGURATION, (name, local) -> Inside.CONFIGURATION);
        all.putAll(Inside.variables(start.secrets()));
        all.putAll(Labels.variables(start.instance()));
        start.instance().address().ifPresent(address -> all.put("PORT", Integer.toString(spec().port())));
        return all;
    }

    private ExposedPort inside() {
        return ExposedPort.tcp(spec().port());
    }

    ContainerSpec spec() {
        return start.container().orElseGet(ContainerSpec::usual);
    }

    /** Which address of the host is published on: only the one that it is reached at, where that is no name. */
    private static String outside(Host host) {
        return IP_ADDRESS.matcher(host.address()).matches() ? host.address() : "0.0.0.0";
    }
}

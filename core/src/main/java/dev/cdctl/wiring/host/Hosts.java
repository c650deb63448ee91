package dev.cdctl.wiring.host;

import dev.cdctl.adapter.docker.container.DockerMachine;
import dev.cdctl.adapter.docker.swarm.Manager;
import dev.cdctl.adapter.docker.swarm.SwarmMachine;
import dev.cdctl.artifact.registry.Login;
import dev.cdctl.deploy.machine.Adopted;
import dev.cdctl.deploy.machine.Machine;
import dev.cdctl.deploy.machine.OnEachHost;
import dev.cdctl.engine.Cancel;
import dev.cdctl.host.Host;
import dev.cdctl.host.Spare;
import dev.cdctl.host.SshUrl;
import dev.cdctl.model.Failure;
import dev.cdctl.model.Problem;
import dev.cdctl.wiring.kept.Shells;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * The machines of Docker hosts. Unless it is begun ahead, nothing is connected before a machine is asked something.
 *
 * @param shells over which engines of other computers are reached
 * @param folder of pipeline.yaml, which the paths of certificates are relative to
 * @param warnings hears what is not wrong, but may become so
 * @param logins the user's for a registry, asked when an image that is not a release's is pulled from it
 */
public record Hosts(
        Shells shells,
        Path folder,
        Cancel cancel,
        Consumer<Problem> warnings,
        Function<String, Optional<Login>> logins) {
    private static final String SSH = "ssh:";
    private static final String SOCKET = "/var/run/docker.sock";

    /**
     * The machine of that host.
     *
     * @param adopted the containers there that were taken over
     */
    public Machine machine(Host host, Supplier<List<Adopted>> adopted) {
        return DockerMachine.on(host, engine(host), host.certificates().map(folder::resolve), cancel)
                .knowing(adopted)
                .loggedIn(logins)
                .seen(new DockerMachine.Sight(images -> spare(host, images), warnings));
    }

    /** Unknown where the computer has no shell for this user: its engine is all that is needed. */
    private Spare spare(Host host, String folder) {
        try {
            return Spare.at(shells.of(host), folder);
        } catch (Failure e) {
            if (e.kind() == Failure.Kind.INTERRUPTED) {
                throw e;
            }
            return Spare.UNKNOWN;
        }
    }

    /** The swarm that these hosts manage, with one host that stands for all of it. */
    public Machine swarm(Host place, List<Host> managers) {
        return new SwarmMachine(
                place,
                managers.stream()
                        .map(host -> new Manager(
                                host, engine(host), host.certificates().map(folder::resolve)))
                        .toList(),
                cancel);
    }

    /** Begins to connect with those that are reached by ssh, with as many as are asked at once. */
    public static void connect(Shells shells, List<Host> hosts) {
        for (Host host : hosts.subList(0, Math.min(hosts.size(), OnEachHost.AT_ONCE))) {
            if (host.url().startsWith(SSH)) {
                shells.ssh(SshUrl.parse(host.url())).begin();
            }
        }
    }

    private Supplier<URI> engine(Host host) {
        URI url = URI.create(host.url());
        return host.url().startsWith(SSH) ? () -> tunnel(shells).apply(url) : () -> url;
    }

    /** An engine behind ssh is a socket of this computer, from the first question on: from {@code ssh://} to it. */
    public static UnaryOperator<URI> tunnel(Shells shells) {
        return engine -> {
            SshUrl url = SshUrl.parse(engine.toString());
            String socket = url.folder().isEmpty() ? SOCKET : url.folder();
            return URI.create(shells.tunnel(url, socket).url());
        };
    }
}

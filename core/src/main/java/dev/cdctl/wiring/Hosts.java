package dev.cdctl.wiring;

import dev.cdctl.adapter.docker.container.DockerMachine;
import dev.cdctl.deploy.machine.Machine;
import dev.cdctl.host.Host;
import dev.cdctl.model.Failure;
import dev.cdctl.model.Problem;
import java.net.URI;
import java.util.Optional;

/** The machines of Docker hosts. */
final class Hosts {
    private Hosts() {}

    static Machine of(Host host, Setting setting) {
        if (host.url().startsWith("unix:")) {
            return DockerMachine.on(host, URI.create(host.url()), Optional.empty(), setting.cancel());
        }
        throw Failure.refused(
                Problem.of("CD-489", "no containers are started by this cdctl: " + host + setting.command()));
    }
}

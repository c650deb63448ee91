package dev.cdctl.wiring;

import dev.cdctl.deploy.machine.Machine;
import dev.cdctl.host.Host;
import dev.cdctl.model.Failure;
import dev.cdctl.model.Problem;

/** The machines of Docker hosts. */
final class Hosts {
    private Hosts() {}

    static Machine of(Host host, Setting setting) {
        throw Failure.refused(
                Problem.of("CD-489", "no containers are started by this cdctl: " + host + setting.command()));
    }
}

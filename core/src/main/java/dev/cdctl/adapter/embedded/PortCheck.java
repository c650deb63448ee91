package dev.cdctl.adapter.embedded;

import dev.cdctl.model.Failure;
import dev.cdctl.traffic.Address;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/** Finds out whether a port is free. */
public final class PortCheck {
    private PortCheck() {}

    /**
     * Tries to listen, and stops again at once.
     *
     * @throws Failure refused, with the reason (CD-604)
     */
    public static void requireFree(Address address) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(address.host(), address.port()));
        } catch (IOException e) {
            throw Failure.refused(RouterProblems.portTaken(address.toString(), String.valueOf(e.getMessage())))
                    .causedBy(e);
        }
    }
}

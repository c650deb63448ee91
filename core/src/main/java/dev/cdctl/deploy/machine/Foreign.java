package dev.cdctl.deploy.machine;

import dev.cdctl.model.Digest;
import java.util.List;

/**
 * A container as it was found on a host, whoever started it.
 *
 * @param id by which its engine knows it, also when it is called otherwise
 * @param runs whether its first process is there
 * @param ours whether it has the labels of cdctl
 * @param image what it was started from, as whoever started it wrote it
 * @param digest what tells that image from every other
 * @param ports what it publishes by TCP
 */
public record Foreign(
        String id, String name, boolean runs, boolean ours, String image, Digest digest, List<Published> ports) {
    /**
     * A port of the container that is reached from outside.
     *
     * @param inside where it listens
     * @param address which address of the host; empty for every one
     * @param port which port of the host
     */
    public record Published(int inside, String address, int port) {}

    /** Copies the list. */
    public Foreign {
        ports = List.copyOf(ports);
    }
}

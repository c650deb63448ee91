package dev.cdctl.cli.world;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * One host of a world: name, address, folders of its own, sshd, and an engine unless it is there for proxies only. What
 * is installed or written below its /etc, /usr, /var and homes is seen by it alone.
 */
public final class Host {
    private final World world;
    private final String name;
    private final String address;

    Host(World world, String name, String address) {
        this.world = world;
        this.name = name;
        this.address = address;
    }

    /** {@code host1}. */
    public String name() {
        return name;
    }

    /** {@code 10.213.1.11}; this machine and the other hosts reach it there. */
    public String address() {
        return address;
    }

    /** Its files of the world, at the same place on the host and on this machine. */
    public Path folder() {
        return world.folder().resolve(name);
    }

    /** {@code unix:///tmp/.../docker.sock}: its engine, reached past the network. */
    public String socket() {
        return "unix://" + folder().resolve("docker.sock");
    }

    /** {@code tcp://10.213.1.11:2376}: its engine by TLS, with {@link World#certificates()}. */
    public String tls() {
        return "tcp://" + address + ":2376";
    }

    /** {@code tcp://10.213.1.11:2375}: its engine without TLS; a relay, which goes on accepting while the engine is frozen. */
    public String tcp() {
        return "tcp://" + address + ":2375";
    }

    /** {@code ssh://root@10.213.1.11}; for programs that have {@link World#path()} in front of their PATH. */
    public String ssh() {
        return "ssh://root@" + address;
    }

    /** Docker's own command line for its engine, by the socket. */
    public Command docker() {
        return new Command(
                List.of("docker"),
                Map.of(
                        "DOCKER_HOST",
                        socket(),
                        "DOCKER_CONFIG",
                        world.folder().resolve("docker").toString()));
    }

    /** Runs a command there as root, past the network. */
    public String run(String... words) {
        return world.command("run", name).text(words);
    }

    /** Its Docker Engine. */
    public Server engine() {
        return server("engine");
    }

    /** Its sshd; connections that there are outlive it. */
    public Server sshd() {
        return server("sshd");
    }

    /** nginx, with {@code nginx/conf.d/*.conf} of its folder. */
    public Server nginx() {
        return new Server(world.command("proxy", name, "nginx"));
    }

    /** HAProxy, with {@code haproxy/haproxy.cfg} of its folder. */
    public Server haproxy() {
        return new Server(world.command("proxy", name, "haproxy"));
    }

    /** Drops every packet from and to it. */
    public void cut() {
        world.command("link", name).text("cut");
    }

    /** Lets packets through again. */
    public void join() {
        world.command("link", name).text("join");
    }

    /** Leaves no room on the disk of its engine, in a world that has small disks. */
    public void fill() {
        world.command("disk", name).text("fill");
    }

    /** Makes room again. */
    public void free() {
        world.command("disk", name).text("free");
    }

    @Override
    public String toString() {
        return name + " (" + address + ")";
    }

    private Server server(String what) {
        return new Server(world.command(what, name));
    }
}

package dev.cdctl.adapter.docker.container;

import com.github.dockerjava.api.command.LogContainerCmd;
import dev.cdctl.adapter.docker.Connection;
import dev.cdctl.adapter.docker.Output;
import dev.cdctl.host.Host;
import java.io.Closeable;
import java.util.List;
import java.util.function.Consumer;

/** What containers wrote, as their engine keeps it until they are removed. */
record Logs(Connection connection, Host host) {
    private static final String SOCKET = "unix:///var/run/docker.sock";

    /** The last lines; none of a container that is gone. */
    List<String> tail(String container, int lines) {
        return Output.tail(
                lines,
                output -> connection.askSlowly(
                        "read a log", client -> of(container).withTail(lines).exec(output)));
    }

    /** Passes on what it writes from now on. */
    Closeable follow(String container, Consumer<String> lines) {
        return connection.askSlowly(
                "follow a log",
                client -> of(container).withTail(0).withFollowStream(true).exec(new Output(lines)));
    }

    /** The command that shows all of it. */
    String command(String container) {
        String engine = host.url().isEmpty() || host.url().equals(SOCKET) ? "" : "-H " + host.url() + " ";
        return "docker " + engine + "logs " + container;
    }

    private LogContainerCmd of(String container) {
        return connection.slow().logContainerCmd(container).withStdOut(true).withStdErr(true);
    }
}

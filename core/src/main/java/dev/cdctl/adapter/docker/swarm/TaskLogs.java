package dev.cdctl.adapter.docker.swarm;

import com.github.dockerjava.api.command.LogSwarmObjectCmd;
import dev.cdctl.adapter.docker.Connection;
import dev.cdctl.adapter.docker.Output;
import java.io.Closeable;
import java.util.List;
import java.util.function.Consumer;

/** What tasks wrote, which a manager asks of their nodes. */
record TaskLogs(Connection connection) {
    /** The last lines; none of a task whose node does not say. */
    List<String> tail(String task, int lines) {
        return Output.tail(
                lines,
                output -> connection.askSlowly(
                        "read a log", client -> of(task).withTail(lines).exec(output)));
    }

    /** Passes on what it writes from now on. */
    Closeable follow(String task, Consumer<String> lines) {
        return connection.askSlowly(
                "follow a log", client -> of(task).withTail(0).withFollow(true).exec(new Output(lines)));
    }

    private LogSwarmObjectCmd of(String task) {
        return connection.slow().logTaskCmd(task).withStdout(true).withStderr(true);
    }
}

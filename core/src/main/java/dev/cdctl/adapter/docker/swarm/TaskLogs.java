package dev.cdctl.adapter.docker.swarm;

import com.github.dockerjava.api.command.LogSwarmObjectCmd;
import dev.cdctl.adapter.docker.Connection;
import dev.cdctl.adapter.docker.Output;
import java.io.Closeable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** What tasks wrote, which a manager asks of their nodes. */
record TaskLogs(Connection connection) {
    private static final int SECONDS = 10;

    /** The last lines; none of a task whose node does not say. */
    List<String> tail(String task, int lines) {
        List<String> found = Collections.synchronizedList(new ArrayList<>());
        Output output = new Output(found::add);
        connection.askSlowly("read a log", client -> of(task).withTail(lines).exec(output));
        try {
            output.awaitCompletion(SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            // The task is gone, or its node keeps no logs.
            return List.of();
        } finally {
            output.end();
        }
        List<String> all = List.copyOf(found);
        return all.subList(Math.max(0, all.size() - lines), all.size());
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

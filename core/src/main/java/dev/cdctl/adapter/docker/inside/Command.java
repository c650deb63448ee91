package dev.cdctl.adapter.docker.inside;

import com.github.dockerjava.api.exception.ConflictException;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.exception.NotFoundException;
import dev.cdctl.adapter.docker.Connection;
import dev.cdctl.deploy.machine.Exec;
import dev.cdctl.engine.Cancel;
import dev.cdctl.model.Failure;
import dev.cdctl.model.Problem;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A command that is run in a container that runs, with its user, folder and variables. */
public record Command(Connection connection, String container) {
    private static final Duration CONNECT = Duration.ofSeconds(10);
    private static final Duration ANSWER = Duration.ofSeconds(30);

    /** Runs it to its end; its exit status. When it is cancelled it goes on in there, where nobody can end it from outside. */
    public int run(Exec exec) {
        String id = connection.ask("run a command in a container", client -> {
            try {
                return client.execCreateCmd(container)
                        .withCmd(exec.words().toArray(new String[0]))
                        .withAttachStdin(exec.input().isPresent())
                        .withAttachStdout(true)
                        .withAttachStderr(true)
                        .withTty(exec.terminal().isPresent())
                        .exec()
                        .getId();
            } catch (NotFoundException | ConflictException e) {
                throw gone(e).causedBy(e);
            }
        });
        return exec.terminal().isPresent() ? typed(id, exec, exec.terminal().get()) : passed(id, exec);
    }

    private int typed(String id, Exec exec, Exec.Terminal terminal) {
        try (Exec.Raw raw = terminal.raw()) {
            return passed(id, exec);
        }
    }

    private int passed(String id, Exec exec) {
        try (Line line = Line.to(connection.host(), CONNECT);
                Cancel.Registration wake = exec.cancel().onRequest(() -> cut(line))) {
            Talk talk = new Talk(line, id, exec);
            start(talk, line);
            resize(id, exec);
            exec.input().ifPresent(talk::feed);
            talk.listen();
        } catch (IOException e) {
            exec.cancel().check();
            throw connection.unreachable("run a command in " + container, e);
        }
        exec.cancel().check();
        return status(id);
    }

    /** An engine that takes the call and says nothing is cut off. */
    private void start(Talk talk, Line line) throws IOException {
        CompletableFuture<Void> late = CompletableFuture.runAsync(
                () -> cut(line), CompletableFuture.delayedExecutor(ANSWER.toSeconds(), TimeUnit.SECONDS));
        String refusal = talk.start();
        late.cancel(false);
        if (!refusal.isEmpty()) {
            throw notStarted(refusal);
        }
    }

    private static void cut(Line line) {
        try {
            line.close();
        } catch (IOException e) {
            // It is given up anyway.
        }
    }

    private Failure notStarted(String refusal) {
        return Failure.failed(Problem.of("CD-725", "the command could not be started in " + container)
                .because(refusal)
                .remedy("name a program that its image has; most have no shell of their own"));
    }

    private void resize(String id, Exec exec) {
        exec.terminal()
                .ifPresent(screen -> connection.ask("size a terminal", client -> {
                    try {
                        client.resizeExecCmd(id)
                                .withSize(screen.rows(), screen.columns())
                                .exec();
                    } catch (DockerException e) {
                        // A command that has ended by now needs no terminal.
                    }
                    return true;
                }));
    }

    private int status(String id) {
        return connection
                .ask(
                        "say how a command ended",
                        client -> Optional.ofNullable(
                                client.inspectExecCmd(id).exec().getExitCodeLong()))
                .map(Long::intValue)
                .orElseThrow(() -> Failure.of(
                        Failure.Kind.UNREACHABLE,
                        Problem.of("CD-724", "the engine lost the command in " + container)
                                .because("its output ended while it ran, as when the engine is restarted")
                                .remedy("see what it has done, and run it again")));
    }

    private Failure gone(DockerException e) {
        return Failure.refused(Problem.of("CD-723", container + " does not run")
                .because(Connection.reason(e))
                .remedy("see what runs with `cdctl status`"));
    }
}

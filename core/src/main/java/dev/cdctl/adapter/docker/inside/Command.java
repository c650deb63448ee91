package dev.cdctl.adapter.docker.inside;

import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.command.ExecStartCmd;
import com.github.dockerjava.api.exception.ConflictException;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.Frame;
import com.github.dockerjava.api.model.StreamType;
import dev.cdctl.adapter.docker.Connection;
import dev.cdctl.deploy.machine.Exec;
import dev.cdctl.engine.Cancel;
import dev.cdctl.model.Failure;
import dev.cdctl.model.Problem;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Optional;

/** A command that is run in a container that runs, with its user, folder and variables. */
public record Command(Connection connection, String container) {
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
        Writing writing = new Writing(exec);
        connection.askSlowly("run a command in a container", client -> {
            ExecStartCmd start = client.execStartCmd(id)
                    .withDetach(false)
                    .withTty(exec.terminal().isPresent());
            exec.input().ifPresent(start::withStdIn);
            return start.exec(writing);
        });
        resize(id, exec);
        writing.await(exec.cancel());
        return status(id);
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

    /** Passes on what comes, as it comes. */
    private static final class Writing extends ResultCallback.Adapter<Frame> {
        private final Exec exec;

        Writing(Exec exec) {
            this.exec = exec;
        }

        @Override
        public void onNext(Frame frame) {
            try {
                OutputStream to = frame.getStreamType() == StreamType.STDERR ? exec.errors() : exec.output();
                to.write(frame.getPayload());
                to.flush();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /** Until everything came. */
        void await(Cancel cancel) {
            try (Cancel.Registration wake = cancel.onRequest(this::onComplete)) {
                awaitCompletion();
                cancel.check();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw Cancel.interrupted("the thread was interrupted").causedBy(e);
            }
        }
    }
}

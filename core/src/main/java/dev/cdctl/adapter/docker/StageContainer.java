package dev.cdctl.adapter.docker;

import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.model.Frame;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.LogConfig;
import com.github.dockerjava.api.model.Mount;
import com.github.dockerjava.api.model.MountType;
import com.github.dockerjava.api.model.WaitResponse;
import dev.cdctl.engine.Cancel;
import dev.cdctl.model.Failure;
import dev.cdctl.model.Problem;
import dev.cdctl.script.PinnedImage;
import dev.cdctl.script.Script;
import dev.cdctl.script.ScriptResult.End;
import dev.cdctl.script.StageSpec.Shell;
import dev.cdctl.script.output.Transcript;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

/** One container that a script runs in. Closed, it is removed with all that runs in it. */
final class StageContainer implements AutoCloseable {
    /** An empty folder in memory that belongs to the user. */
    static final String HOME = "/home/cdctl";

    private static final String LABEL = "dev.cdctl.stage";
    private static final Duration ANSWER = Duration.ofSeconds(30);

    /** How long the last output is awaited: the container has ended, so nothing can hold it up. */
    private static final Duration REST = Duration.ofSeconds(10);

    /** From TERM to KILL; cdctl itself has 8 s. */
    private static final Duration GRACE = Duration.ofSeconds(4);

    /** For a script without a timeout. */
    private static final Duration LONGEST = Duration.ofDays(30);

    private final Connection connection;
    private final Transcript transcript;
    private final String name = "cdctl-stage-" + UUID.randomUUID();
    private final Written written = new Written();
    private final Waiting waiting = new Waiting();

    StageContainer(Connection connection, Transcript transcript) {
        this.connection = connection;
        this.transcript = transcript;
    }

    /**
     * Creates it. Variables are handed over in the request, so that none is on a command line.
     *
     * @param root the folder that it sees
     */
    void create(PinnedImage image, Script script, Path root, String label) {
        List<String> env = new ArrayList<>();
        script.env().forEach((key, value) -> env.add(key + "=" + value));
        Map<String, String> labels =
                new HashMap<>(Leftovers.labels(script.timeout().orElse(LONGEST)));
        labels.put(LABEL, label);
        connection.ask("create a container", client -> {
            try {
                return client.createContainerCmd(image.reference())
                        .withName(name)
                        .withLabels(labels)
                        .withEnv(env)
                        .withUser(user())
                        .withWorkingDir(script.folder().toString())
                        .withEntrypoint(script.shell().program())
                        .withCmd(arguments(script))
                        .withHostConfig(host(root))
                        .exec()
                        .getId();
            } catch (DockerException e) {
                throw Connection.reason(e).contains("bind source path does not exist") ? unseen(root, e) : e;
            }
        });
    }

    /** Nothing of what is written stays with the engine: it may hold secrets that only the transcript masks. */
    private static HostConfig host(Path root) {
        Mount folder =
                new Mount().withType(MountType.BIND).withSource(root.toString()).withTarget(root.toString());
        String[] ids = user().split(":");
        String options = ids.length == 2 ? ",uid=" + ids[0] + ",gid=" + ids[1] : "";
        return HostConfig.newHostConfig()
                .withMounts(List.of(folder))
                .withTmpFs(Map.of(HOME, "exec,mode=0700" + options))
                .withLogConfig(new LogConfig(LogConfig.LoggingType.NONE));
    }

    /** POSIX shells join both streams first, since an engine does not keep the order between two. */
    private static List<String> arguments(Script script) {
        Shell shell = script.shell();
        if (shell != Shell.SH && shell != Shell.BASH) {
            return shell.arguments(script.text());
        }
        List<String> words = new ArrayList<>(List.of("-c", "exec \"$0\" \"$@\" 2>&1", shell.program()));
        words.addAll(shell.arguments(script.text()));
        return words;
    }

    /** The effective user of this process, so that what scripts make belongs to who called; empty where unknown. */
    private static String user() {
        Path self = Path.of("/proc/self");
        try {
            return Files.getAttribute(self, "unix:uid") + ":" + Files.getAttribute(self, "unix:gid");
        } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
            return "";
        }
    }

    /** Starts it; what it writes is read from its first byte on. */
    void start(Shell shell) {
        connection
                .slow()
                .attachContainerCmd(name)
                .withStdOut(true)
                .withStdErr(true)
                .withFollowStream(true)
                .exec(written);
        written.awaitAttached();
        connection.ask("start a container", client -> {
            try {
                client.startContainerCmd(name).exec();
                return true;
            } catch (DockerException e) {
                throw Connection.reason(e).contains("executable file not found") ? shellMissing(shell, e) : e;
            }
        });
        connection.slow().waitContainerCmd(name).exec(waiting);
    }

    /** Waits for what happens first: its own end, its timeout, or the wish to stop; then nothing runs in it. */
    End await(Optional<Duration> timeout, Cancel cancel) {
        CompletableFuture<End> end = waiting.status.thenApply(End.Exited::new);
        timeout.ifPresent(
                limit -> end.completeOnTimeout(new End.TimedOut(limit), limit.toMillis(), TimeUnit.MILLISECONDS));
        try (Cancel.Registration wake = cancel.onRequest(() -> end.complete(new End.Cancelled(cancel.reason())))) {
            End found = end.join();
            if (!(found instanceof End.Exited)) {
                terminate();
            }
            written.awaitRest();
            return found;
        } catch (CompletionException e) {
            throw connection.unreachable("wait for the end of a script", Objects.requireNonNullElse(e.getCause(), e));
        }
    }

    /** Everything in it gets TERM, which its first process ignores unless it asked for it, and then some time. */
    private void terminate() {
        try {
            String exec = connection
                    .quick()
                    .execCreateCmd(name)
                    .withCmd("sh", "-c", "kill -s TERM -- -1")
                    .exec()
                    .getId();
            connection.slow().execStartCmd(exec).exec(new ResultCallback.Adapter<>());
            connection.quick().killContainerCmd(name).withSignal("TERM").exec();
            waiting.status
                    .handle((status, failure) -> true)
                    .completeOnTimeout(false, GRACE.toMillis(), TimeUnit.MILLISECONDS)
                    .join();
            connection.quick().killContainerCmd(name).withSignal("KILL").exec();
        } catch (DockerException e) {
            // It has ended in the meantime, or its image has no shell; it is removed by force anyway.
        }
    }

    /** Removes it, whatever runs in it. */
    @Override
    public void close() {
        connection.remove(name);
    }

    private Failure unseen(Path root, Exception e) {
        return Failure.unreachable(Problem.of("CD-314", "the Docker Engine does not see the folder " + root)
                        .because("the engine at " + connection.host() + " has other files than this machine")
                        .remedy("use an engine of this machine; where cdctl itself runs in a container, mount the"
                                + " repository there at the same path as on the engine's machine"))
                .causedBy(e);
    }

    private static Failure shellMissing(Shell shell, Exception e) {
        String name = shell.program();
        return Failure.failed(Problem.of("CD-312", "the shell " + name + " is not in the image of the stage")
                        .because(Connection.reason(e))
                        .remedy("add " + name + " to the image, or choose another shell for the stage"))
                .causedBy(e);
    }

    /** What it writes. */
    private final class Written extends ResultCallback.Adapter<Frame> {
        @Override
        public void onNext(Frame frame) {
            transcript.write(frame.getPayload(), frame.getPayload().length);
        }

        void awaitAttached() {
            within(() -> awaitStarted(ANSWER.toMillis(), TimeUnit.MILLISECONDS));
        }

        void awaitRest() {
            if (!within(() -> awaitCompletion(REST.toMillis(), TimeUnit.MILLISECONDS))) {
                transcript.note("the output did not come to its end; what came later is not in the log");
            }
        }

        private boolean within(Wait wait) {
            try {
                return wait.run();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw Cancel.interrupted("the thread was interrupted").causedBy(e);
            }
        }
    }

    private interface Wait {
        boolean run() throws InterruptedException;
    }

    /** Its exit status. */
    private static final class Waiting extends ResultCallback.Adapter<WaitResponse> {
        private final CompletableFuture<Integer> status = new CompletableFuture<>();

        @Override
        public void onNext(WaitResponse answer) {
            status.complete(Objects.requireNonNullElse(answer.getStatusCode(), -1));
        }

        @Override
        public void onError(Throwable throwable) {
            status.completeExceptionally(throwable);
            super.onError(throwable);
        }

        @Override
        public void onComplete() {
            super.onComplete();
            status.completeExceptionally(new IOException("the engine did not say how the script ended"));
        }
    }
}

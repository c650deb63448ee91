package dev.cdctl.adapter.docker.container;

import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.exception.NotModifiedException;
import dev.cdctl.adapter.docker.inside.Inside;
import dev.cdctl.model.Failure;
import dev.cdctl.model.Problem;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Ends containers so that neither their engine nor a reboot brings them back. */
record Stopping(Containers containers) {
    private static final int KILLED = 137;
    private static final Duration MERCILESS = Duration.ofSeconds(30);

    /** Whether nothing had to be killed. Of one that was only created nothing is left, since it wrote nothing. */
    boolean within(String name, Duration patience) {
        Optional<Found> found = containers.find(name);
        if (found.isEmpty()) {
            return true;
        }
        if (found.get().isOnlyCreated()) {
            containers.remove(name);
            return true;
        }
        boolean running = found.get().runs();
        thaw(found.get());
        stop(name, patience);
        Found now = containers.find(name).orElse(null);
        if (now == null) {
            return true;
        }
        if (now.isRunning()) {
            throw stays(name);
        }
        empty(now);
        return !running || now.exitCode().orElse(0) != KILLED;
    }

    /** Takes its secrets away, if it has ended for good. */
    void clear(String name) {
        containers.find(name).filter(found -> !found.isRunning()).ifPresent(this::empty);
    }

    /** None is started again as it is but somebody else's, whose files are not ours; nor are those of a mounted folder. */
    private void empty(Found ended) {
        boolean mounted = ended.mounts().stream()
                .anyMatch(folder ->
                        (Inside.SECRETS + "/").startsWith(folder + "/") || folder.startsWith(Inside.SECRETS + "/"));
        if (ended.labels().containsKey(Labels.DEPLOYMENT) && !mounted) {
            new Inside(containers.connection(), ended.id()).forget(ended.environment());
        }
    }

    /** A frozen one cannot take the signal. */
    private void thaw(Found container) {
        if (container.isPaused()) {
            containers
                    .connection()
                    .ask(
                            "let a container go on",
                            client -> client.unpauseContainerCmd(container.id()).exec());
        }
    }

    /** The engine answers when it is over, so its answer has the patience and some time more. */
    private void stop(String name, Duration patience) {
        int seconds = Math.toIntExact(patience.plusMillis(999).toSeconds());
        CompletableFuture<Void> end = CompletableFuture.runAsync(
                () -> containers.connection().askSlowly("stop a container", client -> {
                    try {
                        client.stopContainerCmd(name).withTimeout(seconds).exec();
                    } catch (NotFoundException | NotModifiedException e) {
                        // It has ended already.
                    }
                    return true;
                }),
                work -> daemon(work).start());
        try {
            end.get(patience.plus(MERCILESS).toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw stays(name).causedBy(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Failure.of(
                    Failure.Kind.INTERRUPTED, Problem.of("CD-504", "stopped while " + name + " was being ended"));
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Failure failure
                    ? failure
                    : containers.connection().unreachable("stop a container", e);
        }
    }

    private Failure stays(String name) {
        return Failure.of(
                Failure.Kind.NEEDS_PERSON,
                Problem.of("CD-497", name + " does not end on " + containers.host())
                        .because("its engine could not kill it")
                        .remedy("see what it waits for, or restart the engine, and try again"));
    }

    private static Thread daemon(Runnable work) {
        Thread thread = new Thread(work, "stop");
        thread.setDaemon(true);
        return thread;
    }
}

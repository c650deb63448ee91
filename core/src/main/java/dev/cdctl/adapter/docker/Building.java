package dev.cdctl.adapter.docker;

import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.command.BuildImageCmd;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.model.BuildResponseItem;
import com.github.dockerjava.api.model.ResponseItem;
import dev.cdctl.artifact.context.BuildContext;
import dev.cdctl.engine.Cancel;
import dev.cdctl.model.Failure;
import dev.cdctl.model.Problem;
import java.io.IOException;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/** One build by the engine: the context goes in as a stream, what the engine says comes out line by line. */
record Building(Connection connection, Cancel cancel) {
    private static final int PIPE = 256 * 1024;

    /**
     * Builds.
     *
     * @return what the engine calls the image
     * @throws Failure failed, when a step of the Dockerfile does or the time is over
     */
    String run(BuildImageCmd command, BuildContext context, Duration timeout, Consumer<String> lines) {
        cancel.check();
        Output output = new Output(lines);
        try (PipedInputStream tar = new PipedInputStream(PIPE)) {
            Sender sender = new Sender(context, new PipedOutputStream(tar));
            sender.start();
            command.withTarInputStream(tar).withDockerfilePath(context.dockerfile());
            return await(command, output, sender, timeout);
        } catch (IOException e) {
            throw connection.unreachable("build an image", e);
        } finally {
            output.finish();
        }
    }

    private String await(BuildImageCmd command, Output output, Sender sender, Duration timeout) throws IOException {
        try (Output running = command.exec(output);
                Cancel.Registration wake =
                        cancel.onRequest(() -> running.end.completeExceptionally(cancel.failure()))) {
            return running.end.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw tooLong(timeout);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Cancel.interrupted("the thread was interrupted").causedBy(e);
        } catch (ExecutionException | CompletionException e) {
            cancel.check();
            throw sender.failed()
                    .map(Building::unsendable)
                    .orElseGet(() -> failure(Objects.requireNonNullElse(e.getCause(), e)));
        }
    }

    private Failure failure(Throwable cause) {
        if (cause instanceof Failure failure) {
            return failure;
        }
        return cause instanceof DockerException refused
                ? connection.refused("build the image", refused)
                : connection.unreachable("build the image", cause);
    }

    private static Failure unsendable(IOException e) {
        return Failure.failed(Problem.of("CD-475", "the files to build the image from cannot be read")
                        .because(String.valueOf(e))
                        .remedy("make them readable, or leave them out by a .dockerignore"))
                .causedBy(e);
    }

    private static Failure tooLong(Duration timeout) {
        return Failure.failed(Problem.of("CD-476", "the building took longer than " + timeout.toSeconds() + " s")
                .because("it was ended")
                .remedy("look for the step that hangs, or give the image a longer timeout"));
    }

    /** Sends the context. It has a thread of its own, because the engine reads at its own pace. */
    private static final class Sender extends Thread {
        private final BuildContext context;
        private final PipedOutputStream out;
        private final CompletableFuture<Optional<IOException>> end = new CompletableFuture<>();

        Sender(BuildContext context, PipedOutputStream out) {
            super("build-context");
            setDaemon(true);
            this.context = context;
            this.out = out;
        }

        @Override
        public void run() {
            try (out) {
                context.writeTo(out);
                end.complete(Optional.empty());
            } catch (IOException e) {
                end.complete(Optional.of(e));
            }
        }

        /** Why it could not be sent; a pipe that the other side closed is no reason. */
        Optional<IOException> failed() {
            return end.getNow(Optional.empty())
                    .filter(e -> !String.valueOf(e.getMessage()).startsWith("Pipe"));
        }
    }

    /** What the engine says. */
    private static final class Output extends ResultCallback.Adapter<BuildResponseItem> {
        private final Consumer<String> lines;
        private final StringBuilder part = new StringBuilder();
        private final CompletableFuture<String> end = new CompletableFuture<>();
        private Optional<String> id = Optional.empty();

        Output(Consumer<String> lines) {
            this.lines = lines;
        }

        @Override
        public synchronized void onNext(BuildResponseItem item) {
            Optional.ofNullable(item.getStream()).ifPresent(this::add);
            Optional.ofNullable(item.getStatus())
                    .filter(status -> item.getProgressDetail() == null)
                    .ifPresent(status -> add(status + "\n"));
            if (item.isBuildSuccessIndicated()) {
                id = Optional.ofNullable(item.getImageId());
            }
            Optional.ofNullable(item.getErrorDetail())
                    .map(ResponseItem.ErrorDetail::getMessage)
                    .ifPresent(this::fail);
        }

        private void add(String text) {
            part.append(text);
            for (int line = part.indexOf("\n"); line >= 0; line = part.indexOf("\n")) {
                lines.accept(part.substring(0, line).replace("\r", ""));
                part.delete(0, line + 1);
            }
        }

        private void fail(String message) {
            add("\n".repeat(part.isEmpty() ? 0 : 1));
            end.completeExceptionally(Failure.failed(Problem.of("CD-474", "the image was not built")
                    .because(message)
                    .remedy("mend what the last lines say, then run it again")));
        }

        synchronized void finish() {
            if (!part.isEmpty()) {
                add("\n");
            }
        }

        @Override
        public void onError(Throwable throwable) {
            end.completeExceptionally(throwable);
            super.onError(throwable);
        }

        @Override
        public synchronized void onComplete() {
            super.onComplete();
            id.ifPresentOrElse(
                    end::complete,
                    () -> end.completeExceptionally(new IOException("the engine did not say what it built")));
        }
    }
}

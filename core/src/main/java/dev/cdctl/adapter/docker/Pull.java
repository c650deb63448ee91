package dev.cdctl.adapter.docker;

import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.command.PullImageCmd;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.AuthConfig;
import com.github.dockerjava.api.model.PullResponseItem;
import com.github.dockerjava.api.model.ResponseItem;
import dev.cdctl.artifact.registry.Login;
import dev.cdctl.engine.Cancel;
import dev.cdctl.model.Failure;
import dev.cdctl.model.Problem;
import dev.cdctl.script.PinnedImage;
import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Brings images into the engine, which compares what comes with the digest.
 *
 * @param logins by the address of a registry
 */
record Pull(Connection connection, Function<String, Optional<Login>> logins, Cancel cancel) {
    private static final Duration LONGEST = Duration.ofHours(1);

    /**
     * Pulls the image unless it is there.
     *
     * @throws Failure unreachable, when it cannot be had (CD-313)
     */
    void bring(PinnedImage image, Consumer<String> lines) {
        if (isThere(image)) {
            return;
        }
        lines.accept("pulling " + image);
        PullImageCmd command = connection.slow().pullImageCmd(image.reference());
        String registry = image.registry().orElseGet(this::standard);
        logins.apply(registry).map(login -> config(registry, login)).ifPresent(command::withAuthConfig);
        Said said = new Said();
        try (Said running = command.exec(said);
                Cancel.Registration wake =
                        cancel.onRequest(() -> running.end.completeExceptionally(cancel.failure()))) {
            running.end.get(LONGEST.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw missing(image, "it took longer than " + LONGEST.toMinutes() + " min");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Cancel.interrupted("the thread was interrupted").causedBy(e);
        } catch (IOException | ExecutionException | CompletionException e) {
            cancel.check();
            throw missing(image, Connection.reason(Objects.requireNonNullElse(e.getCause(), e)))
                    .causedBy(e);
        }
    }

    private boolean isThere(PinnedImage image) {
        return connection.ask("look for an image", client -> {
            try {
                client.inspectImageCmd(image.reference()).exec();
                return true;
            } catch (NotFoundException e) {
                return false;
            }
        });
    }

    /** What the engine calls the registry of images that name none. */
    private String standard() {
        return connection.ask(
                "say which registry it uses",
                client -> Objects.requireNonNullElse(client.infoCmd().exec().getIndexServerAddress(), ""));
    }

    /** A login as the engine takes it. */
    static AuthConfig config(String registry, Login login) {
        AuthConfig config = new AuthConfig().withRegistryAddress(registry);
        return login.isToken()
                ? config.withIdentityToken(login.secret())
                : config.withUsername(login.user()).withPassword(login.secret());
    }

    private Failure missing(PinnedImage image, String why) {
        return Failure.unreachable(Problem.of("CD-313", "the image " + image + " cannot be pulled")
                .because(why + "; asked the Docker Engine at " + connection.host())
                .remedy("pull it by hand to see what is wrong: `docker pull " + image.reference() + "`"));
    }

    /** What the engine says about it. */
    private static final class Said extends ResultCallback.Adapter<PullResponseItem> {
        private final CompletableFuture<Boolean> end = new CompletableFuture<>();

        @Override
        public void onNext(PullResponseItem item) {
            Optional.ofNullable(item.getErrorDetail())
                    .map(ResponseItem.ErrorDetail::getMessage)
                    .ifPresent(message -> end.completeExceptionally(new IOException(message)));
        }

        @Override
        public void onError(Throwable throwable) {
            end.completeExceptionally(throwable);
            super.onError(throwable);
        }

        @Override
        public void onComplete() {
            super.onComplete();
            end.complete(true);
        }
    }
}

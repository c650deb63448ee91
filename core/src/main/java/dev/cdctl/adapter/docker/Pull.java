package dev.cdctl.adapter.docker;

import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.command.PullImageCmd;
import com.github.dockerjava.api.model.AuthConfig;
import com.github.dockerjava.api.model.PullResponseItem;
import com.github.dockerjava.api.model.ResponseItem;
import dev.cdctl.artifact.registry.Login;
import dev.cdctl.engine.Cancel;
import dev.cdctl.json.Json;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Brings images into an engine, which compares what comes with the digest. */
public record Pull(Connection connection, Cancel cancel) {
    private static final Duration LIMIT = Duration.ofMinutes(30);
    private static final Duration SILENCE = Duration.ofMinutes(2);
    private static final Duration GLANCE = Duration.ofSeconds(1);

    /** What the engine knows of an image that is there. */
    public static Optional<Json.Obj> find(Connection connection, String name) {
        return connection.readObject("look for an image", "/images/" + name + "/json");
    }

    /** A login as the engine takes it. */
    public static AuthConfig config(String registry, Login login) {
        AuthConfig config = new AuthConfig().withRegistryAddress(registry);
        return login.isToken()
                ? config.withIdentityToken(login.secret())
                : config.withUsername(login.user()).withPassword(login.secret());
    }

    /**
     * Pulls what a tag or a digest names.
     *
     * @return why it is not there afterwards; empty when it is
     */
    public Optional<String> bring(String name, Optional<AuthConfig> login) {
        PullImageCmd command = connection.slow().pullImageCmd(name);
        // Without a tag the engine would pull every one there is.
        if (name.indexOf('@') < 0 && name.indexOf(':', name.lastIndexOf('/')) < 0) {
            command.withTag("latest");
        }
        login.ifPresent(command::withAuthConfig);
        Optional<String> failure = await(command);
        return failure.isPresent() || find(connection, name).isPresent()
                ? failure
                : Optional.of("the engine did not say why");
    }

    private Optional<String> await(PullImageCmd command) {
        cancel.check();
        try (Said said = command.exec(new Said());
                Cancel.Registration wake = cancel.onRequest(said::onComplete)) {
            long end = System.nanoTime() + LIMIT.toNanos();
            while (!said.ended(GLANCE)) {
                if (System.nanoTime() > end || said.silent().compareTo(SILENCE) > 0) {
                    return Optional.of("it did not end in time; the last word was: " + said.last);
                }
            }
            cancel.check();
            return said.error;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Cancel.interrupted("the thread was interrupted").causedBy(e);
        } catch (IOException e) {
            throw connection.unreachable("pull an image", e);
        }
    }

    /** What the engine says while it pulls. The library's own waiting closes the connection when its time is over. */
    private static final class Said extends ResultCallback.Adapter<PullResponseItem> {
        private final CountDownLatch end = new CountDownLatch(1);
        private volatile long heard = System.nanoTime();
        private volatile String last = "nothing";
        private volatile Optional<String> error = Optional.empty();

        @Override
        public void onNext(PullResponseItem item) {
            heard = System.nanoTime();
            last = Optional.ofNullable(item.getStatus()).orElse(last);
            Optional.ofNullable(item.getErrorDetail())
                    .map(ResponseItem.ErrorDetail::getMessage)
                    .ifPresent(message -> error = Optional.of(message));
        }

        @Override
        public void onError(Throwable throwable) {
            error = Optional.of(Connection.reason(throwable));
            super.onError(throwable);
            end.countDown();
        }

        @Override
        public void onComplete() {
            super.onComplete();
            end.countDown();
        }

        private boolean ended(Duration wait) throws InterruptedException {
            return end.await(wait.toMillis(), TimeUnit.MILLISECONDS);
        }

        private Duration silent() {
            return Duration.ofNanos(System.nanoTime() - heard);
        }
    }
}

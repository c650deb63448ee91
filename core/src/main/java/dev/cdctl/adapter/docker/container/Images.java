package dev.cdctl.adapter.docker.container;

import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.command.InspectImageResponse;
import com.github.dockerjava.api.command.PullImageCmd;
import com.github.dockerjava.api.exception.ConflictException;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.AuthConfig;
import com.github.dockerjava.api.model.Image;
import com.github.dockerjava.api.model.PullResponseItem;
import com.github.dockerjava.api.model.ResponseItem;
import dev.cdctl.adapter.docker.Connection;
import dev.cdctl.artifact.registry.ImageRef;
import dev.cdctl.artifact.registry.Login;
import dev.cdctl.deploy.machine.Software;
import dev.cdctl.engine.Cancel;
import dev.cdctl.host.Host;
import dev.cdctl.model.Digest;
import dev.cdctl.model.Failure;
import dev.cdctl.model.Name;
import dev.cdctl.model.Problem;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The images of one engine. Each environment gives what it uses a tag of its own: the engine's own clearing up takes
 * images without one away, also those that a rollback needs, and prune knows by it whose an image is.
 */
public record Images(Connection connection, Host host, Cancel cancel) {
    private static final Duration LIMIT = Duration.ofMinutes(30);
    private static final Duration SILENCE = Duration.ofMinutes(2);
    private static final Duration GLANCE = Duration.ofSeconds(1);

    /** Pulls it when it is not there. */
    public void place(Name service, Name environment, Software.Image image) {
        String ref = image.ref().toString();
        if (find(ref).isEmpty()) {
            pull(image);
        }
        connection.ask(
                "tag an image",
                client -> client.tagImageCmd(ref, repository(service, environment), tag(image.digest()))
                        .exec());
    }

    /** What the engine knows of an image. */
    Optional<InspectImageResponse> find(String name) {
        return connection.ask("look for an image", client -> {
            try {
                return Optional.of(client.inspectImageCmd(name).exec());
            } catch (NotFoundException e) {
                return Optional.<InspectImageResponse>empty();
            }
        });
    }

    /** Who its containers run as; empty for root. */
    public String user(String name) {
        return find(name)
                .flatMap(image -> Optional.ofNullable(image.getConfig()))
                .flatMap(config -> Optional.ofNullable(config.getUser()))
                .orElse("");
    }

    private void pull(Software.Image image) {
        ImageRef ref = image.ref();
        PullImageCmd command = connection
                .slow()
                .pullImageCmd(ref.registry() + "/" + ref.repository())
                .withTag(ref.digest().toString());
        image.login().get().ifPresent(login -> command.withAuthConfig(auth(login, ref)));
        await(command, ref.toString(), ref.registry());
    }

    /** Pulls what a tag or a digest names, without a login. */
    void pull(String name) {
        PullImageCmd command = connection.slow().pullImageCmd(name);
        // Without a tag the engine would pull every one there is.
        if (name.indexOf('@') < 0 && name.indexOf(':', name.lastIndexOf('/')) < 0) {
            command.withTag("latest");
        }
        await(command, name, "its registry");
    }

    /** A login as the engine takes it. */
    public static AuthConfig auth(Login login, ImageRef ref) {
        AuthConfig auth = new AuthConfig().withRegistryAddress(ref.registry());
        return login.isToken()
                ? auth.withIdentityToken(login.secret())
                : auth.withUsername(login.user()).withPassword(login.secret());
    }

    private void await(PullImageCmd command, String image, String registry) {
        cancel.check();
        try (Pull pull = command.exec(new Pull());
                Cancel.Registration wake = cancel.onRequest(pull::onComplete)) {
            long end = System.nanoTime() + LIMIT.toNanos();
            while (!pull.ended(GLANCE)) {
                if (System.nanoTime() > end || pull.silent().compareTo(SILENCE) > 0) {
                    throw notPulled(image, registry, "it did not end in time; the last word was: " + pull.last);
                }
            }
            cancel.check();
            pull.error.ifPresent(error -> {
                throw notPulled(image, registry, error);
            });
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Cancel.interrupted("the thread was interrupted").causedBy(e);
        } catch (IOException e) {
            throw connection.unreachable("pull an image", e);
        }
        if (find(image).isEmpty()) {
            throw notPulled(image, registry, "the engine did not say why");
        }
    }

    private Failure notPulled(String image, String registry, String why) {
        return Failure.unreachable(Problem.of("CD-494", host + " cannot pull " + image)
                .because("from " + registry + ": " + why)
                .remedy("let " + host + " reach the registry and log in to it (`docker login` here is enough), and see"
                        + " that the image was pushed"));
    }

    /** Takes the environment's tags off all but these, and removes what nobody else uses. */
    public void prune(Name service, Name environment, List<Digest> keep) {
        String repository = repository(service, environment);
        Set<String> kept =
                keep.stream().map(digest -> repository + ":" + tag(digest)).collect(Collectors.toSet());
        List<Image> images = connection.ask(
                "list images",
                client -> client.listImagesCmd()
                        .withFilter("reference", List.of(repository))
                        .exec());
        images.forEach(image -> find(image.getId())
                .ifPresent(found -> untag(found, tag -> tag.startsWith(repository + ":") && !kept.contains(tag))));
    }

    /** When no tag is left, what it was pulled by goes too, and with it the image. */
    private void untag(InspectImageResponse image, Predicate<String> doomed) {
        List<String> tags = texts(image.getRepoTags());
        tags.stream().filter(doomed).forEach(this::remove);
        if (tags.stream().allMatch(doomed)) {
            texts(image.getRepoDigests()).forEach(this::remove);
        }
    }

    private void remove(String name) {
        connection.ask("remove an image", client -> {
            try {
                client.removeImageCmd(name).exec();
            } catch (NotFoundException | ConflictException e) {
                // It is gone, or a container uses it.
            }
            return true;
        });
    }

    private static List<String> texts(@Nullable List<String> texts) {
        return texts == null
                ? List.of()
                : texts.stream().filter(text -> !text.contains("<none>")).toList();
    }

    private static String repository(Name service, Name environment) {
        return "cdctl/" + service + "/" + environment;
    }

    private static String tag(Digest digest) {
        return digest.toString().replace(':', '-');
    }

    /** What the engine says while it pulls. The library's own waiting closes the connection when its time is over. */
    private static final class Pull extends ResultCallback.Adapter<PullResponseItem> {
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

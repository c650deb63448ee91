package dev.cdctl.adapter.docker.container;

import com.github.dockerjava.api.exception.ConflictException;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.AuthConfig;
import com.github.dockerjava.api.model.Image;
import dev.cdctl.adapter.docker.Connection;
import dev.cdctl.adapter.docker.Pull;
import dev.cdctl.artifact.registry.ImageRef;
import dev.cdctl.artifact.registry.Login;
import dev.cdctl.deploy.machine.Software;
import dev.cdctl.engine.Cancel;
import dev.cdctl.host.Host;
import dev.cdctl.json.Json;
import dev.cdctl.model.Digest;
import dev.cdctl.model.Failure;
import dev.cdctl.model.Name;
import dev.cdctl.model.Problem;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The images of one engine. Each environment gives what it uses a tag of its own: the engine's own clearing up takes
 * images without one away, also those that a rollback needs, and prune knows by it whose an image is.
 */
public record Images(Connection connection, Host host, Cancel cancel) {
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
    Optional<Json.Obj> find(String name) {
        return Pull.find(connection, name);
    }

    /** Who its containers run as; empty for root. */
    public String user(String name) {
        return find(name)
                .flatMap(image -> image.object("Config"))
                .flatMap(config -> config.text("User"))
                .orElse("");
    }

    /** Whether it has a HEALTHCHECK. */
    public boolean checksItself(String name) {
        return find(name)
                .flatMap(image -> image.object("Config"))
                .flatMap(config -> config.object("Healthcheck"))
                .flatMap(check -> check.texts("Test").stream().findFirst())
                .filter(kind -> !kind.equals("NONE"))
                .isPresent();
    }

    private void pull(Software.Image image) {
        ImageRef ref = image.ref();
        pull(ref.toString(), ref.registry(), image.login().get());
    }

    /**
     * Pulls what a tag or a digest names.
     *
     * @param registry for people
     */
    void pull(String name, String registry, Optional<Login> login) {
        Optional<AuthConfig> config = login.map(each -> Pull.config(registry, each));
        new Pull(connection, cancel).bring(name, config).ifPresent(why -> {
            throw notPulled(name, registry, why);
        });
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
    private void untag(Json.Obj image, Predicate<String> doomed) {
        List<String> tags = texts(image.items("RepoTags"));
        tags.stream().filter(doomed).forEach(this::remove);
        if (tags.stream().allMatch(doomed)) {
            texts(image.items("RepoDigests")).forEach(this::remove);
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

    private static List<String> texts(List<Json> items) {
        return items.stream()
                .flatMap(item -> item instanceof Json.Str text ? Stream.of(text.value()) : Stream.empty())
                .filter(text -> !text.contains("<none>"))
                .toList();
    }

    private static String repository(Name service, Name environment) {
        return "cdctl/" + service + "/" + environment;
    }

    private static String tag(Digest digest) {
        return digest.toString().replace(':', '-');
    }
}

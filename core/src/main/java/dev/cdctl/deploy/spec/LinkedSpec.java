package dev.cdctl.deploy.spec;

import dev.cdctl.json.Json;
import dev.cdctl.json.JsonException;
import dev.cdctl.model.Name;
import dev.cdctl.pipeline.Block;
import dev.cdctl.pipeline.Block.Values;
import dev.cdctl.pipeline.Key;
import dev.cdctl.pipeline.Type;
import dev.cdctl.pipeline.Types;
import dev.cdctl.secret.EnvValue;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A container that belongs to the environment, such as a database.
 *
 * @param image what the engine pulls: {@code couchdb:3}, or pinned by a digest
 * @param port where it accepts connections when it is well; the engine's own health check counts when absent
 */
public record LinkedSpec(
        Name name,
        String image,
        Optional<Integer> port,
        Map<String, EnvValue> env,
        Optional<Long> memory,
        Optional<String> user,
        List<String> volumes) {
    private static final Key<String> IMAGE = Key.required(
                    "image", imageName(), "What the engine pulls: `couchdb:3`, or pinned by `@sha256:...`.")
            .withEnvironment();
    private static final Key<Integer> PORT = Key.of(
            "port",
            Types.integer(1, 65535),
            "Where it accepts connections when it is well; the image's own health check counts by default.");
    private static final Key<Map<String, EnvValue>> ENV =
            EnvValue.key(Set.of(), "Its environment variables: a text, or `{secret: ...}`.");

    /** One entry of {@code linked}. */
    static final Block<LinkedSpec> BLOCK = Block.of(
                    "a linked container",
                    LinkedSpec::from,
                    IMAGE,
                    PORT,
                    ENV,
                    ContainerSpec.MEMORY,
                    ContainerSpec.USER,
                    ContainerSpec.VOLUMES)
            .shorthand(IMAGE);

    /** Copies the collections. */
    public LinkedSpec {
        env = Map.copyOf(env);
        volumes = List.copyOf(volumes);
    }

    private static LinkedSpec from(Values values) {
        return new LinkedSpec(
                new Name(values.name()),
                values.get(IMAGE),
                values.find(PORT),
                values.get(ENV),
                values.find(ContainerSpec.MEMORY),
                values.find(ContainerSpec.USER),
                values.get(ContainerSpec.VOLUMES));
    }

    /** The form that is recorded, and compared with what runs. */
    public Json.Obj toJson() {
        return Json.object()
                .put("name", name.text())
                .put("image", image)
                .put("port", port.map(Object::toString))
                .put("env", RunBlock.env(env))
                .put("memory", memory.map(Object::toString))
                .put("user", user)
                .put("volumes", Json.ofTexts(volumes))
                .build();
    }

    /**
     * Reads what {@link #toJson} wrote.
     *
     * @throws JsonException when it is not that
     */
    static LinkedSpec from(Json.Obj json) {
        return new LinkedSpec(
                new Name(json.need("name")),
                json.need("image"),
                json.text("port").map(Integer::valueOf),
                RunBlock.env(json.object("env")),
                json.text("memory").map(Long::valueOf),
                json.text("user"),
                json.texts("volumes"));
    }

    private static Type<String> imageName() {
        String form = "^[A-Za-z0-9][A-Za-z0-9._:/@-]*$";
        return Types.of("an image such as couchdb:3", form, text -> {
            Types.check(text.matches(form) && text.length() <= 512, "it is no name of an image");
            return text;
        });
    }
}

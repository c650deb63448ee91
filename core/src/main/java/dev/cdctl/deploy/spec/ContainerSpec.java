package dev.cdctl.deploy.spec;

import dev.cdctl.json.Json;
import dev.cdctl.json.JsonException;
import dev.cdctl.model.Name;
import dev.cdctl.pipeline.Block;
import dev.cdctl.pipeline.Block.Values;
import dev.cdctl.pipeline.Key;
import dev.cdctl.pipeline.ListOf;
import dev.cdctl.pipeline.MapOf;
import dev.cdctl.pipeline.Type;
import dev.cdctl.pipeline.Types;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How the containers of a service are, where it runs in containers.
 *
 * @param image which of the packaged images; the only one when absent
 * @param port where a web role listens inside its container, as PORT tells it
 * @param memory the most it may use, in bytes
 * @param millis the most processor time it may use, in thousandths of a processor
 * @param user who it runs as; the image's own user when absent
 * @param volumes as {@code NAME:/path} or {@code /host/path:/path}, with {@code :ro} where it only reads
 * @param restart whether the engine starts it again when it ends by itself
 * @param linked what it needs beside it, in the environment's network
 * @param placement which nodes of a swarm may run it
 * @param networks networks of a swarm that it is in besides the environment's
 */
public record ContainerSpec(
        Optional<Name> image,
        int port,
        Optional<Long> memory,
        Optional<Integer> millis,
        Optional<String> user,
        List<String> volumes,
        boolean restart,
        List<LinkedSpec> linked,
        List<String> placement,
        List<String> networks) {
    private static final int MEGABYTE = 1024 * 1024;
    /** Docker's own form of constraints. */
    private static final String CONSTRAINT =
            "^(node|engine)\\.[A-Za-z0-9_./-]{1,200} *(==|!=) *[A-Za-z0-9][A-Za-z0-9_./:-]{0,200}$";

    static final Key<Name> IMAGE =
            Key.of("image", Types.name(), "Which of the packaged images; may be left out when there is only one.");
    static final Key<Integer> PORT = Key.of(
                    "port",
                    Types.integer(1, 65535),
                    "Where a web role listens inside its container; PORT tells it to the program too.")
            .or("8080");
    static final Key<Long> MEMORY = Key.of(
            "memory", size(), "The most memory that one container may use: `256m`, `2g`; without a limit by default.");
    static final Key<Integer> CPUS = Key.of(
            "cpus",
            Types.of("a number of processors such as 1.5", "^[0-9]{1,3}(\\.[0-9]{1,3})?$", ContainerSpec::millis),
            "The most processor time that one container may use: `1.5` is one and a half processors.");
    static final Key<String> USER = Key.of(
            "user",
            Types.of("a user such as 10001 or 10001:10001", "^[A-Za-z0-9_.-]+(:[A-Za-z0-9_.-]+)?$", text -> text),
            "Who it runs as; the image's own user by default.");
    static final Key<List<String>> VOLUMES = Key.of(
                    "volumes",
                    new ListOf<String>(
                            "a list of volumes",
                            Types.of(
                                    "a volume such as data:/var/lib/data",
                                    "^[A-Za-z0-9_./-]+:/[^:]*(:ro)?$",
                                    ContainerSpec::volume)),
                    "`NAME:/path` for a volume of the environment, which the engine calls"
                            + " `cdctl-SERVICE-ENVIRONMENT-NAME`; `/folder:/path` for a folder of the host; `:ro` at the end"
                            + " for what it only reads.")
            .orEmpty();
    static final Key<Boolean> RESTART = Key.of(
                    "restart",
                    Types.truth(),
                    "Whether the engine starts a container again that ended by itself, also after a reboot.")
            .or("true");
    private static final Key<Map<String, LinkedSpec>> LINKED = Key.of(
                    "linked",
                    MapOf.names("containers with their names", LinkedSpec.BLOCK),
                    "Containers of the environment, such as a database: started first, reached by their name, kept"
                            + " across deployments, shared by both colours.")
            .orEmpty();

    static final Key<List<String>> PLACEMENT = Key.of(
                    "placement",
                    new ListOf<String>(
                            "a list of constraints",
                            formed("a constraint such as node.labels.disk == ssd", CONSTRAINT)),
                    "Which nodes of a swarm may run it, by its own constraints: `node.role == worker`,"
                            + " `node.labels.zone != a`; each of them by default. For environments with `target: swarm`.")
            .orEmpty();
    static final Key<List<String>> NETWORKS = Key.of(
                    "networks",
                    new ListOf<String>(
                            "a list of networks", formed("the name of a network", "^[A-Za-z0-9][A-Za-z0-9_.-]{0,62}$")),
                    "Networks of a swarm, made by somebody else, that it is in besides the environment's own. For"
                            + " environments with `target: swarm`.")
            .orEmpty();

    /** The {@code container} block. */
    public static final Block<ContainerSpec> BLOCK = Block.of(
            "a container block",
            ContainerSpec::from,
            IMAGE,
            PORT,
            MEMORY,
            CPUS,
            USER,
            VOLUMES,
            RESTART,
            LINKED,
            PLACEMENT,
            NETWORKS);

    /** Copies the lists. */
    public ContainerSpec {
        volumes = List.copyOf(volumes);
        linked = List.copyOf(linked);
        placement = List.copyOf(placement);
        networks = List.copyOf(networks);
    }

    /** A container that nothing is said of. */
    public static ContainerSpec usual() {
        return new ContainerSpec(
                Optional.empty(),
                8080,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                true,
                List.of(),
                List.of(),
                List.of());
    }

    private static ContainerSpec from(Values values) {
        return new ContainerSpec(
                values.find(IMAGE),
                values.get(PORT),
                values.find(MEMORY),
                values.find(CPUS),
                values.find(USER),
                values.get(VOLUMES),
                values.get(RESTART),
                List.copyOf(values.get(LINKED).values()),
                values.get(PLACEMENT),
                values.get(NETWORKS));
    }

    /** The form that is recorded. */
    public Json.Obj toJson() {
        return Json.object()
                .put("image", image.map(Name::text))
                .put("port", port)
                .put("memory", memory.map(Object::toString))
                .put("cpu_millis", millis.map(Object::toString))
                .put("user", user)
                .put("volumes", Json.ofTexts(volumes))
                .put("restart", restart)
                .put("linked", Json.of(linked.stream().map(LinkedSpec::toJson).toList()))
                .put("placement", written(placement))
                .put("networks", written(networks))
                .build();
    }

    /** Left out when there is nothing, so that what was recorded before these keys is still the same. */
    private static Optional<Json> written(List<String> texts) {
        return texts.isEmpty() ? Optional.empty() : Optional.of(Json.ofTexts(texts));
    }

    /**
     * Reads what {@link #toJson} wrote.
     *
     * @throws JsonException when it is not that
     */
    static ContainerSpec from(Json.Obj json) {
        List<LinkedSpec> linked = new ArrayList<>();
        json.objects("linked").forEach(item -> linked.add(LinkedSpec.from(item)));
        return new ContainerSpec(
                json.text("image").map(Name::new),
                Math.toIntExact(json.needNumber("port")),
                json.text("memory").map(Long::valueOf),
                json.text("cpu_millis").map(Integer::valueOf),
                json.text("user"),
                json.texts("volumes"),
                json.flag("restart"),
                linked,
                json.texts("placement"),
                json.texts("networks"));
    }

    private static Type<String> formed(String words, String form) {
        return Types.of(words, form, text -> {
            Types.check(text.matches(form), "it is not of that form");
            return text;
        });
    }

    private static Type<Long> size() {
        return Types.of("a size such as 256m or 2g", "^[0-9]{1,6}[mg]$", text -> {
            Types.check(text.matches("[0-9]{1,6}[mg]"), "it is no number with m or g behind it");
            long number = Long.parseLong(text.substring(0, text.length() - 1));
            long bytes = number * MEGABYTE * (text.endsWith("g") ? 1024 : 1);
            Types.check(bytes >= 6L * MEGABYTE, "the engine takes no less than 6m");
            return bytes;
        });
    }

    private static int millis(String text) {
        Types.check(text.matches("[0-9]{1,3}(\\.[0-9]{1,3})?"), "it is no number");
        int millis = (int) Math.round(Double.parseDouble(text) * 1000);
        Types.check(millis > 0, "it is no time at all");
        return millis;
    }

    private static String volume(String text) {
        Types.check(text.matches("[A-Za-z0-9_./-]+:/[^:]*(:ro)?"), "it is no NAME:/path");
        Types.check(!text.contains(".."), "it leaves its folder");
        return text;
    }
}

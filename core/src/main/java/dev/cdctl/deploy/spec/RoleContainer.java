package dev.cdctl.deploy.spec;

import dev.cdctl.json.Json;
import dev.cdctl.json.JsonException;
import dev.cdctl.model.Name;
import dev.cdctl.pipeline.Block;
import dev.cdctl.pipeline.Block.Values;
import dev.cdctl.pipeline.Key;
import java.util.List;
import java.util.Optional;

/**
 * What one role says of its containers. What it leaves out is as the run block says; a list takes the place of the run
 * block's.
 *
 * @param millis as in {@link ContainerSpec}, like the others
 */
public record RoleContainer(
        Optional<Name> image,
        Optional<Integer> port,
        Optional<Long> memory,
        Optional<Integer> millis,
        Optional<String> user,
        Optional<List<String>> volumes,
        Optional<Boolean> restart,
        Optional<List<String>> placement,
        Optional<List<String>> networks) {
    private static final Key<Name> IMAGE = own(
            ContainerSpec.IMAGE,
            "Which of the packaged images this role runs; that of `run.container.image` by default. All images of a"
                    + " release are deployed together.");
    private static final Key<Integer> PORT =
            own(ContainerSpec.PORT, "Where a web role listens inside its container; `run.container.port` by default.");
    private static final Key<Long> MEMORY = own(
            ContainerSpec.MEMORY,
            "The most memory that one container of this role may use; `run.container.memory` by default.");
    private static final Key<Integer> CPUS = own(
            ContainerSpec.CPUS,
            "The most processor time that one container of this role may use; `run.container.cpus` by default.");
    private static final Key<String> USER =
            own(ContainerSpec.USER, "Who it runs as; `run.container.user` by default, else the image's own user.");
    private static final Key<List<String>> VOLUMES = own(
            ContainerSpec.VOLUMES,
            "The volumes of this role, in the place of `run.container.volumes`; `[]` for none. Two roles that name the"
                    + " same volume share it.");
    private static final Key<Boolean> RESTART = own(
            ContainerSpec.RESTART,
            "Whether the engine starts a container of this role again that ended by itself; `run.container.restart` by"
                    + " default.");
    private static final Key<List<String>> PLACEMENT = own(
            ContainerSpec.PLACEMENT,
            "Which nodes of a swarm may run this role, in the place of `run.container.placement`.");
    private static final Key<List<String>> NETWORKS = own(
            ContainerSpec.NETWORKS,
            "Networks of a swarm that this role is in, in the place of `run.container.networks`.");

    /** The {@code container} key of a role. */
    static final Key<RoleContainer> KEY = Key.of(
            "container",
            Block.of(
                    "a container block of a role",
                    RoleContainer::from,
                    IMAGE,
                    PORT,
                    MEMORY,
                    CPUS,
                    USER,
                    VOLUMES,
                    RESTART,
                    PLACEMENT,
                    NETWORKS),
            "What is otherwise in the containers of this role than `run.container` says: above all which image they"
                    + " are of.");

    /** Copies the lists. */
    public RoleContainer {
        volumes = volumes.map(List::copyOf);
        placement = placement.map(List::copyOf);
        networks = networks.map(List::copyOf);
    }

    private static <T> Key<T> own(Key<T> whole, String doc) {
        return Key.of(whole.name(), whole.type(), doc);
    }

    private static RoleContainer from(Values values) {
        return new RoleContainer(
                values.find(IMAGE),
                values.find(PORT),
                values.find(MEMORY),
                values.find(CPUS),
                values.find(USER),
                values.find(VOLUMES),
                values.find(RESTART),
                values.find(PLACEMENT),
                values.find(NETWORKS));
    }

    /** The whole of it, where that is what the run block says. */
    ContainerSpec over(ContainerSpec run) {
        return new ContainerSpec(
                image.or(run::image),
                port.orElse(run.port()),
                memory.or(run::memory),
                millis.or(run::millis),
                user.or(run::user),
                volumes.orElse(run.volumes()),
                restart.orElse(run.restart()),
                run.linked(),
                placement.orElse(run.placement()),
                networks.orElse(run.networks()));
    }

    /** The form that is recorded. */
    Json.Obj toJson() {
        return Json.object()
                .put("image", image.map(Name::text))
                .put("port", port.map(Object::toString))
                .put("memory", memory.map(Object::toString))
                .put("cpu_millis", millis.map(Object::toString))
                .put("user", user)
                .put("volumes", volumes.<Json>map(Json::ofTexts))
                .put("restart", restart.map(Object::toString))
                .put("placement", placement.<Json>map(Json::ofTexts))
                .put("networks", networks.<Json>map(Json::ofTexts))
                .build();
    }

    /**
     * Reads what {@link #toJson} wrote.
     *
     * @throws JsonException when it is not that
     */
    static RoleContainer from(Json.Obj json) {
        return new RoleContainer(
                json.text("image").map(Name::new),
                json.text("port").map(Integer::valueOf),
                json.text("memory").map(Long::valueOf),
                json.text("cpu_millis").map(Integer::valueOf),
                json.text("user"),
                texts(json, "volumes"),
                json.text("restart").map(Boolean::valueOf),
                texts(json, "placement"),
                texts(json, "networks"));
    }

    private static Optional<List<String>> texts(Json.Obj json, String name) {
        return Optional.ofNullable(json.members().get(name)).map(list -> json.texts(name));
    }
}

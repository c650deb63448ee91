package dev.cdctl.history;

import dev.cdctl.json.Json;
import dev.cdctl.json.JsonException;
import dev.cdctl.model.Digest;
import dev.cdctl.model.Name;
import dev.cdctl.state.Recorded;
import dev.cdctl.state.Store;
import dev.cdctl.state.Store.Change;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How one environment of a service stands in the catalogue of its store: what its pipeline.yaml says of it, for those
 * who have only the store. Written with each decision.
 *
 * @param description what the service does; empty when nobody says
 * @param owner whom to ask about it; empty when nobody says
 * @param doors where users reach it; none when it has no proxy
 * @param computer where it was deployed from, which addresses such as {@code 127.0.0.1} are of
 * @param pipeline the digest of the pipeline.yaml that the store has of it; empty when it has none
 */
public record Listing(
        Name service,
        Name environment,
        String description,
        String owner,
        List<Door> doors,
        String computer,
        Optional<Digest> pipeline) {
    /** What all listings of a store have their keys below; no service can have that name. */
    private static final String ROOT = "_catalogue";

    private static final long FORMAT = 1;

    /**
     * A way in for users.
     *
     * @param url what they type, or a program is given
     * @param listen where its proxy listens, {@code host:port}; the host of the URL when absent
     * @param path the path prefix that is served
     * @param certificate the file of the proxy's certificate, where it is known
     */
    public record Door(String url, Optional<String> listen, String path, Optional<String> certificate) {
        private Json.Obj toJson() {
            return Json.object()
                    .put("url", url)
                    .put("listen", listen)
                    .put("path", path)
                    .put("certificate", certificate)
                    .build();
        }

        private static Door from(Json json) {
            if (!(json instanceof Json.Obj door)) {
                throw new JsonException("a door that is no object");
            }
            if (door.text("listen")
                    .filter(text -> !text.matches(".+:[0-9]{1,5}"))
                    .isPresent()) {
                throw new JsonException("'listen' is no host and port");
            }
            return new Door(
                    door.need("url"), door.text("listen"), door.text("path").orElse("/"), door.text("certificate"));
        }
    }

    /** Copies the doors. */
    public Listing {
        doors = List.copyOf(doors);
    }

    /** Of an environment whose pipeline.yaml the store does not have. */
    public Listing(
            Name service, Name environment, String description, String owner, List<Door> doors, String computer) {
        this(service, environment, description, owner, doors, computer, Optional.empty());
    }

    /** The same, with that pipeline.yaml in the store. */
    Listing with(Digest text) {
        return new Listing(service, environment, description, owner, doors, computer, Optional.of(text));
    }

    /** The same, deployed from that computer. */
    Listing from(String other) {
        return new Listing(service, environment, description, owner, doors, other, pipeline);
    }

    /** The keys of all listings in a store, by service and environment. */
    public static List<String> keys(Store store) {
        return store.list(ROOT);
    }

    /** The key of an environment's listing. */
    public static String key(Name service, Name environment) {
        return ROOT + "/" + service + "/" + environment;
    }

    /**
     * The listing of that key.
     *
     * @throws dev.cdctl.model.Failure refused, when a newer cdctl wrote it; needs a person, when it is damaged
     */
    public static Optional<Listing> read(Store store, String key) {
        return store.read(key).map(record -> Recorded.read(key, record.value(), Listing::from));
    }

    /**
     * What has the store list it like this; nothing when it does, or when a newer cdctl has written more there.
     *
     * @param now what the store has
     */
    public Optional<Change> change(Optional<Store.Versioned> now) {
        boolean settled = now.filter(record -> record.value().number("format").orElse(FORMAT) > FORMAT
                        || record.value().equals(toJson()))
                .isPresent();
        long revision = now.map(Store.Versioned::revision).orElse(0L);
        return settled ? Optional.empty() : Optional.of(new Change.Put(key(), revision, toJson()));
    }

    /** Whether what the store lists was written with the same pipeline.yaml. */
    boolean hasPipelineOf(Optional<Store.Versioned> now) {
        return now.flatMap(record -> record.value().text("pipeline")).equals(pipeline.map(Digest::toString));
    }

    /** The key of it. */
    String key() {
        return key(service, environment);
    }

    /** The form in which it is recorded. */
    public Json.Obj toJson() {
        return Json.object()
                .put("format", FORMAT)
                .put("service", service.text())
                .put("environment", environment.text())
                .put("description", description)
                .put("owner", owner)
                .put("doors", Json.of(doors.stream().map(Door::toJson).toList()))
                .put("computer", computer)
                .put("pipeline", pipeline.map(Digest::toString))
                .build();
    }

    /** Reads what {@link #toJson} wrote. */
    public static Listing from(Json.Obj json) {
        List<Door> doors = new ArrayList<>();
        json.items("doors").forEach(door -> doors.add(Door.from(door)));
        return new Listing(
                new Name(json.need("service")),
                new Name(json.need("environment")),
                json.text("description").orElse(""),
                json.text("owner").orElse(""),
                doors,
                json.need("computer"),
                json.text("pipeline").map(Digest::parse));
    }
}

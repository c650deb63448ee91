package dev.cdctl.deploy;

import dev.cdctl.deploy.machine.Adopted;
import dev.cdctl.deploy.machine.Instance;
import dev.cdctl.deploy.machine.Instance.Slot;
import dev.cdctl.host.Host;
import dev.cdctl.json.Json;
import dev.cdctl.json.JsonException;
import dev.cdctl.model.Colour;
import dev.cdctl.model.Digest;
import dev.cdctl.model.Failure;
import dev.cdctl.model.Name;
import dev.cdctl.model.Problem;
import dev.cdctl.model.Version;
import dev.cdctl.state.Recorded;
import dev.cdctl.state.Store;
import dev.cdctl.state.Store.Change;
import dev.cdctl.traffic.Address;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The containers of an environment that it took over, by their IDs. Thread-safe. */
public final class Adoptions {
    private static final int FORMAT = 1;

    private final Store store;
    private final String key;
    private final Name service;
    private final Name environment;
    private Optional<Json.Obj> known = Optional.empty();

    /** Those that are recorded for that environment, under that key. */
    public Adoptions(Store store, String key, Name service, Name environment) {
        this.store = store;
        this.key = key;
        this.service = service;
        this.environment = environment;
    }

    /** Those of one host; read once, since only the holder of the lock changes them. */
    public List<Adopted> on(Host host) {
        return record().items("containers").stream()
                .map(Json.Obj.class::cast)
                .filter(json -> json.need("host").equals(host.id()))
                .map(json -> adopted(json, host))
                .toList();
    }

    /** Adds these. */
    public synchronized void add(List<Adopted> more) {
        List<Json> all = new ArrayList<>(fresh().items("containers"));
        more.forEach(one -> all.add(json(one)));
        write(all);
    }

    /** Takes away those of a deployment; whether there were any. */
    public synchronized boolean drop(String deployment) {
        List<Json> all = record().items("containers");
        List<Json> rest = all.stream()
                .filter(one -> !((Json.Obj) one).need("deployment").equals(deployment))
                .toList();
        if (rest.size() == all.size()) {
            return false;
        }
        write(rest);
        return true;
    }

    private synchronized Json.Obj record() {
        return known.orElseGet(this::fresh);
    }

    private Json.Obj fresh() {
        Json.Obj read = store.read(key)
                .map(record -> Recorded.read(key, record.value(), json -> json))
                .orElseGet(() -> Json.object().build());
        known = Optional.of(read);
        return read;
    }

    private void write(List<Json> all) {
        long revision = store.read(key).map(Store.Versioned::revision).orElse(0L);
        Json.Obj json = Json.object()
                .put("format", FORMAT)
                .put("containers", Json.of(all))
                .build();
        if (!store.commit(List.of(new Change.Put(key, revision, json)))) {
            throw Failure.unreachable(Problem.of("CD-735", "the list of adopted containers could not be written")
                    .because("it was changed at the same time")
                    .remedy("run the command again"));
        }
        known = Optional.of(json);
    }

    private static Json json(Adopted adopted) {
        Instance instance = adopted.instance();
        return Json.object()
                .put("container", adopted.container())
                .put("host", instance.slot().host().id())
                .put("role", instance.slot().role().text())
                .put("index", instance.slot().index())
                .put("colour", instance.slot().colour().word())
                .put("deployment", instance.deployment())
                .put("version", instance.version().text())
                .put("digest", instance.digest().toString())
                .put("token", instance.token())
                .put("address", instance.address())
                .build();
    }

    private Adopted adopted(Json.Obj json, Host host) {
        Slot slot = new Slot(
                service,
                environment,
                new Name(json.need("role")),
                Math.toIntExact(json.needNumber("index")),
                Colour.of(json.need("colour")).orElseThrow(() -> new JsonException("no such colour")),
                host);
        return new Adopted(
                json.need("container"),
                new Instance(
                        slot,
                        json.need("deployment"),
                        new Version(json.need("version")),
                        Digest.parse(json.need("digest")),
                        json.needNumber("token"),
                        0,
                        json.text("address").map(Address::parse)));
    }
}

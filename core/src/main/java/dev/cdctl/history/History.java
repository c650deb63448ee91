package dev.cdctl.history;

import dev.cdctl.json.Json;
import dev.cdctl.model.Failure;
import dev.cdctl.model.IsoTime;
import dev.cdctl.model.Problem;
import dev.cdctl.state.Recorded;
import dev.cdctl.state.Store;
import dev.cdctl.state.Store.Change;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Predicate;

/** The deployments of one environment, in the order in which they began; no clock plays a part in the order. */
public final class History {
    private static final String LETTERS = "23456789abcdefghjkmnpqrstuvwxyz";
    private static final int TRIES = 20;

    private final Store store;
    private final String prefix;

    /**
     * The history kept under that prefix.
     *
     * @param prefix such as {@code books/production}
     */
    public History(Store store, String prefix) {
        this.store = store;
        this.prefix = prefix;
    }

    /** An ID that no other deployment has: {@code 20261120-225301-k3f9}. */
    public static String newId(Instant now) {
        String time = IsoTime.text(now.truncatedTo(ChronoUnit.SECONDS));
        StringBuilder id = new StringBuilder(
                        time.replace("-", "").replace(":", "").replace("Z", "").replace("T", "-"))
                .append('-');
        for (int i = 0; i < 4; i++) {
            id.append(LETTERS.charAt(ThreadLocalRandom.current().nextInt(LETTERS.length())));
        }
        return id.toString();
    }

    /**
     * Adds a deployment as the latest one: first its record, which nobody knows of, then its place in the order. A record
     * that a kill left without a place is in nobody's way.
     */
    public void add(Deployment deployment) {
        if (!store.commit(List.of(new Change.Put(key(deployment.id()), 0, deployment.toJson())))) {
            throw contended(deployment.id());
        }
        for (int i = 0; i < TRIES; i++) {
            Optional<Store.Versioned> index = store.read(index());
            List<Json> ids = new ArrayList<>(
                    index.map(record -> record.value().items("ids")).orElse(List.of()));
            ids.add(Json.of(deployment.id()));
            Json.Obj next =
                    Json.object().put("format", 1).put("ids", Json.of(ids)).build();
            long revision = index.map(Store.Versioned::revision).orElse(0L);
            if (store.commit(List.of(new Change.Put(index(), revision, next)))) {
                return;
            }
        }
        throw contended(deployment.id());
    }

    /** Writes what is known of a deployment now. */
    public void update(Deployment deployment) {
        for (int i = 0; i < TRIES; i++) {
            long revision = store.read(key(deployment.id()))
                    .map(Store.Versioned::revision)
                    .orElse(0L);
            if (store.commit(List.of(new Change.Put(key(deployment.id()), revision, deployment.toJson())))) {
                return;
            }
        }
        throw contended(deployment.id());
    }

    /** The deployment with that ID. */
    public Optional<Deployment> find(String id) {
        return store.read(key(id)).map(record -> Recorded.read(key(id), record.value(), Deployment::from));
    }

    /** The latest deployments, the latest first. */
    public List<Deployment> latest(int most) {
        List<String> ids = ids();
        List<Deployment> latest = new ArrayList<>();
        for (int i = ids.size() - 1; i >= 0 && latest.size() < most; i--) {
            find(ids.get(i)).ifPresent(latest::add);
        }
        return latest;
    }

    /** The latest deployment that is wanted; those before it are not read. */
    public Optional<Deployment> latest(Predicate<Deployment> wanted) {
        List<String> ids = ids();
        for (int i = ids.size() - 1; i >= 0; i--) {
            Optional<Deployment> found = find(ids.get(i)).filter(wanted);
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    /** When a deployment was live for the last time; empty when none took its place yet. */
    public Optional<Instant> left(String deployment) {
        return latest(entry -> entry.outcome() == Deployment.Outcome.LIVE
                        && entry.previous().equals(Optional.of(deployment)))
                .flatMap(Deployment::ended);
    }

    private List<String> ids() {
        return store.read(index()).map(record -> record.value().texts("ids")).orElse(List.of());
    }

    /**
     * What a rollback goes back to: the deployment that was live before the live one, is another than it, and is not one
     * that a rollback or a flip has already led away from. So a second rollback goes further back, never forth again.
     * Deployments that failed, or were never made live, do not count.
     *
     * @param live the deployment that is live
     */
    public Optional<Deployment> lastGood(String live) {
        List<Deployment> all = new ArrayList<>(latest(Integer.MAX_VALUE));
        Collections.reverse(all);
        Optional<Identity> now = find(live).map(Deployment::identity);
        return Trail.of(all).before(live).stream()
                .map(entry -> find(entry.placed()).orElse(entry))
                .filter(entry -> now.isEmpty() || !entry.identity().sameAs(now.get()))
                .findFirst();
    }

    private static Failure contended(String id) {
        return Failure.unreachable(Problem.of("CD-750", "the history could not be written for deployment " + id)
                .because("other commands changed it again and again at the same time")
                .remedy("run the command again"));
    }

    private String index() {
        return prefix + "/deployments";
    }

    private String key(String id) {
        return prefix + "/deployments/" + id;
    }
}

package dev.cdctl.history;

import dev.cdctl.json.Json;
import dev.cdctl.model.Failure;
import dev.cdctl.model.IsoTime;
import dev.cdctl.model.Problem;
import dev.cdctl.state.Recorded;
import dev.cdctl.state.Store;
import dev.cdctl.state.Store.Change;
import dev.cdctl.state.Store.Versioned;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Predicate;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** The deployments of one environment, in the order in which they began; no clock plays a part in the order. */
public final class History {
    private static final String LETTERS = "23456789abcdefghjkmnpqrstuvwxyz";
    private static final int TRIES = 20;

    private static final String DEPLOYMENTS = "/deployments";
    /** How many entries are looked at first for what a rollback goes to. */
    private static final int WINDOW = 8;

    private final Store store;
    private final String prefix;
    private final Index index;
    /** What was read so far, by its ID. */
    private final Map<String, Deployment> begun = new ConcurrentHashMap<>();

    /**
     * The history kept under that prefix.
     *
     * @param prefix such as {@code books/production}
     */
    public History(Store store, String prefix) {
        this.store = store;
        this.prefix = prefix;
        this.index = new Index(store, prefix + DEPLOYMENTS);
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
        Index.Seen seen = index.look();
        Json.Obj entry = entry(deployment, seen.format());
        if (!store.commit(List.of(new Change.Put(key(deployment.id()), 0, entry)))) {
            throw contended(deployment.id());
        }
        for (int i = 0; !index.add(seen, deployment.id()); i++) {
            if (i == TRIES) {
                throw contended(deployment.id());
            }
            seen = index.look();
        }
    }

    /** Writes what is known of a deployment now. */
    public void update(Deployment deployment) {
        for (int i = 0; i < TRIES; i++) {
            Optional<Versioned> there = store.read(key(deployment.id()));
            long format =
                    there.flatMap(record -> record.value().number("format")).orElse(1L);
            long revision = there.map(Versioned::revision).orElse(0L);
            Json.Obj entry = entry(deployment, format);
            if (store.commit(List.of(new Change.Put(key(deployment.id()), revision, entry)))) {
                return;
            }
        }
        throw contended(deployment.id());
    }

    /** The deployment with that ID. */
    public Optional<Deployment> find(String id) {
        Optional<Deployment> found = store.read(key(id)).map(record -> read(key(id), record));
        found.ifPresent(deployment -> begun.put(id, deployment.asBegun()));
        return found;
    }

    /** The deployment with that ID as it was when it began, which never changes and is read once. */
    public Optional<Deployment> begun(String id) {
        return Optional.ofNullable(begun.get(id)).or(() -> find(id).map(Deployment::asBegun));
    }

    /** The latest deployments, the latest first. */
    public List<Deployment> latest(int most) {
        List<Deployment> latest = new ArrayList<>();
        for (Iterator<Deployment> all = backwards(most); latest.size() < most && all.hasNext(); ) {
            latest.add(all.next());
        }
        return latest;
    }

    /** The latest deployment that is wanted; those before it are not read, but for a few. */
    public Optional<Deployment> latest(Predicate<Deployment> wanted) {
        return latestFirst().filter(wanted).findFirst();
    }

    /** All deployments, the latest first, in one pass; they are read as they are asked for. */
    public Stream<Deployment> latestFirst() {
        return StreamSupport.stream(Spliterators.spliteratorUnknownSize(backwards(2), Spliterator.ORDERED), false);
    }

    /** When a deployment was live for the last time; empty when none took its place yet. */
    public Optional<Instant> left(String deployment) {
        return latestFirst()
                // Nothing can have taken its place before it began.
                .takeWhile(entry -> !entry.id().equals(deployment))
                .filter(entry -> entry.outcome() == Deployment.Outcome.LIVE
                        && entry.previous().equals(Optional.of(deployment)))
                .findFirst()
                .flatMap(Deployment::ended);
    }

    /**
     * What a rollback goes back to: the deployment that was live before the live one, is another than it, and is not one
     * that a rollback or a flip has already led away from. So a second rollback goes further back, never forth again.
     * Deployments that failed, or were never made live, do not count.
     *
     * @param live the deployment that is live
     */
    public Optional<Deployment> lastGood(String live) {
        Optional<Identity> now = find(live).map(Deployment::identity);
        // One more, so that it is known without another question whether that was all.
        Iterator<Deployment> all = backwards(WINDOW + 1);
        Deque<Deployment> oldestFirst = new ArrayDeque<>();
        for (int window = WINDOW; ; window *= 2) {
            while (oldestFirst.size() < window && all.hasNext()) {
                oldestFirst.addFirst(all.next());
            }
            Optional<Deployment> target = Trail.of(List.copyOf(oldestFirst), !all.hasNext()).before(live).stream()
                    .map(entry -> entry.placed().equals(entry.id())
                            ? entry
                            : find(entry.placed()).orElse(entry))
                    .filter(entry -> now.isEmpty() || !entry.identity().sameAs(now.get()))
                    .findFirst();
            if (target.isPresent() || !all.hasNext()) {
                return target;
            }
        }
    }

    /** The greatest format that records of the history below that prefix may have; 1 where a key is none of its. */
    public static long newestFormat(String prefix, String key) {
        String index = prefix + DEPLOYMENTS;
        return key.equals(index) ? Index.NEWEST : key.startsWith(index + "/") ? Deployment.NEWEST : 1;
    }

    private Iterator<Deployment> backwards(int first) {
        return new Backwards(store, index.latestFirst(), this::key, first);
    }

    /** Reads what is recorded of a deployment. */
    static Deployment read(String key, Versioned record) {
        return Recorded.read(key, record.value(), Deployment.NEWEST, Deployment::from);
    }

    private static Json.Obj entry(Deployment deployment, long format) {
        Json.Obj plain = deployment.toJson();
        Json.Builder entry = Json.object();
        plain.members().forEach(entry::put);
        return entry.put("format", Math.max(format, plain.needNumber("format"))).build();
    }

    private static Failure contended(String id) {
        return Failure.unreachable(Problem.of("CD-750", "the history could not be written for deployment " + id)
                .because("other commands changed it again and again at the same time")
                .remedy("run the command again"));
    }

    private String key(String id) {
        return prefix + DEPLOYMENTS + "/" + id;
    }
}

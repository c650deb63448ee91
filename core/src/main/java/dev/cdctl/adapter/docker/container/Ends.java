package dev.cdctl.adapter.docker.container;

import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.model.Event;
import dev.cdctl.deploy.machine.Machine.Exit;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * How containers ended. The engine tells it as soon as it happens; it is asked besides, once in a while, in case that its
 * telling was cut off. A container that ended and was started again by its engine has ended, as long as this process
 * looks: else a program that dies again and again would be well in between. Thread-safe.
 */
final class Ends {
    private static final Duration NOW_AND_THEN = Duration.ofSeconds(1);
    private static final Duration OFTEN = Duration.ofMillis(200);
    private static final int OPENING_SECONDS = 5;
    private static final int KILLED = 137;

    private final Containers containers;
    private final Map<String, Life> lives = new ConcurrentHashMap<>();
    private final Map<String, Integer> died = new ConcurrentHashMap<>();
    private final Set<String> starved = ConcurrentHashMap.newKeySet();
    private Optional<Stream> stream = Optional.empty();

    /**
     * What was seen of a container.
     *
     * @param restarts how often its engine had started it again when it was seen first
     */
    private record Life(String id, int restarts, long lookedAt, Optional<Exit> end) {}

    Ends(Containers containers) {
        this.containers = containers;
    }

    /** Begins to listen; what ends from now on is known at once. */
    synchronized void listen() {
        if (stream.isEmpty()) {
            Stream opened = containers
                    .connection()
                    .askSlowly(
                            "listen to its events",
                            client -> client.eventsCmd()
                                    .withEventTypeFilter("container")
                                    .withEventFilter("die", "oom")
                                    .withLabelFilter(Labels.SERVICE)
                                    .exec(new Stream()));
            opened.begun();
            stream = Optional.of(opened);
        }
    }

    /** A container of that name was started now; what was known of an earlier one is forgotten. */
    void begin(String name, String id) {
        lives.put(name, new Life(id, 0, 0, Optional.empty()));
    }

    /** How the container of that name ended; empty while it runs. */
    Optional<Exit> of(String name) {
        listen();
        Life life = lives.get(name);
        if (life != null) {
            Optional<Exit> known = told(life.id()).or(life::end);
            if (known.isPresent() || !died.containsKey(life.id()) && fresh(life)) {
                return known;
            }
        }
        Optional<Found> found = containers.find(name);
        if (found.isEmpty()) {
            return Optional.of(new Exit.Gone());
        }
        Life seen = seen(found.get(), Optional.ofNullable(life));
        lives.put(name, seen);
        return seen.end();
    }

    private boolean fresh(Life life) {
        boolean listening = stream.filter(Stream::lives).isPresent();
        return System.nanoTime() - life.lookedAt() < (listening ? NOW_AND_THEN : OFTEN).toNanos();
    }

    private Life seen(Found found, Optional<Life> before) {
        int restarts = found.restarts();
        int first = before.filter(life -> life.id().equals(found.id()))
                .map(Life::restarts)
                .orElse(restarts);
        boolean ended = !found.runs() || restarts > first;
        return new Life(found.id(), first, System.nanoTime(), ended ? Optional.of(exit(found)) : Optional.empty());
    }

    /** What killed it may be told after its end; until then, how the engine remembers it says more. */
    private Optional<Exit> told(String id) {
        return Optional.ofNullable(died.get(id))
                .filter(code -> code != KILLED || starved.contains(id))
                .map(code -> code(code, starved.contains(id)));
    }

    private Exit exit(Found found) {
        if (found.isOnlyCreated()) {
            return new Exit.Gone();
        }
        boolean oom = found.lackedMemory() || starved.contains(found.id());
        int code = found.exitCode().orElse(-1);
        return code(Optional.ofNullable(died.get(found.id())).orElse(code), oom);
    }

    /** The kernel tells of a lack of memory before it tells of the end, but another process of it may have been hit. */
    private static Exit code(int code, boolean starved) {
        if (code == KILLED) {
            return new Exit.Code(
                    code, starved ? "it was killed because it used more memory than it may" : "it was killed");
        }
        return new Exit.Code(code);
    }

    /** What the engine tells. */
    private final class Stream extends ResultCallback.Adapter<Event> {
        private volatile boolean over;

        @Override
        public void onNext(Event event) {
            String id = String.valueOf(event.getId());
            if ("oom".equals(event.getAction())) {
                starved.add(id);
            } else if (event.getActor() != null && event.getActor().getAttributes() != null) {
                String code = event.getActor().getAttributes().getOrDefault("exitCode", "-1");
                died.putIfAbsent(id, Integer.parseInt(code));
            }
        }

        @Override
        public void onError(Throwable throwable) {
            over = true;
            super.onError(throwable);
        }

        @Override
        public void onComplete() {
            over = true;
            super.onComplete();
        }

        private boolean lives() {
            return !over;
        }

        private void begun() {
            try {
                over = !awaitStarted(OPENING_SECONDS, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}

package dev.cdctl.sync.mirror;

import dev.cdctl.state.Changes;
import dev.cdctl.state.Store;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The stores that a process follows: one connection and one watch with each, however many follow it. One that was lost is
 * made anew for the first who asks. Thread-safe.
 */
public final class Mirrors {
    private final Map<String, Shared> stores = new HashMap<>();

    /** A store as many see it; each closes its own when it has no more use for it. */
    public interface Open extends AutoCloseable {
        /** Its records. */
        Store store();

        /** Its changes, below what was announced. */
        Changes changes();

        @Override
        void close();
    }

    /** One store. */
    private static final class Shared {
        private Optional<String> prefix = Optional.empty();
        private Optional<Mirror> mirror = Optional.empty();
        private int users;
    }

    /** A connection with a store. */
    public record Connection(Store store, Changes changes, Runnable end) {}

    /**
     * Says that somebody is going to follow what is below that prefix; to be said before anybody does.
     *
     * @param address tells the store from others
     */
    public synchronized void announce(String address, String prefix) {
        Shared shared = stores.computeIfAbsent(address, key -> new Shared());
        shared.prefix =
                Optional.of(shared.prefix.map(before -> common(before, prefix)).orElse(prefix));
    }

    /**
     * The store of that address, connected if it is not.
     *
     * @throws dev.cdctl.model.Failure when it cannot be connected
     */
    public synchronized Open open(String address, Supplier<Connection> connect) {
        Shared shared = stores.computeIfAbsent(address, key -> new Shared());
        if (shared.mirror.filter(mirror -> !mirror.isOver()).isEmpty()) {
            Connection connection = connect.get();
            shared.mirror = Optional.of(new Mirror(
                    new Mirror.Source(connection.store(), connection.changes(), connection.end()),
                    shared.prefix.orElse("")));
            shared.users = 0;
        }
        shared.users++;
        return new Share(shared, shared.mirror.orElseThrow());
    }

    private synchronized void close(Shared shared, Mirror mirror) {
        if (shared.mirror.filter(now -> now == mirror).isPresent() && --shared.users == 0) {
            shared.mirror = Optional.empty();
            mirror.close();
        }
    }

    /** The words that both begin with. */
    static String common(String one, String other) {
        String[] words = one.split("/");
        String[] others = other.split("/");
        StringBuilder both = new StringBuilder();
        for (int i = 0; i < Math.min(words.length, others.length) && words[i].equals(others[i]); i++) {
            both.append(both.isEmpty() ? "" : "/").append(words[i]);
        }
        return both.toString();
    }

    private final class Share implements Open {
        private final Shared shared;
        private final Mirror mirror;
        private boolean isOpen = true;

        private Share(Shared shared, Mirror mirror) {
            this.shared = shared;
            this.mirror = mirror;
        }

        @Override
        public Store store() {
            return mirror;
        }

        @Override
        public Changes changes() {
            return mirror;
        }

        /** Closed twice, it counts once. */
        @Override
        public void close() {
            if (isOpen) {
                isOpen = false;
                Mirrors.this.close(shared, mirror);
            }
        }
    }
}

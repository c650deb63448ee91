package dev.cdctl.state.kv;

import dev.cdctl.json.Json;
import dev.cdctl.json.JsonException;
import dev.cdctl.model.Failure;
import dev.cdctl.state.form.Lease;
import dev.cdctl.state.kv.KeyValues.Write;
import dev.cdctl.state.lease.Signs;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Signs of life that are keys of a server, {@code <name>/holders/<token>-<id>.json}, which last as long as the holder
 * renews its session. A holder that could not renew it for two thirds of that time takes itself for lost, before the
 * server does.
 */
public final class KvSigns implements Signs {
    /** The shortest that Consul takes. */
    public static final Duration TTL = Duration.ofSeconds(10);

    private static final Duration PAUSE = Duration.ofMillis(250);

    private final KeyValues keys;
    private final Sessions sessions;
    private final Fences fences;
    private final Duration ttl;
    private final Map<String, Beat> beats = new ConcurrentHashMap<>();

    /** @param fences where the store finds what its commits ask for */
    public KvSigns(KeyValues keys, Sessions sessions, Fences fences) {
        this(keys, sessions, fences, TTL);
    }

    KvSigns(KeyValues keys, Sessions sessions, Fences fences, Duration ttl) {
        this.keys = keys;
        this.sessions = sessions;
        this.fences = fences;
        this.ttl = ttl;
    }

    /** A session of its own for each holding. */
    @Override
    public String life() {
        Beat beat = Beat.begin(sessions, ttl);
        beats.put(beat.session(), beat);
        return beat.session();
    }

    @Override
    public Duration pause() {
        return PAUSE;
    }

    @Override
    public Sign raise(String name, Lease lease) {
        String session = lease.holding().orElseThrow().life();
        Beat beat = Optional.ofNullable(beats.remove(session)).orElseThrow();
        KvSign sign = new KvSign(beat, name + "/lock", new Write.Shown(key(name, lease), session));
        boolean shown = false;
        try {
            shown = sign.show("");
        } finally {
            if (!shown) {
                sign.lower();
            }
        }
        if (!shown) {
            throw KvProblems.noSession(keys.place());
        }
        return sign;
    }

    @Override
    public Shown look(String name, Lease lease) {
        String key = key(name, lease);
        Optional<KeyValues.Entry> shown = keys.get(key);
        return new Shown(shown.isPresent(), shown.map(this::step).orElse(""));
    }

    private String step(KeyValues.Entry entry) {
        try {
            return StoredValue.read(keys.place() + "/" + entry.key(), entry.value())
                    .text("step")
                    .orElse("");
        } catch (Failure | JsonException e) {
            return "";
        }
    }

    private static String key(String name, Lease lease) {
        return name + "/holders/" + lease.token() + "-"
                + lease.holding().orElseThrow().id() + ".json";
    }

    /** The sign of one holding. */
    private final class KvSign implements Sign {
        private final Beat beat;
        private final String lease;
        private final Write.Shown sign;

        private KvSign(Beat beat, String lease, Write.Shown sign) {
            this.beat = beat;
            this.lease = lease;
            this.sign = sign;
        }

        @Override
        public void taken() {
            fences.add(lease, sign);
        }

        @Override
        public boolean isLost() {
            return beat.isLost();
        }

        /** The signs of others went with their sessions. */
        @Override
        public void step(String step) {
            try {
                show(step);
            } catch (Failure e) {
                // It is told with the next step; the beat finds out what is wrong.
                beat.doubt();
            }
        }

        @Override
        public void lower() {
            fences.remove(lease, sign);
            beat.end();
        }

        @Override
        public void clear() {
            lower();
        }

        private boolean show(String step) {
            Json.Obj value = Json.object().put("step", step).build();
            return sessions.show(sign.key(), StoredValue.text("", value), sign.session());
        }
    }
}

package dev.cdctl.state.kv;

import dev.cdctl.state.kv.KeyValues.Write;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What must still be shown for the leases that this process holds, by the keys of their records. A commit that checks a
 * lease asks the server for that too, in the same transaction. Thread-safe.
 */
public final class Fences {
    private final Map<String, Write.Shown> signs = new ConcurrentHashMap<>();

    Optional<Write.Shown> of(String lease) {
        return Optional.ofNullable(signs.get(lease));
    }

    void add(String lease, Write.Shown sign) {
        signs.put(lease, sign);
    }

    void remove(String lease, Write.Shown sign) {
        signs.remove(lease, sign);
    }
}

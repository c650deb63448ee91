package dev.cdctl.operate;

import dev.cdctl.json.Json;
import dev.cdctl.state.Store;
import dev.cdctl.state.Store.Change;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** A random text of an environment, made when it is first needed, that keeps digests of secrets from being guessed. */
public final class Salt implements Supplier<String> {
    private static final int BYTES = 16;

    private final Store store;
    private final String key;

    /** The salt that is kept there. */
    public Salt(Store store, String prefix) {
        this.store = store;
        this.key = prefix + "/salt";
    }

    @Override
    public String get() {
        return read().orElseGet(() -> {
            byte[] bytes = new byte[BYTES];
            new SecureRandom().nextBytes(bytes);
            String made = HexFormat.of().formatHex(bytes);
            Json.Obj json = Json.object().put("format", 1).put("salt", made).build();
            boolean ours = store.commit(List.of(new Change.Put(key, 0, json)));
            return ours ? made : read().orElseThrow();
        });
    }

    private Optional<String> read() {
        return store.read(key).map(record -> record.value().need("salt"));
    }
}

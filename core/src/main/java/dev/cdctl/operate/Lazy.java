package dev.cdctl.operate;

import java.util.Optional;
import java.util.function.Supplier;

/** A value that is made when it is first asked for. Made once, also by several threads. */
public final class Lazy<T> {
    private final Supplier<T> maker;
    private Optional<T> value = Optional.empty();

    /** A value that this makes. */
    public Lazy(Supplier<T> maker) {
        this.maker = maker;
    }

    /** The value. */
    public synchronized T get() {
        if (value.isEmpty()) {
            value = Optional.of(maker.get());
        }
        return value.orElseThrow();
    }
}

package dev.cdctl.sync.mirror;

import dev.cdctl.model.Failure;

/** Whose trouble it is that a store could not be read or written. */
final class Trouble {
    /** Who is asked for several at once, and may not give one of them, gives none. */
    private static final String DENIED = "CD-705";

    private Trouble() {}

    /** Whether it may be that of a single record; else it is everyone's, as when the store does not answer. */
    static boolean mayBeOfOne(Failure failure) {
        return failure.kind() != Failure.Kind.INTERRUPTED
                && (failure.kind() != Failure.Kind.UNREACHABLE
                        || failure.problems().get(0).code().equals(DENIED));
    }
}

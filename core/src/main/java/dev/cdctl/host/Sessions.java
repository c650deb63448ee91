package dev.cdctl.host;

/** Opens sessions with one computer. Thread-safe. */
public interface Sessions {
    /** What computer it is, for people: {@code this machine}, {@code ssh://deploy@lb1}. */
    String describe();

    /**
     * Begins to run {@code sh}, which reads its script from the session's input.
     *
     * @throws dev.cdctl.model.Failure unreachable, when the computer cannot be reached
     */
    Session open();
}

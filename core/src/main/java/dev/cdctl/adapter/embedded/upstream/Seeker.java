package dev.cdctl.adapter.embedded.upstream;

/** A request that needs a connection to an instance; exactly one of its three ends is called for each asking. */
public interface Seeker {
    /** Here is one. */
    void connected(Upstream upstream);

    /** The instance could not be connected to; nothing was sent. */
    void notConnected();

    /** Too many wait already, or it has waited too long. */
    void refused();

    /** Whether a connection that was used before must not be taken, because one has just failed. */
    boolean wantsFresh();

    /** Whether the request may be sent twice. */
    boolean isRepeatable();
}

package dev.cdctl.state;

/** A lock that this process holds; closing releases it. */
public interface Lock extends AutoCloseable {
    /** What {@code lock break} takes. */
    String id();

    /** Greater than that of every earlier holding. */
    long token();

    /** Says what the holder is at, for others to see; a failure to say it is not an error. */
    void step(String step);

    /**
     * What a transaction must contain so that it happens only while this lock is held.
     *
     * @throws dev.cdctl.model.Failure refused, when the lock was broken
     */
    Store.Change.Check fence();

    /** Releases the lock and forgets that there ever was one of that name; its tokens begin anew. */
    void forget();

    /** Releases the lock; does nothing when it was broken or released before. */
    @Override
    void close();
}

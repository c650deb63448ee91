package dev.cdctl.state.kv;

import java.time.Duration;

/**
 * Sessions with a server, which end when they are not renewed for a time, and take the keys with them that they show.
 * Thread-safe.
 */
public interface Sessions {
    /**
     * Opens one.
     *
     * @param ttl the server does not end it before that time has passed since it was opened or renewed last
     * @return names it
     * @throws dev.cdctl.model.Failure when the server cannot be reached or refuses us
     */
    String open(Duration ttl);

    /**
     * Renews it; asked once, with a short deadline.
     *
     * @return false when it has ended
     * @throws dev.cdctl.model.Failure when that is not known
     */
    boolean renew(String session);

    /**
     * Writes a key that lasts as long as the session; asked once, with a short deadline.
     *
     * @return false when the session has ended
     * @throws dev.cdctl.model.Failure when that is not known
     */
    boolean show(String key, String value, String session);

    /** Ends it, and what it shows; nothing fails by that. */
    void end(String session);
}

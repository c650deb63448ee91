package dev.cdctl.adapter.embedded.upstream;

import java.time.Duration;

/**
 * What the router allows itself.
 *
 * @param connections to one instance from one IO thread; upgraded ones do not count
 * @param queue requests that may wait for one of them, per instance and IO thread
 * @param patience how long a request may wait there before it is answered 503
 * @param connect how long a connection to an instance may take to come up
 * @param idle after how long an unused connection to an instance is closed
 */
public record Limits(int connections, int queue, Duration patience, Duration connect, Duration idle) {
    /** What suits a machine that runs services. */
    public static Limits standard() {
        return new Limits(1000, 1000, Duration.ofSeconds(5), Duration.ofSeconds(3), Duration.ofSeconds(30));
    }
}

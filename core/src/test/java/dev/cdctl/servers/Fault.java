package dev.cdctl.servers;

import java.time.Duration;

/** What {@link Toxic} does to one request and its answer. */
public sealed interface Fault {
    /** Nothing. */
    record None() implements Fault {}

    /** The answer comes late. */
    record Latency(Duration time) implements Fault {}

    /** The connection is reset when that many bytes of the request's body went through; before that, this is run. */
    record ResetAfter(int bytes, Runnable first) implements Fault {
        /** Nothing is run before. */
        public ResetAfter(int bytes) {
            this(bytes, () -> {});
        }
    }

    /** The connection is closed when that many bytes of the answer went through. */
    record HalfAnswer(int bytes) implements Fault {}

    /** The server does what it was asked, and the answer is lost. */
    record LostAnswer() implements Fault {}

    /** The server does what it was asked, then this is run, and the answer is lost. */
    record AfterAnswer(Runnable then) implements Fault {}

    /** The connection is closed before the server is asked. */
    record Closed() implements Fault {}

    /** The server is not asked; this is answered. */
    record Busy(int status, String retryAfter) implements Fault {}

    /** The answer says that it is longer than it is. */
    record WrongLength() implements Fault {}

    /** The last byte of the request's body is another one. */
    record FlipUp() implements Fault {}

    /** The last byte of the answer is another one. */
    record FlipDown() implements Fault {}

    /** The answer comes byte by byte, with that time in between. */
    record Drip(Duration pause) implements Fault {}

    /** Nothing is answered while the proxy is open. */
    record Hang() implements Fault {}
}

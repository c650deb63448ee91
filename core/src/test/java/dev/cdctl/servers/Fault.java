package dev.cdctl.servers;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** What {@link Toxic} does to one request and its answer. */
public sealed interface Fault {
    /** Each kind of fault that ends by itself, by its name. */
    static Map<String, Fault> all() {
        Map<String, Fault> faults = new LinkedHashMap<>();
        faults.put("latency", new Latency(Duration.ofMillis(30)));
        faults.put("reset in the request", new ResetAfter(1));
        faults.put("reset late in the request", new ResetAfter(100_000));
        faults.put("half an answer", new HalfAnswer(20));
        faults.put("an answer cut in its body", new HalfAnswer(300));
        faults.put("a lost answer", new LostAnswer());
        faults.put("closed", new Closed());
        faults.put("503", new Busy(503, "1"));
        faults.put("502", new Busy(502, ""));
        faults.put("a wrong length", new WrongLength());
        faults.put("another byte on the way up", new FlipUp());
        faults.put("another byte on the way down", new FlipDown());
        return faults;
    }

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

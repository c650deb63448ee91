package dev.cdctl.deploy.machine;

import dev.cdctl.model.Failure;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** What was noticed on one host while a command worked with it. Thread-safe. */
public final class HostNotes {
    private long first;
    private long last;
    private boolean asked;
    private boolean cutOff;
    private Optional<List<Instance>> atFirst = Optional.empty();
    private Optional<String> trouble = Optional.empty();
    private List<String> lines = List.of();

    /**
     * What was noticed so far.
     *
     * @param asked whether the host was asked anything
     * @param cutOff whether it could not be reached when it was asked last
     * @param before what ran there when it was first looked at
     * @param took from the first question to the last answer
     * @param trouble what went wrong first, when something did
     * @param lines the last lines of the instance that failed
     */
    public record Noticed(
            boolean asked,
            boolean cutOff,
            Optional<List<Instance>> before,
            Duration took,
            Optional<String> trouble,
            List<String> lines) {
        /** Whether something went wrong there. */
        public boolean hasFailed() {
            return trouble.isPresent() || !lines.isEmpty();
        }
    }

    /** All of it, as it is now. */
    public synchronized Noticed noticed() {
        return new Noticed(asked, cutOff, atFirst, Duration.ofNanos(last - first), trouble, lines);
    }

    /** Asks the host something, and notices how long it takes and whether it fails. */
    <T> T during(Supplier<T> question) {
        begin();
        try {
            T answer = question.get();
            end(Optional.empty());
            return answer;
        } catch (Failure e) {
            end(Optional.of(e));
            throw e;
        }
    }

    private synchronized void begin() {
        if (!asked) {
            first = System.nanoTime();
            last = first;
            asked = true;
        }
    }

    private synchronized void end(Optional<Failure> failure) {
        last = System.nanoTime();
        cutOff = failure.filter(one -> one.kind() == Failure.Kind.UNREACHABLE).isPresent();
        failure.ifPresent(one -> trouble(one.problems().get(0).what()));
    }

    /** Instances that run. */
    synchronized void ran(List<Instance> instances) {
        if (atFirst.isEmpty()) {
            atFirst = Optional.of(List.copyOf(instances));
        }
    }

    /** Something went wrong; what went wrong first counts. */
    synchronized void trouble(String what) {
        if (trouble.isEmpty()) {
            trouble = Optional.of(what);
        }
    }

    /** The last lines of an instance that failed. */
    synchronized void lastLines(List<String> written) {
        if (lines.isEmpty()) {
            lines = List.copyOf(written);
        }
    }
}

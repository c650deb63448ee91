package dev.cdctl.state.kv;

import dev.cdctl.model.Failure;
import dev.cdctl.state.kv.KeyValues.Attempt;
import dev.cdctl.state.kv.KeyValues.Write;
import java.util.List;
import java.util.Optional;

/**
 * Transactions that are asked for until it is known whether they happened. When an answer is missing, the same is asked
 * for again: its revisions can be right only once, so it never happens twice. When they are not right any more, what is
 * stored tells whether that is because it happened, since no two transactions write the same text.
 */
final class Transactions {
    private final KeyValues keys;

    Transactions(KeyValues keys) {
        this.keys = keys;
    }

    /**
     * Does all, or nothing.
     *
     * @return the revision of what was written; empty when something was not as it had to be
     * @throws Failure when it cannot be done, or it cannot be known whether it was
     */
    Optional<Long> commit(List<Write> writes) {
        measure(writes);
        Optional<Failure> lost = Optional.empty();
        long start = System.nanoTime();
        for (int failures = 1; ; failures++) {
            Attempt attempt = keys.attempt(writes);
            if (attempt instanceof Attempt.Done done) {
                return Optional.of(done.revision());
            }
            if (attempt instanceof Attempt.Refused) {
                return lost.isEmpty() ? Optional.empty() : afterwards(writes, lost.get());
            }
            Failure why = attempt instanceof Attempt.Lost one ? one.why() : ((Attempt.Unsent) attempt).why();
            if (attempt instanceof Attempt.Lost) {
                lost = Optional.of(why);
            }
            if (!keys.patience().again(failures, start)) {
                throw lost.isEmpty() ? why : KvProblems.unknown(keys.place(), lost.get());
            }
        }
    }

    private void measure(List<Write> writes) {
        KeyValues.Limits limits = keys.limits();
        long bytes = 0;
        for (Write write : writes) {
            bytes += write instanceof Write.Put put ? put.bytes() : 0;
        }
        if (writes.size() > limits.writes() || bytes > limits.bytes()) {
            throw KvProblems.tooLarge(keys.place(), writes, limits);
        }
    }

    /** What came of it, now that it cannot happen any more. */
    private Optional<Long> afterwards(List<Write> writes, Failure lost) {
        boolean puts = false;
        boolean unsure = false;
        Optional<Long> gone = Optional.empty();
        for (Write write : writes) {
            if (write instanceof Write.Put put) {
                Optional<KeyValues.Entry> now = keys.get(put.key());
                if (now.filter(entry -> entry.value().equals(put.value())).isPresent()) {
                    return now.map(KeyValues.Entry::revision);
                }
                puts = true;
                unsure |= now.map(KeyValues.Entry::revision).orElse(0L) != put.revision();
            } else if (write instanceof Write.Delete delete
                    && keys.get(delete.key()).isEmpty()) {
                gone = Optional.of(0L);
            }
        }
        if (puts && unsure) {
            throw KvProblems.unknown(keys.place(), lost);
        }
        return puts ? Optional.empty() : gone;
    }
}

package dev.cdctl.deploy;

import dev.cdctl.json.Json;
import dev.cdctl.model.Digest;
import dev.cdctl.model.Failure;
import dev.cdctl.model.Name;
import dev.cdctl.model.Problem;
import dev.cdctl.state.Store;
import dev.cdctl.state.Store.Change;
import java.util.List;
import java.util.Optional;

/** Which run of each job was the last one, and how it ended, so that a job is not repeated unknowingly. */
public final class JobLedger {
    /**
     * One run of a job.
     *
     * @param release the digest of the release that it belonged to
     * @param exit its exit code; absent while nobody knows that it ended
     */
    public record Run(String deployment, Digest release, Optional<Integer> exit) {
        /** Whether it ended well. */
        public boolean isGood() {
            return exit.filter(code -> code == 0).isPresent();
        }
    }

    private final Store store;
    private final String prefix;

    /**
     * The ledger kept under that prefix.
     *
     * @param prefix such as {@code books/production}
     */
    public JobLedger(Store store, String prefix) {
        this.store = store;
        this.prefix = prefix;
    }

    /** The last run of that job. */
    public Optional<Run> last(Name job) {
        return store.read(key(job))
                .map(Store.Versioned::value)
                .map(json -> new Run(
                        json.need("deployment"),
                        Digest.parse(json.need("release")),
                        json.number("exit").map(Math::toIntExact)));
    }

    /** Notes what is known of the last run; durable when it returns. */
    public void note(Name job, Run run) {
        Json.Builder json = Json.object()
                .put("format", 1)
                .put("deployment", run.deployment())
                .put("release", run.release().toString());
        run.exit().ifPresent(code -> json.put("exit", code));
        settle(new Change.Put(key(job), revision(job), json.build()));
    }

    /** Forgets the last run, so that the job may be run again. */
    public void forget(Name job) {
        if (revision(job) != 0) {
            settle(new Change.Delete(key(job), revision(job)));
        }
    }

    private void settle(Change change) {
        if (!store.commit(List.of(change))) {
            throw Failure.unreachable(Problem.of("CD-577", "the ledger of jobs was changed at the same time")
                    .remedy("run the command again"));
        }
    }

    private long revision(Name job) {
        return store.read(key(job)).map(Store.Versioned::revision).orElse(0L);
    }

    private String key(Name job) {
        return prefix + "/jobs/" + job;
    }
}

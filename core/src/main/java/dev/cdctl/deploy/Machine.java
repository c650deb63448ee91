package dev.cdctl.deploy;

import dev.cdctl.model.Digest;
import dev.cdctl.model.Name;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** Where instances run. What runs is always asked of the machine, never remembered. */
public interface Machine {
    /**
     * What to start.
     *
     * @param instance its labels; the pid does not count
     * @param folder the release folder, which becomes the working directory
     * @param command run as written by {@code sh}
     * @param environment all of it besides PATH, HOME, USER, LANG, TZ, TMPDIR and the labels
     */
    record Start(Instance instance, Path folder, String command, Map<String, String> environment) {}

    /** How a process ended. */
    sealed interface Exit {
        /** With this code. */
        record Code(int code) implements Exit {}

        /** It is gone, and nobody saw how. */
        record Gone() implements Exit {}
    }

    /** Every instance of the environment that runs now, in any colour, half-started and left-over ones included. */
    List<Instance> observe(Name service, Name environment);

    /**
     * Puts a release folder there, whole, if it is not there yet.
     *
     * @param digest of the archive; the folder belongs to it
     * @param archive opens the archive, when the folder is not there yet; its bytes are checked against the digest
     * @return the folder
     */
    Path place(Name service, Name environment, Digest digest, Supplier<InputStream> archive);

    /** Starts an instance so that it outlives this process and whoever called it; returns it with its pid. */
    Instance start(Start start);

    /**
     * Starts a job: like {@link #start}, but its exit code is kept where {@link #exit} finds it in any later process,
     * also when this one is killed meanwhile.
     */
    default Instance startJob(Start start) {
        return start(start);
    }

    /** How the instance ended; empty while it runs. */
    Optional<Exit> exit(Instance instance);

    /**
     * Asks every process of the instance to end, and kills what is left after that time. Returns when all are gone.
     *
     * @return whether nothing had to be killed
     */
    boolean stop(Instance instance, Duration patience);

    /** The last lines that the instance wrote, oldest first; works after its end too. */
    List<String> tail(Instance instance, int lines);

    /** The file that holds what instances of that slot and deployment wrote. */
    Path log(Instance instance);

    /** Removes the release folders and logs that belong to none of these deployments and digests. */
    void prune(Name service, Name environment, List<Digest> keepReleases, List<String> keepDeployments);
}

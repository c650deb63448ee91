package dev.cdctl.deploy.machine;

import dev.cdctl.deploy.spec.ContainerSpec;
import dev.cdctl.model.Digest;
import dev.cdctl.model.Name;
import java.io.Closeable;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Where instances run. What runs is always asked of the machine, never remembered. */
public interface Machine {
    /**
     * What to start.
     *
     * @param instance its labels; the pid does not count
     * @param software what {@link #place} returned
     * @param command run as written by {@code sh}; an image's own when empty
     * @param environment all of it besides PATH, HOME, USER, LANG, TZ, TMPDIR and the labels; no secrets
     * @param secrets the variables that nobody else may see
     * @param container how a container is to be, when it is one
     */
    record Start(
            Instance instance,
            Software software,
            String command,
            Map<String, String> environment,
            Map<String, String> secrets,
            Optional<ContainerSpec> container) {
        /** A process in that folder. */
        public Start(Instance instance, Path folder, String command, Map<String, String> environment) {
            this(
                    instance,
                    new Software.Folder(folder, instance.digest()),
                    command,
                    environment,
                    Map.of(),
                    Optional.empty());
        }

        /** The folder that a process is started in. */
        public Path folder() {
            if (software instanceof Software.Folder folder) {
                return folder.path();
            }
            throw new IllegalStateException("a process is started from a folder");
        }

        /** The same for another instance. */
        public Start of(Instance other) {
            return new Start(other, software, command, environment, secrets, container);
        }
    }

    /** What a machine itself says of an instance's health, such as a container's own health check. */
    sealed interface Health {
        /** It says nothing. */
        record Unknown() implements Health {}

        /** It is not known to be well yet. */
        record Starting() implements Health {}

        /** It is well. */
        record Good() implements Health {}

        /** It is not, and why. */
        record Bad(String why) implements Health {}
    }

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
     * Puts software there, whole, if it is not there yet: an archive is unpacked, an image is pulled by its digest.
     *
     * @return what instances are started from
     */
    Software place(Name service, Name environment, Software software);

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

    /** Where everything is that instances of that slot and deployment wrote, for people: a file, or a command. */
    String log(Instance instance);

    /**
     * Passes on each line that the instance writes from now on, on another thread.
     *
     * @return ends it
     */
    Closeable follow(Instance instance, Consumer<String> lines);

    /** What the machine itself says of the instance's health. */
    default Health health(Instance instance) {
        return new Health.Unknown();
    }

    /** Removes the software and logs of that environment that belong to none of these deployments and digests. */
    void prune(Name service, Name environment, List<Digest> keepReleases, List<String> keepDeployments);
}

package dev.cdctl.deploy.machine;

import dev.cdctl.deploy.spec.ContainerSpec;
import dev.cdctl.model.Digest;
import dev.cdctl.model.Failure;
import dev.cdctl.model.Name;
import dev.cdctl.model.Problem;
import dev.cdctl.traffic.Address;
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
     * @param stopTimeout how long it may take to end when somebody else than cdctl asks it to
     */
    record Start(
            Instance instance,
            Software software,
            String command,
            Map<String, String> environment,
            Map<String, String> secrets,
            Optional<ContainerSpec> container,
            Duration stopTimeout) {
        private static final Duration STOP_TIMEOUT = Duration.ofSeconds(30);

        /** A process in that folder. */
        public Start(Instance instance, Path folder, String command, Map<String, String> environment) {
            this(
                    instance,
                    new Software.Folder(folder, instance.digest()),
                    command,
                    environment,
                    Map.of(),
                    Optional.empty(),
                    STOP_TIMEOUT);
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
            return new Start(other, software, command, environment, secrets, container, stopTimeout);
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
        /**
         * With this code.
         *
         * @param why what is known of the cause; may be empty
         */
        record Code(int code, String why) implements Exit {
            /** With this code, for a cause that nobody knows. */
            public Code(int code) {
                this(code, "");
            }

            /** {@code exit code 137 (it used more memory than it may)}. */
            public String words() {
                return "exit code " + code + (why.isEmpty() ? "" : " (" + why + ")");
            }
        }

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
     * Starts several copies of one role of one deployment, of which none runs.
     *
     * @param starts of one host
     */
    default List<Instance> startAll(List<Start> starts) {
        return starts.stream().map(this::start).toList();
    }

    /**
     * Where requests to a slot may have to go: of a machine that moves instances from one computer to another, to each of
     * them, and those where none runs refuse connections.
     *
     * @param slot its own address
     * @param container how its container is to be, when it is one
     */
    default List<Address> reach(Address slot, Optional<ContainerSpec> container) {
        return List.of(slot);
    }

    /**
     * Where an instance that listens is now; empty while its machine moves it from one computer to another.
     *
     * @param instance as it was when it was started or observed
     */
    default Optional<Address> at(Instance instance) {
        return instance.address();
    }

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

    /** Takes the secrets away that an instance which has ended may have left there; nothing happens while it runs. */
    default void clear(Instance instance) {}

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

    /**
     * Runs a command where that instance runs, with its environment, to its end.
     *
     * @return its exit status
     * @throws dev.cdctl.model.Failure failed, when it cannot be started; interrupted, when somebody wanted to stop
     */
    default int exec(Instance instance, Exec exec) {
        throw Failure.refused(
                Problem.of("CD-723", "nothing can be run in " + instance.slot().brief())
                        .because("its machine has no way to do that")
                        .remedy("run it there by hand"));
    }

    /** What the machine tells of itself, when it is one that is asked from elsewhere. */
    default Optional<Survey> survey(Name service, Name environment) {
        return Optional.empty();
    }

    /** What the machine itself says of the instance's health. */
    default Health health(Instance instance) {
        return new Health.Unknown();
    }

    /** Whether there is a container of that name that belongs to the environment, whether it runs or not. */
    default boolean hasLinked(Name service, Name environment, Name linked) {
        return false;
    }

    /** Whether that container runs as it should. */
    default boolean isLinked(Linked linked) {
        return true;
    }

    /**
     * Starts a container that belongs to the environment, unless it runs, and waits until it is well.
     *
     * @param progress takes a few words on what is awaited
     * @throws dev.cdctl.model.Failure refused, when one runs that is to be another now
     */
    default void link(Linked linked, Consumer<String> progress) {}

    /** Lets the next {@link #link} put another one in the place of that container; it runs until then. */
    default void release(Name service, Name environment, Name linked) {}

    /** The container of that name or ID, whoever started it; empty when there is none, or no containers run here. */
    default Optional<Foreign> foreign(String container) {
        return Optional.empty();
    }

    /** Removes everything of an environment whose instances have ended, but not the data of its volumes. */
    default void forget(Name service, Name environment) {}

    /**
     * Makes sure that there is room for two colours, before anything is started.
     *
     * @param needed by one colour, as far as limits are said
     * @throws dev.cdctl.model.Failure refused, with what is missing
     */
    default void requireRoom(Room needed) {}

    /**
     * What instances take.
     *
     * @param memory of the instances, in bytes; 0 when no limit is said
     * @param linked the same of the linked containers
     */
    record Room(long memory, long linked) {
        /** The same on a host without linked containers. */
        Room alone() {
            return new Room(memory, 0);
        }
    }

    /** Removes the software and logs of that environment that belong to none of these deployments and digests. */
    void prune(Name service, Name environment, List<Digest> keepReleases, List<String> keepDeployments);
}

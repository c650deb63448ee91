package dev.cdctl.adapter.docker.swarm;

import com.github.dockerjava.api.model.Task;
import com.github.dockerjava.api.model.TaskState;
import com.github.dockerjava.api.model.TaskStatusContainerStatus;
import dev.cdctl.deploy.machine.Instance;
import dev.cdctl.deploy.machine.Machine.Exit;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How instances end. A swarm starts a copy again that ended, so one end is enough to have ended; those from before this
 * command looked first are forgiven. A copy that was moved to another node has not ended. Asked many times a second, it
 * looks a few times a second. Thread-safe.
 */
final class Ends {
    private static final long FRESH_NANOS = Duration.ofMillis(250).toNanos();
    private static final int NOT_STARTED = 125;

    private final Services services;
    private final Map<String, Sight> sights = new ConcurrentHashMap<>();
    private final Map<String, Set<String>> forgiven = new ConcurrentHashMap<>();

    /** What was seen of a service, and when. */
    private record Sight(long at, Optional<Crew> crew) {}

    Ends(Services services) {
        this.services = services;
    }

    /**
     * The service of an instance was created now, so that nothing is forgiven that happens to it, or got more copies.
     *
     * @param known whether it was there before
     */
    void begin(Instance instance, Crew crew, boolean known) {
        sights.remove(key(instance));
        forgiven.putIfAbsent(String.valueOf(crew.service().getId()), known ? Set.copyOf(crew.ended()) : Set.of());
    }

    /** How it ended; empty while it runs or is about to. */
    Optional<Exit> of(Instance instance) {
        Optional<Crew> seen = crew(instance);
        if (seen.isEmpty()) {
            return Optional.of(new Exit.Gone());
        }
        Crew crew = seen.get();
        int index = instance.slot().index();
        Set<String> before = forgiven.computeIfAbsent(
                String.valueOf(crew.service().getId()), id -> crew.endsForGood() ? Set.of() : Set.copyOf(crew.ended()));
        Optional<Exit> end = crew.ended(index, before).map(Ends::exit);
        return end.or(() -> crew.current(index).isPresent() ? Optional.empty() : Optional.of(new Exit.Gone()));
    }

    /** The service of an instance with its tasks, as they were a moment ago; empty when it is gone. */
    Optional<Crew> crew(Instance instance) {
        return sights.compute(key(instance), (name, seen) -> {
                    boolean fresh = seen != null && System.nanoTime() - seen.at() < FRESH_NANOS;
                    return fresh
                            ? seen
                            : new Sight(System.nanoTime(), services.of(instance).map(services::crew));
                })
                .crew();
    }

    private static String key(Instance instance) {
        return Words.service(instance) + " " + instance.deployment();
    }

    private static Exit exit(Task task) {
        String why = Crew.complaint(task);
        if (Crew.state(task) == TaskState.REJECTED) {
            return new Exit.Code(NOT_STARTED, why);
        }
        int code = Crew.status(task)
                .flatMap(status -> Optional.ofNullable(status.getContainerStatus()))
                .map(TaskStatusContainerStatus::getExitCodeLong)
                .orElse(0L)
                .intValue();
        boolean told = List.of("", "task: non-zero exit (" + code + ")").contains(why);
        return new Exit.Code(code, told ? "" : why);
    }
}

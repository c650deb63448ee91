package dev.cdctl.adapter.docker.swarm;

import com.github.dockerjava.api.model.Service;
import com.github.dockerjava.api.model.ServiceRestartCondition;
import com.github.dockerjava.api.model.Task;
import com.github.dockerjava.api.model.TaskState;
import com.github.dockerjava.api.model.TaskStatus;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A service and its tasks. A copy keeps its number while the swarm replaces its task by another one; copies are counted by
 * the order of those numbers.
 */
record Crew(Service service, List<Task> tasks) {
    private static final Set<TaskState> CAME_TO_AN_END = Set.of(TaskState.COMPLETE, TaskState.FAILED);
    private static final Set<TaskState> ENDED = Set.of(TaskState.COMPLETE, TaskState.FAILED, TaskState.REJECTED);

    /** How many copies there are or were. */
    int size() {
        return Math.toIntExact(slots().count());
    }

    /** The task that the swarm wants to run for that copy; empty when it wants none. */
    Optional<Task> current(int index) {
        return of(index).filter(Crew::isWanted).max(BY_AGE);
    }

    /** The newest task of that copy that ended by itself, and not because the swarm wanted so. */
    Optional<Task> ended(int index, Set<String> forgiven) {
        return of(index)
                .filter(task -> ENDED.contains(state(task)) && !forgiven.contains(task.getId()))
                .max(BY_AGE);
    }

    /** The IDs of all that ended by themselves. */
    List<String> ended() {
        return tasks.stream()
                .filter(task -> ENDED.contains(state(task)))
                .map(Task::getId)
                .toList();
    }

    /** The newest task of that copy, whatever became of it. */
    Optional<Task> newest(int index) {
        return current(index).or(() -> of(index).max(BY_AGE));
    }

    /**
     * What says how a copy is: its newest task, and the newest that ended by itself. The swarm has another task in the
     * place of that one at once, which waits for seconds, so whoever looks now and then rarely sees the end itself.
     *
     * @param before the IDs of what ended earlier
     */
    Stream<Task> telling(int index, Set<String> before) {
        return Stream.concat(newest(index).stream(), ended(index, before).stream());
    }

    /** Whether a container of that copy was started; of one that ended again it is for its health to say how it is. */
    boolean wasStarted(int index, boolean checked, Set<String> before) {
        return current(index).filter(task -> runs(task, checked)).isPresent()
                || telling(index, before).map(Crew::state).anyMatch(CAME_TO_AN_END::contains);
    }

    /** Whether the swarm runs none of its copies again that ended. */
    boolean endsForGood() {
        return Optional.ofNullable(service.getSpec())
                .flatMap(spec -> Optional.ofNullable(spec.getTaskTemplate()))
                .flatMap(task -> Optional.ofNullable(task.getRestartPolicy()))
                .filter(policy -> policy.getCondition() == ServiceRestartCondition.NONE)
                .isPresent();
    }

    /** Whether its container was started, or is being started just now. */
    static boolean isUp(Task task) {
        return state(task) == TaskState.STARTING || state(task) == TaskState.RUNNING;
    }

    /**
     * Whether its container was started for sure. One with a HEALTHCHECK stays in the state in which it is started until
     * that has passed.
     */
    static boolean runs(Task task, boolean checked) {
        return checked ? isUp(task) : state(task) == TaskState.RUNNING;
    }

    /** Whether it has not come to its end, as far as is known. */
    static boolean isAlive(Task task) {
        return state(task).compareTo(TaskState.RUNNING) <= 0;
    }

    static TaskState state(Task task) {
        return status(task).map(TaskStatus::getState).orElse(TaskState.NEW);
    }

    /** What the swarm says against it. */
    static String complaint(Task task) {
        return status(task)
                .flatMap(status -> Optional.ofNullable(status.getErr()))
                .orElse("");
    }

    static Optional<TaskStatus> status(Task task) {
        return Optional.ofNullable(task.getStatus());
    }

    private static boolean isWanted(Task task) {
        return Optional.ofNullable(task.getDesiredState())
                .filter(state -> state.compareTo(TaskState.RUNNING) <= 0)
                .isPresent();
    }

    private Stream<Task> of(int index) {
        Optional<Integer> slot = slots().skip(index).findFirst();
        return tasks.stream().filter(task -> slot.equals(Optional.ofNullable(task.getSlot())));
    }

    private Stream<Integer> slots() {
        return tasks.stream()
                .flatMap(task -> Optional.ofNullable(task.getSlot()).stream())
                .distinct()
                .filter(this::isCopy)
                .sorted();
    }

    /** One that the swarm itself ended, because fewer are wanted, is none any more. */
    private boolean isCopy(Integer slot) {
        List<Task> own =
                tasks.stream().filter(task -> slot.equals(task.getSlot())).toList();
        return own.stream().anyMatch(Crew::isWanted)
                || own.stream()
                        .max(BY_AGE)
                        .filter(task -> ENDED.contains(state(task)) && task.getDesiredState() != TaskState.REMOVE)
                        .isPresent();
    }

    private static final Comparator<Task> BY_AGE =
            Comparator.comparing(task -> Instant.parse(String.valueOf(task.getCreatedAt())));
}

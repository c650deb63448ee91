package dev.cdctl.adapter.docker.swarm;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.dockerjava.api.model.Service;
import com.github.dockerjava.api.model.ServiceRestartCondition;
import com.github.dockerjava.api.model.ServiceRestartPolicy;
import com.github.dockerjava.api.model.ServiceSpec;
import com.github.dockerjava.api.model.Task;
import com.github.dockerjava.api.model.TaskSpec;
import com.github.dockerjava.api.model.TaskState;
import com.github.dockerjava.api.model.TaskStatus;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CrewTest {
    @Test
    void copiesAreCountedByTheNumbersThatAreLeft() {
        Crew crew = crew(
                task("a", 1, 1, TaskState.RUNNING, TaskState.RUNNING),
                task("c", 3, 1, TaskState.RUNNING, TaskState.PREPARING));

        assertThat(crew.size()).isEqualTo(2);
        assertThat(id(crew.current(1))).isEqualTo("c");
        assertThat(crew.current(2)).isEmpty();
    }

    @Test
    void aCopyThatTheSwarmEndedBecauseFewerAreWantedIsNone() {
        Crew crew = crew(
                task("stays", 1, 1, TaskState.RUNNING, TaskState.RUNNING),
                task("leaves", 2, 1, TaskState.REMOVE, TaskState.RUNNING),
                task("left", 3, 1, TaskState.SHUTDOWN, TaskState.SHUTDOWN),
                task("comes", 4, 2, TaskState.RUNNING, TaskState.STARTING));

        assertThat(crew.size()).isEqualTo(2);
        assertThat(id(crew.current(1))).isEqualTo("comes");
    }

    @Test
    void whatIsBeingStartedRunsOnlyWhereAHealthcheckKeepsItInThatState() {
        Task starting = task("new", 1, 1, TaskState.RUNNING, TaskState.STARTING);

        assertThat(Crew.runs(starting, false)).isFalse();
        assertThat(Crew.runs(starting, true)).isTrue();
        assertThat(Crew.runs(task("old", 1, 1, TaskState.RUNNING, TaskState.RUNNING), false))
                .isTrue();
    }

    /** The swarm waits for seconds before it starts the next one. */
    @Test
    void whatEndedWasStartedThoughAnotherOneWaitsInItsPlace() {
        Task failed = task("first", 1, 1, TaskState.SHUTDOWN, TaskState.FAILED);
        Task waits = task("second", 1, 2, TaskState.RUNNING, TaskState.READY);

        assertThat(crew(waits).wasStarted(0, false, Set.of())).isFalse();
        assertThat(crew(failed, waits).wasStarted(0, false, Set.of())).isTrue();
        assertThat(crew(failed, waits).wasStarted(0, false, Set.of("first"))).isFalse();
        assertThat(crew(failed).wasStarted(0, false, Set.of("first"))).isTrue();
    }

    @Test
    void whatANodeRejectedIsSeenThoughAnotherOneWaitsInItsPlace() {
        Crew crew = crew(
                task("first", 1, 1, TaskState.SHUTDOWN, TaskState.REJECTED),
                task("second", 1, 2, TaskState.RUNNING, TaskState.READY));

        assertThat(crew.wasStarted(0, false, Set.of())).isFalse();
        assertThat(crew.telling(0, Set.of())).extracting(Task::getId).containsExactly("second", "first");
        assertThat(crew.telling(0, Set.of("first"))).extracting(Task::getId).containsExactly("second");
    }

    @Test
    void aCopyThatEndedByItselfIsOneStill() {
        Crew crew = crew(task("job", 1, 1, TaskState.SHUTDOWN, TaskState.FAILED));

        assertThat(crew.size()).isEqualTo(1);
        assertThat(id(crew.newest(0))).isEqualTo("job");
    }

    @Test
    void aCopyThatTheSwarmMovedHasNotEnded() {
        Crew crew = crew(
                task("old", 1, 1, TaskState.SHUTDOWN, TaskState.SHUTDOWN),
                task("new", 1, 2, TaskState.RUNNING, TaskState.PENDING));

        assertThat(id(crew.current(0))).isEqualTo("new");
        assertThat(crew.ended(0, Set.of())).isEmpty();
    }

    @Test
    void aCopyThatEndedHasEndedThoughTheSwarmStartedAnother() {
        Crew crew = crew(
                task("first", 1, 1, TaskState.SHUTDOWN, TaskState.FAILED),
                task("second", 1, 2, TaskState.SHUTDOWN, TaskState.FAILED),
                task("third", 1, 12, TaskState.RUNNING, TaskState.RUNNING));

        assertThat(id(crew.ended(0, Set.of()))).isEqualTo("second");
        assertThat(crew.ended(0, Set.copyOf(crew.ended()))).isEmpty();
        assertThat(id(crew.current(0))).isEqualTo("third");
    }

    @Test
    void aTaskOfALostNodeIsNotTheOneThatIsWanted() {
        Crew crew = crew(
                task("lost", 1, 1, TaskState.SHUTDOWN, TaskState.RUNNING),
                task("waits", 1, 2, TaskState.RUNNING, TaskState.PENDING));

        assertThat(id(crew.current(0))).isEqualTo("waits");
        assertThat(Crew.isUp(crew.current(0).orElseThrow())).isFalse();
    }

    @Test
    void whatIsNotStartedAgainHasEndedForGood() {
        assertThat(crew().endsForGood()).isFalse();
        ServiceRestartPolicy never = new ServiceRestartPolicy().withCondition(ServiceRestartCondition.NONE);
        Service job =
                new Service().withSpec(new ServiceSpec().withTaskTemplate(new TaskSpec().withRestartPolicy(never)));
        assertThat(new Crew(job, List.of()).endsForGood()).isTrue();
    }

    private static String id(Optional<Task> task) {
        return task.map(Task::getId).orElse("none");
    }

    private static Crew crew(Task... tasks) {
        return new Crew(new Service(), List.of(tasks));
    }

    /** @param age its second, with as many digits behind as Go writes: none of them is a zero at the end */
    private static Task task(String id, int slot, int age, TaskState wanted, TaskState state) {
        return new Task()
                .withId(id)
                .withSlot(slot)
                .withCreatedAt("2026-01-01T00:00:00." + age + "Z")
                .withDesiredState(wanted)
                .withStatus(new TaskStatus().withState(state));
    }
}

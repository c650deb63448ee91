package dev.cdctl.operate.change;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.cdctl.deploy.RemoteMachine;
import dev.cdctl.deploy.machine.Machine;
import dev.cdctl.deploy.machine.Machines;
import dev.cdctl.history.Deployment;
import dev.cdctl.host.Host;
import dev.cdctl.model.Colour;
import dev.cdctl.model.Failure;
import dev.cdctl.model.Problem;
import dev.cdctl.operate.look.Status;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Containers that somebody else started become the live colour, and are handed over as any other. */
class AdoptTest {
    private final RemoteMachine first = new RemoteMachine("web1");
    private final RemoteMachine second = new RemoteMachine("web2");
    private Stage stage = new Stage(Path.of("/nowhere"));
    private int port;

    @BeforeEach
    void set() {
        stage = new Stage(Path.of("/nowhere"));
        Map<Host, Machine> machines = new LinkedHashMap<>();
        machines.put(host("web1"), first);
        machines.put(host("web2"), second);
        stage.machines = Optional.of(new Machines(machines, host -> first));
        first.itself().adopting(() -> stage.adoptions.on(host("web1")));
        second.itself().adopting(() -> stage.adoptions.on(host("web2")));
        port = first.itself().stranger("books_app", "0.9.0");
        second.itself().stranger("books_app", "0.9.0");
    }

    @AfterEach
    void clear() {
        first.close();
        second.close();
        stage.close();
    }

    @Test
    void whatRunsBecomesTheLiveColourByItsOwnVersion() {
        Deployment adopted = adopt("books_app").deployment();

        assertThat(adopted.outcome()).isEqualTo(Deployment.Outcome.LIVE);
        assertThat(stage.served()).isEqualTo("0.9.0");
        assertThat(stage.router.route().orElseThrow().instances().get(Colour.BLUE))
                .hasSize(2)
                .anySatisfy(address -> assertThat(address.port()).isEqualTo(port));
        assertThat(Status.of(stage.means()).differences()).isEmpty();
        assertThat(Status.of(stage.means()).seen())
                .extracting(Status.Seen::standing)
                .containsOnly(Status.Standing.LIVE);
    }

    @Test
    void theNextDeploymentGoesBesideItAndTheOneAfterEndsIt() {
        adopt("books_app");
        stage.deploy("1.0.0");
        assertThat(stage.served()).isEqualTo("1.0.0");
        assertThat(first.itself().strangers()).containsExactly("books_app");

        stage.deploy("1.1.0");

        assertThat(stage.served()).isEqualTo("1.1.0");
        assertThat(first.itself().strangers()).isEmpty();
        assertThat(second.itself().strangers()).isEmpty();
        assertThat(RemoteMachine.words(first))
                .containsExactly("web-0 (blue) on web1 1.1.0", "web-0 (green) on web1 1.0.0");
        assertThat(Status.of(stage.means()).differences()).isEmpty();
    }

    @Test
    void whileItIsWarmARollbackGoesBackToIt() {
        adopt("books_app");
        stage.deploy("1.0.0");

        stage.rollback();

        assertThat(stage.served()).isEqualTo("0.9.0");
        assertThat(stage.router.route().orElseThrow().instances().get(Colour.BLUE))
                .anySatisfy(address -> assertThat(address.port()).isEqualTo(port));
    }

    @Test
    void whatEndedIsNotRolledBackTo() {
        adopt("books_app");
        stage.deploy("1.0.0");
        stage.deploy("1.1.0");

        assertThatThrownBy(() -> new Rollback(stage.means()).run(Optional.of("0.9.0")))
                .isInstanceOfSatisfying(
                        Failure.class,
                        failure -> assertThat(failure.problems().get(0).code()).isEqualTo("CD-737"));
        assertThat(stage.served()).isEqualTo("1.1.0");
    }

    @Test
    void anEnvironmentWithAReleaseTakesNothingOver() {
        stage.deploy("1.0.0");
        refused("CD-739", "books_app");
        assertThat(stage.served()).isEqualTo("1.0.0");
    }

    @Test
    void whatIsNotThereOrOfAnotherNumberIsRefused() {
        refused("CD-743", "nobody");
        refused("CD-742", "web1=books_app");
        refused("CD-742", "web1=books_app", "web2=books_app", "web9=books_app");
        assertThat(adopt("web1=books_app", "web2=books_app").changed()).isTrue();
    }

    @Test
    void whatIsNotHealthyIsRefusedAndLeftAlone() {
        first.itself().dismiss("books_app");
        first.itself().stranger("books_app", "0.8.0");

        assertThat(refused("CD-544", "books_app").why()).contains("says version 0.9.0");

        assertThat(stage.served()).isEqualTo("nothing");
        assertThat(first.itself().strangers()).containsExactly("books_app");
        assertThat(stage.means().environment().instances()).isEmpty();
        stage.deploy("1.0.0");
        assertThat(first.itself().strangers()).containsExactly("books_app");
    }

    @Test
    void aKillAtAnyStepIsMendedAndEndsNobodyElsesContainer() {
        for (String point : List.of("ready.effect", "commit.intent", "commit.effect", "apply.effect", "prove.effect")) {
            clear();
            set();
            stage.killAt(point, () -> adopt("books_app"));

            new Resume(stage.means()).run(Optional.empty());

            boolean forward = !point.startsWith("ready") && !point.equals("commit.intent");
            assertThat(stage.served()).as(point).isEqualTo(forward ? "0.9.0" : "nothing");
            assertThat(stage.means().environment().instances()).as(point).hasSize(forward ? 2 : 0);
            assertThat(first.itself().strangers()).as(point).containsExactly("books_app");
            stage.deploy("1.0.0");
            assertThat(first.itself().strangers()).as(point).containsExactly("books_app");
        }
    }

    private Deploy.Result adopt(String... named) {
        return new Adopt(stage.means()).run(List.of(named), Optional.empty());
    }

    private Problem refused(String code, String... named) {
        Failure failure = catchThrowableOfType(Failure.class, () -> adopt(named));
        assertThat(failure.kind()).isEqualTo(Failure.Kind.REFUSED);
        return failure.problems().stream()
                .filter(problem -> problem.code().equals(code))
                .findFirst()
                .orElseThrow();
    }

    private static Host host(String name) {
        return Host.of("unix:///run/" + name + ".sock").named(name);
    }
}

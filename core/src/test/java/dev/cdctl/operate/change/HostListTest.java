package dev.cdctl.operate.change;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cdctl.deploy.RemoteMachine;
import dev.cdctl.deploy.ServingMachine.Manner;
import dev.cdctl.deploy.machine.Machine;
import dev.cdctl.deploy.machine.Machines;
import dev.cdctl.host.Host;
import dev.cdctl.model.Colour;
import dev.cdctl.model.Failure;
import dev.cdctl.operate.look.Status;
import dev.cdctl.traffic.Address;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Hosts come and go, and what serves is not touched. */
class HostListTest {
    private final Map<String, RemoteMachine> all = new LinkedHashMap<>();
    private Stage stage = new Stage(Path.of("/nowhere"));

    @BeforeEach
    void set() {
        stage = new Stage(Path.of("/nowhere"));
        Stream.of("web1", "web2", "web3").forEach(name -> all.put(name, new RemoteMachine(name)));
        list("web1", "web2");
    }

    @AfterEach
    void clear() {
        all.values().forEach(RemoteMachine::close);
        stage.close();
    }

    @Test
    void aDeploymentOfTheSameReleaseBringsItToANewHostAndTouchesNoOther() {
        Deploy.Result first = stage.deploy("1.0.0");
        list("web1", "web2", "web3");
        assertThat(differences()).anySatisfy(what -> assertThat(what).contains("web3", "gets no requests yet"));

        Deploy.Result second = stage.deploy("1.0.0");

        assertThat(second.changed()).isTrue();
        assertThat(second.deployment().id()).isEqualTo(first.deployment().id());
        assertThat(running("web3")).containsExactly("web-0 (blue) on web3 1.0.0");
        assertThat(machine("web1").itself().told()).containsExactly("start web-0 (blue) on web1 1.0.0");
        assertThat(served(Colour.BLUE)).hasSize(3).doesNotHaveDuplicates();
        assertThat(differences()).isEmpty();
        assertThat(stage.deploy("1.0.0").changed()).isFalse();
    }

    @Test
    void upDoesTheSame() {
        stage.deploy("1.0.0");
        list("web1", "web2", "web3");

        new Power(stage.means()).up();

        assertThat(running("web3")).hasSize(1);
        assertThat(served(Colour.BLUE)).hasSize(3);
        assertThat(differences()).isEmpty();
    }

    @Test
    void aNewHostWhereItDoesNotComeUpGetsNoRequests() {
        stage.deploy("1.0.0");
        list("web1", "web2", "web3");
        machine("web3").with("1.0.0", Manner.NEVER_HEALTHY);

        assertThatThrownBy(() -> stage.deploy("1.0.0")).isInstanceOf(Failure.class);

        assertThat(served(Colour.BLUE)).hasSize(2);
        assertThat(differences()).anySatisfy(what -> assertThat(what).contains("web3", "gets no requests yet"));
    }

    @Test
    void aReleaseThatFailsOnTheNewHostLeavesTheOldOneWhereItWas() {
        stage.deploy("1.0.0");
        list("web1", "web2", "web3");
        stage.router.refuse(2);

        assertThatThrownBy(() -> stage.deploy("1.1.0"))
                .isInstanceOfSatisfying(
                        Failure.class, failure -> assertThat(failure.kind()).isEqualTo(Failure.Kind.ROLLED_BACK));

        assertThat(stage.served()).isEqualTo("1.0.0");
        assertThat(served(Colour.BLUE)).hasSize(2);
    }

    @Test
    void aRollbackGoesToWhatIsWarmOnAllHosts() {
        stage.deploy("1.0.0");
        stage.deploy("1.1.0");

        stage.rollback();

        assertThat(stage.served()).isEqualTo("1.0.0");
        assertThat(machine("web1").itself().told())
                .containsExactly("start web-0 (blue) on web1 1.0.0", "start web-0 (green) on web1 1.1.0");
    }

    @Test
    void aHostThatWasTakenOffTheListIsToldAndLeftWhenThatIsSaid() {
        stage.deploy("1.0.0");
        list("web1");

        assertThat(differences())
                .singleElement()
                .satisfies(what -> assertThat(what).contains("web2 is not in the list of hosts any more", "1 of its"));
        assertThat(served(Colour.BLUE)).hasSize(2);

        assertThat(new Departure(stage.means()).from("web2", false)).isEqualTo(1);

        assertThat(running("web2")).isEmpty();
        assertThat(served(Colour.BLUE)).hasSize(1);
        assertThat(running("web1")).hasSize(1);
        assertThat(differences()).isEmpty();
        assertThatThrownBy(() -> new Departure(stage.means()).from("web2", false))
                .isInstanceOf(Failure.class);
    }

    @Test
    void aDeploymentOfTheSameReleaseTakesTheHostOutOfTheRoutersAndEndsNothing() {
        stage.deploy("1.0.0");
        list("web1");

        assertThat(stage.deploy("1.0.0").changed()).isTrue();

        assertThat(served(Colour.BLUE)).hasSize(1);
        assertThat(running("web2")).hasSize(1);
        assertThat(stage.deploy("1.0.0").changed()).isFalse();
        assertThat(differences()).hasSize(1);
    }

    @Test
    void aHostThatIsGoneForGoodCanBeForgotten() {
        stage.deploy("1.0.0");
        list("web1");
        machine("web2").cutOff();

        assertThat(differences())
                .singleElement()
                .satisfies(what -> assertThat(what).contains("nobody knows what runs there"));
        assertThatThrownBy(() -> new Departure(stage.means()).from("web2", false))
                .isInstanceOfSatisfying(Failure.class, failure -> {
                    assertThat(failure.kind()).isEqualTo(Failure.Kind.UNREACHABLE);
                    assertThat(failure.problems().get(0).remedy()).contains("--gone");
                });
        new Departure(stage.means()).from("web2", true);

        assertThat(differences()).isEmpty();
    }

    @Test
    void aHostOfTheListIsNotLeft() {
        stage.deploy("1.0.0");

        assertThatThrownBy(() -> new Departure(stage.means()).from("web2", false))
                .isInstanceOfSatisfying(
                        Failure.class, failure -> assertThat(failure.kind()).isEqualTo(Failure.Kind.REFUSED));
        assertThat(running("web2")).hasSize(1);
    }

    @Test
    void whenEveryHostIsAnotherOneTheOldOnesServeUntilTheNewOnesDo() {
        stage.deploy("1.0.0");
        list("web3");
        assertThat(served(Colour.BLUE)).hasSize(2);

        stage.deploy("1.1.0");

        assertThat(stage.served()).isEqualTo("1.1.0");
        assertThat(served(Colour.GREEN)).hasSize(1);
        assertThat(served(Colour.BLUE)).hasSize(2);
    }

    private void list(String... names) {
        Map<Host, Machine> machines = new LinkedHashMap<>();
        List.of(names).forEach(name -> machines.put(host(name), machine(name)));
        stage.machines = Optional.of(new Machines(machines, host -> machine(host.id())));
    }

    private RemoteMachine machine(String name) {
        return Objects.requireNonNull(all.get(name));
    }

    private static Host host(String name) {
        return Host.of("unix:///run/" + name + ".sock").named(name);
    }

    private List<String> running(String name) {
        return RemoteMachine.words(machine(name));
    }

    private List<Address> served(Colour colour) {
        return Objects.requireNonNull(
                stage.router.route().orElseThrow().instances().get(colour));
    }

    private List<String> differences() {
        return Status.of(stage.means()).differences().stream()
                .map(Status.Difference::what)
                .toList();
    }
}

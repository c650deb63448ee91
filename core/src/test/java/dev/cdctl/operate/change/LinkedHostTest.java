package dev.cdctl.operate.change;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cdctl.deploy.RemoteMachine;
import dev.cdctl.deploy.Roster;
import dev.cdctl.deploy.machine.Machine;
import dev.cdctl.deploy.machine.Machines;
import dev.cdctl.deploy.spec.ContainerSpec;
import dev.cdctl.deploy.spec.LinkedSpec;
import dev.cdctl.host.Host;
import dev.cdctl.model.Failure;
import dev.cdctl.model.Name;
import dev.cdctl.operate.look.Status;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A database is not left behind, nor begun anew and empty, because the list of hosts was changed. */
class LinkedHostTest {
    private final Map<String, RemoteMachine> all = new LinkedHashMap<>();
    private Stage stage = new Stage(Path.of("/nowhere"));

    @BeforeEach
    void set() {
        stage = new Stage(Path.of("/nowhere"));
        Stream.of("web1", "web2").forEach(name -> all.put(name, new RemoteMachine(name)));
        list("web1", "web2");
        stage.deploy("1.0.0");
        stage.container = Optional.of(linking("db"));
    }

    @AfterEach
    void clear() {
        all.values().forEach(RemoteMachine::close);
        stage.close();
    }

    @Test
    void aHostThatHasItIsNotTakenOffTheListUnnoticed() {
        roster().link(host("web1"));
        list("web2");

        assertRefused(() -> stage.deploy("1.1.0"), "CD-691", "remove --host web1 --gone");
        assertRefused(() -> new Power(stage.means()).up(), "CD-691", "web1");
        assertRefused(() -> new Departure(stage.means()).from("web1", false), "CD-692", "web1 has db");
        assertThat(Status.of(stage.means()).differences())
                .anySatisfy(difference -> assertThat(difference.what() + difference.remedy())
                        .contains("web1 is not in the list of hosts any more", "what is linked", "--gone"));
        assertThat(stage.served()).isEqualTo("1.0.0");
        assertThat(RemoteMachine.words(machine("web1"))).hasSize(1);
    }

    @Test
    void itMayGoWithAHostThatIsDeclaredGone() {
        roster().link(host("web1"));
        list("web2");
        machine("web1").cutOff();

        new Departure(stage.means()).from("web1", true);

        assertThat(roster().linked()).isEmpty();
        new Power(stage.means()).up();
        assertThat(Status.of(stage.means()).differences()).isEmpty();
    }

    @Test
    void anotherFirstHostIsRefusedTheSame() {
        roster().link(host("web1"));
        list("web2", "web1");

        assertRefused(() -> stage.deploy("1.1.0"), "CD-691", "write web1 first in `hosts`");
        list("web1", "web2");
        new Power(stage.means()).up();
    }

    @Test
    void anyOtherHostMayLeave() {
        roster().link(host("web1"));
        list("web1");

        new Power(stage.means()).up();

        assertThat(new Departure(stage.means()).from("web2", false)).isEqualTo(1);
        assertThat(roster().linked()).contains(host("web1"));
    }

    @Test
    void whereNothingIsRecordedTheEnginesAreAsked() {
        machine("web1").itself().linked("db");
        list("web2");

        assertRefused(() -> stage.deploy("1.1.0"), "CD-691", "remove --host web1 --gone");
        assertRefused(() -> new Departure(stage.means()).from("web1", false), "CD-692", "web1 has db");
    }

    @Test
    void whatIsNotLinkedAnyMoreKeepsNobody() {
        roster().link(host("web1"));
        stage.container = Optional.empty();
        list("web2");

        assertThat(new Departure(stage.means()).from("web1", false)).isEqualTo(1);
        assertThat(roster().linked()).isEmpty();
    }

    private static void assertRefused(ThrowingCallable call, String code, String words) {
        assertThatThrownBy(call).isInstanceOfSatisfying(Failure.class, failure -> {
            assertThat(failure.kind()).isEqualTo(Failure.Kind.REFUSED);
            assertThat(failure.problems().get(0).code()).isEqualTo(code);
            assertThat(failure.problems().get(0).what()
                            + failure.problems().get(0).remedy())
                    .contains(words);
        });
    }

    private Roster roster() {
        return stage.means().environment().roster();
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

    private static ContainerSpec linking(String name) {
        LinkedSpec linked = new LinkedSpec(
                new Name(name), "couchdb:3", Optional.empty(), Map.of(), Optional.empty(), Optional.empty(), List.of());
        return new ContainerSpec(
                Optional.empty(),
                8080,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                true,
                List.of(linked),
                List.of(),
                List.of());
    }
}

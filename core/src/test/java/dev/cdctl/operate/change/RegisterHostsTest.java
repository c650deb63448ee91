package dev.cdctl.operate.change;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cdctl.deploy.RemoteMachine;
import dev.cdctl.deploy.machine.Machine;
import dev.cdctl.deploy.machine.Machines;
import dev.cdctl.deploy.register.MemoryRegistry;
import dev.cdctl.deploy.register.Registrations;
import dev.cdctl.deploy.spec.RegisterSpec;
import dev.cdctl.host.Host;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Entries of instances on several hosts, of which some leave or cannot be asked. */
class RegisterHostsTest {
    private static final String START = "cdctl.books.production.web.0.blue.";

    private final MemoryRegistry registry = new MemoryRegistry("one:8500");
    private final Map<String, RemoteMachine> all = new LinkedHashMap<>();
    private Stage stage = new Stage(Path.of("/nowhere"));

    @BeforeEach
    void set() {
        stage = new Stage(Path.of("/nowhere"));
        RegisterSpec spec = new RegisterSpec(true, Optional.empty(), Duration.ofSeconds(1));
        stage.registered = Optional.of(new Registrations(
                Stage.SERVICE, Stage.PRODUCTION, registry, new Registrations.Terms(spec, "one:8500", problem -> {})));
        Stream.of("web1", "web2").forEach(name -> all.put(name, new RemoteMachine(name)));
        list("web1", "web2");
        stage.deploy("1.0.0");
    }

    @AfterEach
    void clear() {
        all.values().forEach(RemoteMachine::close);
        stage.close();
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

    private Repair.Report repair() {
        return new Repair(stage.means()).run();
    }

    @Test
    void aHostThatIsLeftHasNoEntriesAnyMore() {
        assertThat(registry.has()).containsExactly(START + "web1 1.0.0", START + "web2 1.0.0");
        list("web1");
        assertThat(repair().isWell()).isTrue();
        assertThat(registry.has()).hasSize(2);
        new Departure(stage.means()).from("web2", false);
        assertThat(registry.has()).containsExactly(START + "web1 1.0.0");
    }

    @Test
    void aHostThatIsGoneForGoodTakesItsEntriesWithIt() {
        list("web1");
        machine("web2").cutOff();
        new Departure(stage.means()).from("web2", true);
        assertThat(registry.has()).containsExactly(START + "web1 1.0.0");
    }

    @Test
    void ofAHostThatCannotBeAskedNothingIsMended() {
        machine("web1").end("1.0.0");
        machine("web2").cutOff();
        Repair.Report report = repair();
        assertThat(report.unseen()).containsOnlyKeys("web2");
        assertThat(report.started()).isEmpty();
        assertThat(report.takenOut()).containsExactly(START + "web1");
        assertThat(registry.has()).containsExactly(START + "web2 1.0.0");
        machine("web2").connect();
        assertThat(repair().started()).containsExactly("web-0 (blue) on web1");
        assertThat(registry.has()).containsExactly(START + "web1 1.0.0", START + "web2 1.0.0");
    }
}

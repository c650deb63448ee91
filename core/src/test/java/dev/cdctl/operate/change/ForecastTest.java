package dev.cdctl.operate.change;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cdctl.deploy.RemoteMachine;
import dev.cdctl.deploy.machine.Machine;
import dev.cdctl.deploy.machine.Machines;
import dev.cdctl.deploy.spec.RoleSpec;
import dev.cdctl.host.Host;
import dev.cdctl.model.Version;
import dev.cdctl.operate.look.Forecast;
import dev.cdctl.version.source.ResolvedVersion;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A plan tells how many instances a deployment starts, and it starts just as many. */
class ForecastTest {
    private final Map<String, RemoteMachine> all = new LinkedHashMap<>();
    private Stage stage = new Stage(Path.of("/nowhere"));

    @BeforeEach
    void set() {
        stage = new Stage(Path.of("/nowhere"));
        stage.roles = List.of(copies(Stage.web(), 2));
    }

    @AfterEach
    void clear() {
        all.values().forEach(RemoteMachine::close);
        stage.close();
    }

    @Test
    void eachHostRunsAllReplicas() {
        hosts("web1", "web2", "web3");
        assertThat(start("1.0.0"))
                .startsWith("start 6 web of 1.0.0 as blue, 2 on each of web1, web2, web3, free ports of ");

        stage.deploy("1.0.0");

        assertThat(running()).isEqualTo(6);
    }

    @Test
    void theOneHostThatStandsForASwarmRunsThemOnce() {
        hosts("swarm");
        assertThat(start("1.0.0")).startsWith("start 2 web of 1.0.0 as blue on swarm, free ports of ");

        stage.deploy("1.0.0");

        assertThat(running()).isEqualTo(2);
    }

    @Test
    void portsThatAreChosenAreTold() {
        hosts("web1", "web2");
        stage.deploy("1.0.0");
        stage.deploy("1.1.0");

        String ports = stage.machines.orElseThrow().observe(Stage.SERVICE, Stage.PRODUCTION).stream()
                .filter(instance -> instance.version().text().equals("1.0.0"))
                .filter(instance -> instance.slot().host().id().equals("web2"))
                .map(instance -> String.valueOf(instance.address().orElseThrow().port()))
                .reduce((one, other) -> one + ", " + other)
                .orElseThrow();
        assertThat(start("1.2.0"))
                .contains(" 4 web of 1.2.0 as blue", "ports " + ports)
                .doesNotContain("free");
    }

    @Test
    void aJobRunsOnceWhereverThereAreHosts() {
        hosts("web1", "web2");
        stage.roles =
                List.of(copies(Stage.role("tidy", RoleSpec.Kind.JOB, RoleSpec.Handover.STOP_FIRST), 2), Stage.web());

        assertThat(forecast("1.0.0").steps()).contains("run the job tidy on web1: ./tidy.sh");
    }

    @Test
    void workersAreCountedTheSame() {
        hosts("web1", "web2");
        stage.roles = List.of(copies(Stage.role("feeder", RoleSpec.Kind.WORKER, RoleSpec.Handover.STOP_FIRST), 3));

        assertThat(forecast("1.0.0").steps())
                .contains("hand the work over to 6 feeder, 3 on each of web1, web2: ./feeder.sh");
    }

    @Test
    void thisComputerIsNotNamed() {
        assertThat(start("1.0.0")).startsWith("start 2 web of 1.0.0 as blue, free ports of ");
    }

    private String start(String version) {
        return forecast(version).steps().stream()
                .filter(step -> step.startsWith("start "))
                .findFirst()
                .orElseThrow();
    }

    private Forecast forecast(String version) {
        ResolvedVersion found =
                new ResolvedVersion(new Version(version), Optional.empty(), Optional.empty(), false, "said so");
        return Forecast.of(stage.means(), new Forecast.Subject(found, Optional.empty(), Optional.empty(), Set.of()));
    }

    private long running() {
        return stage.machines
                .orElseThrow()
                .observe(Stage.SERVICE, Stage.PRODUCTION)
                .size();
    }

    private void hosts(String... names) {
        Map<Host, Machine> machines = new LinkedHashMap<>();
        Stream.of(names).forEach(name -> {
            RemoteMachine machine = new RemoteMachine(name);
            all.put(name, machine);
            machines.put(Host.of("unix:///run/" + name + ".sock").named(name), machine);
        });
        stage.machines = Optional.of(new Machines(machines));
    }

    private static RoleSpec copies(RoleSpec role, int replicas) {
        return new RoleSpec(
                role.name(),
                role.kind(),
                role.command(),
                replicas,
                role.env(),
                role.health(),
                role.warmUp(),
                role.handover(),
                role.repeatSafe(),
                role.within(),
                role.container(),
                role.origin());
    }
}

package dev.cdctl.host.setup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cdctl.host.HostShell;
import dev.cdctl.model.Failure;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DebianHostTest {
    private final FakeDebian computer = new FakeDebian();
    private final DebianHost host =
            new DebianHost("web1", computer, Optional.of(DebianHost.SOCKET), Optional.of("/srv/cdctl"));

    @Test
    void whatIsMissingIsToldWithItsCommandsAndNothingIsDone() {
        assertThat(host.missing())
                .extracting(Work::text)
                .containsExactly(
                        "install docker.io, iptables, ca-certificates",
                        "start the engine, now and at each start of the computer",
                        "let ana use the engine, which makes it as good as root there",
                        "make the folder of the shared state, for ana alone");
        assertThat(host.missing())
                .extracting(Work::commandLine)
                .contains("systemctl enable --now docker", "install -d -m 0700 -o ana /srv/cdctl");
        assertThat(computer.ran).isEmpty();
    }

    @Test
    void aSecondTimeChangesNothing() {
        List<String> told = new ArrayList<>();
        host.carryOut(host.missing(), told::add);
        assertThat(told).hasSize(4).allMatch(line -> line.startsWith("web1: "));
        assertThat(computer.ran).hasSize(4);

        host.carryOut(host.missing(), told::add);
        assertThat(computer.ran).hasSize(4);
        assertThat(host.missing()).isEmpty();
    }

    @Test
    void onlyWhatIsMissingIsDone() {
        computer.has.addAll(List.of("engine", "socket", "member", "folder"));
        assertThat(host.missing()).extracting(Work::text).containsExactly("install iptables");
    }

    @Test
    void withoutSystemdTheServiceIsStarted() {
        computer.has.remove("systemd");
        assertThat(host.missing()).extracting(Work::commandLine).contains("service docker start");
    }

    @Test
    void anEngineAtAnotherPlaceIsSomebodyElsesToStart() {
        DebianHost other = new DebianHost("web1", computer, Optional.of("/run/other.sock"), Optional.empty());
        computer.has.addAll(List.of("engine", "iptables", "member", "folder"));
        assertThat(other.missing()).isEmpty();
    }

    @Test
    void aComputerThatOnlyKeepsStateGetsNoEngine() {
        DebianHost state = new DebianHost("state", computer, Optional.empty(), Optional.of("/srv/cdctl"));
        assertThat(state.missing())
                .extracting(Work::text)
                .singleElement()
                .asString()
                .contains("the folder");
    }

    @Test
    void whoCannotBecomeRootGetsTheCommands() {
        computer.has.remove("root");
        refused("CD-697", Failure.Kind.REFUSED, "apt-get install");
        assertThat(computer.ran).isEmpty();
    }

    @Test
    void aSystemWithoutAptIsRefused() {
        computer.has.remove("apt");
        refused("CD-696", Failure.Kind.REFUSED, "by hand");
    }

    @Test
    void whatFailsIsToldWithItsLastLines() {
        computer.broken = "apt-get";
        refused("CD-698", Failure.Kind.FAILED, "by hand: apt-get update");
        assertThat(computer.ran).hasSize(1);
    }

    @Test
    void whatHasNoEffectIsToldToo() {
        computer.has.addAll(List.of("engine", "iptables", "member", "folder"));
        DebianHost deaf =
                new DebianHost("web1", new DeafShell(computer), Optional.of(DebianHost.SOCKET), Optional.empty());
        assertThatThrownBy(() -> deaf.carryOut(deaf.missing(), line -> {})).hasMessageContaining("CD-699");
    }

    /** Says that everything went well, and does nothing. */
    private record DeafShell(FakeDebian computer) implements HostShell {
        @Override
        public String describe() {
            return computer.describe();
        }

        @Override
        public Ran run(Command command) {
            return command.script().contains("user=$user") ? computer.run(command) : new Ran(0, "", "");
        }
    }

    private void refused(String code, Failure.Kind kind, String remedy) {
        assertThatThrownBy(() -> host.carryOut(host.missing(), line -> {}))
                .isInstanceOfSatisfying(Failure.class, failure -> {
                    assertThat(failure.kind()).isEqualTo(kind);
                    assertThat(failure.problems().get(0).code()).isEqualTo(code);
                    assertThat(failure.problems().get(0).remedy()).contains(remedy);
                });
    }
}

package dev.cdctl.adapter.docker.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cdctl.deploy.machine.Machine.Room;
import dev.cdctl.host.Host;
import dev.cdctl.host.Spare;
import dev.cdctl.json.Json;
import dev.cdctl.model.Failure;
import dev.cdctl.model.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CapacityTest {
    private static final long MB = 1024 * 1024;

    private final List<Problem> warnings = new ArrayList<>();

    /** A host behind ssh with 4096 MB of memory. */
    private void require(Spare spare, Room needed) {
        Json.Obj info = Json.object()
                .put("DockerRootDir", "/var/lib/docker")
                .put("MemTotal", 4096 * MB)
                .build();
        new Capacity(Host.of("ssh://deploy@web1"), info, spare).require(needed, warnings::add);
    }

    private static Spare spare(long disk, long memory) {
        return new Spare(Optional.of(disk * MB), Optional.of(memory * MB));
    }

    @Test
    void theDiskOfAHostBehindSshCounts() {
        assertThatThrownBy(() -> require(spare(500, 4000), new Room(0, 0)))
                .isInstanceOfSatisfying(Failure.class, failure -> {
                    assertThat(failure.kind()).isEqualTo(Failure.Kind.REFUSED);
                    assertThat(failure).hasMessageContaining("CD-519 web1 has not enough disk");
                    assertThat(failure.problems().get(0).why()).contains("500 MB are free in /var/lib/docker");
                });
        require(spare(600, 4000), new Room(0, 0));
        assertThat(warnings).isEmpty();
    }

    @Test
    void twoColoursThatCouldNeverRunBesideEachOtherAreRefused() {
        assertThatThrownBy(() -> require(spare(9000, 4000), new Room(2049 * MB, 0)))
                .hasMessageContaining("CD-519 web1 has not enough memory");
    }

    @Test
    void whatMayBecomeTooLittleIsSaidAndNotRefused() {
        require(spare(9000, 900), new Room(1000 * MB, 0));
        assertThat(told()).isEqualTo("the new colour may use 1000 MB, and 900 MB are free beside what runs");
        require(spare(9000, 4000), new Room(1500 * MB, 1500 * MB));
        assertThat(told())
                .isEqualTo("two colours and the linked containers may use 4500 MB in all, and it has 4096 MB");
        require(spare(9000, 100), new Room(0, 0));
        assertThat(told())
                .isEqualTo("only 100 MB are free beside what runs, and no limit says what the new colour may use");
    }

    @Test
    void whatCannotBeSeenIsNotHeldAgainstAHost() {
        require(Spare.UNKNOWN, new Room(1000 * MB, 500 * MB));
        assertThat(warnings).isEmpty();
    }

    private String told() {
        assertThat(warnings).singleElement().matches(problem -> problem.code().equals("CD-923"));
        return warnings.remove(0).why();
    }
}

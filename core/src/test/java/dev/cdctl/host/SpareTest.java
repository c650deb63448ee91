package dev.cdctl.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cdctl.adapter.shell.LocalShell;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SpareTest {
    @Test
    void isReadFromWhatToolsPrint() {
        Spare spare = Spare.of(
                List.of("disk=/dev/sda1       61611820 12345678  46105872      22% /var/lib/my docker", "memory=2048"));
        assertThat(spare.disk()).contains(46105872L * 1024);
        assertThat(spare.memory()).contains(2048L * 1024);
        assertThat(Spare.of(List.of("disk="))).isEqualTo(Spare.UNKNOWN);
    }

    @Test
    void isSeenOnThisComputer() {
        assertThat(Spare.at(new LocalShell(), "/").disk())
                .hasValueSatisfying(free -> assertThat(free).isPositive());
        assertThat(Spare.at(new LocalShell(), "/nowhere/at/all").disk()).isEqualTo(Optional.empty());
    }
}

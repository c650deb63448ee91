package dev.cdctl.adapter.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class SystemdUnitTest {
    @Test
    void wordsThatSystemdWouldChangeAreQuoted() {
        assertThat(SystemdUnit.text(List.of("/usr/bin/cdctl", "router", "serve", "--state", "/srv/my state/50%/$x")))
                .contains("ExecStart=/usr/bin/cdctl router serve --state \"/srv/my state/50%%/$$x\"\n");
    }

    @Test
    void itIsStartedAgainHoweverOftenItEnds() {
        String router = SystemdUnit.text(List.of("cdctl", "router", "serve"));
        String follower = SystemdUnit.ofFollower("cdctl router sync lb1", List.of("cdctl", "router", "sync", "lb1"));

        assertThat(List.of(router, follower)).allSatisfy(unit -> {
            assertThat(section(unit, "Unit")).as("where systemd looks for it").contains("StartLimitIntervalSec=0\n");
            assertThat(section(unit, "Service")).contains("Restart=on-failure\n");
        });
        assertThat(section(router, "Service")).as("users wait for it").contains("RestartSec=100ms\n");
        assertThat(section(follower, "Service")).contains("RestartSec=1s\n");
        assertThat(section(follower, "Unit"))
                .contains("After=network-online.target\n", "Wants=network-online.target\n");
    }

    private static String section(String unit, String name) {
        String rest = unit.substring(unit.indexOf("[" + name + "]"));
        return rest.substring(0, rest.indexOf("\n\n") < 0 ? rest.length() : rest.indexOf("\n\n") + 1);
    }
}

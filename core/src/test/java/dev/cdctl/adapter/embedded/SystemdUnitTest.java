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
}

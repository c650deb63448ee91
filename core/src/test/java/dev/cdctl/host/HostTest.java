package dev.cdctl.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class HostTest {
    @Test
    void anAliasOfSshMayHaveAnUnderscore() {
        Host host = Host.of("ssh://deploy@web_1");
        assertThat(host.id()).isEqualTo("web-1");
        assertThat(host.address()).isEqualTo("web_1");
        assertThat(Host.of("ssh://web_1:2222").id()).isEqualTo("web-1-2222");
    }

    @Test
    void isCalledByWhatItsUrlNames() {
        assertThat(Host.of("ssh://deploy@web1").id()).isEqualTo("web1");
        assertThat(Host.of("ssh://deploy@[::1]:22").address()).isEqualTo("[::1]");
        assertThat(Host.of("tcp://10.0.0.5:2376").id()).isEqualTo("10-0-0-5-2376");
        assertThat(Host.of("unix:///var/run/docker.sock").id()).isEqualTo("local");
        assertThatThrownBy(() -> Host.of("tcp:///x")).hasMessage("it names no host");
        assertThatThrownBy(() -> Host.of("ssh://-oProxyCommand=x")).isInstanceOf(IllegalArgumentException.class);
    }
}

package dev.cdctl.deploy.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StateUrlTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "file:///srv/cdctl",
                "ssh://deploy@host/srv/cdctl",
                "consul://host:8500/cdctl",
                "etcd://one:2379,two:2379/cdctl"
            })
    void eachKindOfStoreHasAnAddress(String text) {
        assertThat(StateUrl.parse(text)).isEqualTo(text);
    }

    @Test
    void whatIsNoneIsToldWhichThereAre() {
        assertThatThrownBy(() -> StateUrl.parse("cnosul://host:8500"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("consul://");
    }
}

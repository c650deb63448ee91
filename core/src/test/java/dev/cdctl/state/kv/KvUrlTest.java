package dev.cdctl.state.kv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KvUrlTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    consul://host                    | consul://host:8500/cdctl
                    consul://host/                   | consul://host:8500/cdctl
                    consul://10.0.0.1:80/a/b.c_d-1/  | consul://10.0.0.1:80/a/b.c_d-1
                    consul://[::1]:80/x              | consul://[::1]:80/x
                    etcd://a,b:1,c/x                 | etcd://a:2379,b:1,c:2379/x
                    """)
    void whatIsLeftOutIsTheUsual(String text, String full) {
        assertThat(KvUrl.parse(text)).hasToString(full);
        assertThat(KvUrl.parse(full)).isEqualTo(KvUrl.parse(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "consul:host",
                "consul://",
                "consul:///x",
                "consul://a,b",
                "consul://user:secret@host",
                "consul://host:0",
                "consul://host:70000",
                "consul://host/a//b",
                "consul://host/../b",
                "consul://host/a b",
                "consul://host/a?x",
                "consul://host/a#x",
                "consul://-x",
                "etcd://a,,b",
                "etcd://a;b",
                "http://host"
            })
    void whatIsNoSuchUrlIsRefused(String text) {
        assertThatThrownBy(() -> KvUrl.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aPasswordInTheUrlIsNotRepeated() {
        assertThatThrownBy(() -> KvUrl.parse("etcd://user:hush-hush@host"))
                .hasMessageNotContaining("hush-hush")
                .hasMessageContaining("docs/stores.md");
    }
}

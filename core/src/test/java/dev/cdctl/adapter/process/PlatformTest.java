package dev.cdctl.adapter.process;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class PlatformTest {
    @Test
    void windowsIsRefusedWithAReason() {
        assertThatThrownBy(() -> Platform.require("Windows 11")).hasMessageContaining("CD-506");
        assertThatCode(() -> Platform.require("Linux")).doesNotThrowAnyException();
    }
}

package dev.cdctl.cli.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class TerminalTest {
    private static boolean colour(boolean terminal, String wish, Map<String, String> variables) {
        return new Terminal(false, false, terminal, variables).colour(terminal, wish);
    }

    @Test
    void aTerminalGetsColourAndAPipeDoesNot() {
        assertThat(colour(true, "auto", Map.of("TERM", "xterm"))).isTrue();
        assertThat(colour(false, "auto", Map.of("TERM", "xterm"))).isFalse();
    }

    @Test
    void aDumbOrUnknownTerminalGetsNone() {
        assertThat(colour(true, "auto", Map.of("TERM", "dumb"))).isFalse();
        assertThat(colour(true, "auto", Map.of())).isFalse();
        assertThat(new Terminal(true, true, true, Map.of("TERM", "dumb")).canRedraw())
                .isFalse();
    }

    @Test
    void noColorWinsOverTheWishWhichWinsOverForce() {
        assertThat(colour(true, "always", Map.of("TERM", "xterm", "NO_COLOR", "1")))
                .isFalse();
        assertThat(colour(true, "auto", Map.of("TERM", "xterm", "NO_COLOR", "")))
                .isTrue();
        assertThat(colour(false, "always", Map.of())).isTrue();
        assertThat(colour(true, "never", Map.of("TERM", "xterm", "FORCE_COLOR", "1")))
                .isFalse();
        assertThat(colour(false, "auto", Map.of("FORCE_COLOR", "1"))).isTrue();
        assertThat(colour(false, "auto", Map.of("FORCE_COLOR", "0"))).isFalse();
        assertThat(colour(false, "auto", Map.of("CLICOLOR_FORCE", "1"))).isTrue();
    }

    @Test
    void ciAloneTurnsNothingOn() {
        assertThat(colour(false, "auto", Map.of("CI", "true", "TERM", "xterm"))).isFalse();
    }

    @Test
    void theLocaleDecidesOnMarks() {
        assertThat(new Terminal(true, true, true, Map.of("LANG", "en_GB.UTF-8")).unicode())
                .isTrue();
        assertThat(new Terminal(true, true, true, Map.of("LANG", "en_GB.UTF-8", "LC_ALL", "C")).unicode())
                .isFalse();
        assertThat(new Terminal(true, true, true, Map.of()).unicode()).isFalse();
    }
}

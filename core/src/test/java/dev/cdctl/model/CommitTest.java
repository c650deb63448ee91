package dev.cdctl.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CommitTest {
    private static final String FULL = "0123456789abcdef0123456789abcdef01234567";

    @ParameterizedTest
    @ValueSource(strings = {FULL, FULL + "0123456789abcdef01234567", "r1", "r10", "r999999999999999999"})
    void aFullIdIsTaken(String id) {
        assertThat(new Commit(id)).hasToString(id);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "0123456",
                FULL + "0",
                "0123456789ABCDEF0123456789abcdef01234567",
                "g123456789abcdef0123456789abcdef01234567",
                "r",
                "r0",
                "r01",
                "r1000000000000000000",
                "r1x",
                FULL + "\n"
            })
    void anythingElseIsRefused(String id) {
        assertThatIllegalArgumentException().isThrownBy(() -> new Commit(id)).withMessageContaining(id);
    }
}

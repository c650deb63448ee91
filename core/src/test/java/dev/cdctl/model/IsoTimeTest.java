package dev.cdctl.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IsoTimeTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "1970-01-01T00:00:00Z",
                "2026-11-20T22:53:00Z",
                "2026-11-20T22:53:01.100Z",
                "2026-11-20T22:53:01.000001Z",
                "2026-11-20T22:53:01.000000001Z",
                "2028-02-29T23:59:59.999999999Z",
                "0000-01-01T00:00:00Z",
                "1815-06-18T11:35:00.120Z",
                "+10000-01-01T00:00:00Z",
                "-0001-12-31T00:00:00Z"
            })
    void isWrittenAndReadAsTheJdkDoes(String text) {
        assertThat(IsoTime.text(Instant.parse(text))).isEqualTo(text);
        assertThat(IsoTime.parse(text)).isEqualTo(Instant.parse(text));
    }

    @Test
    void anyTimeIsWrittenAndReadAsTheJdkDoes() {
        Random random = new Random(1);
        int[] steps = {1_000_000_000, 1_000_000, 1_000, 1};
        for (int i = 0; i < 5000; i++) {
            long step = steps[i % steps.length];
            Instant time = Instant.ofEpochSecond(random.nextInt(), random.nextInt(1_000_000_000) / step * step);
            assertThat(IsoTime.text(time)).isEqualTo(time.toString());
            assertThat(IsoTime.parse(time.toString())).isEqualTo(time);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"2026-11-20T22:53:01+01:00", "2026-11-20T22:53:01.1Z", "2026-11-20t22:53:01z"})
    void whatTheJdkReadsBesidesIsReadToo(String text) {
        assertThat(IsoTime.parse(text)).isEqualTo(Instant.parse(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Z",
                "2026-11-20",
                "2026-11-20T22:53:01",
                "2026-02-30T22:53:01Z",
                "2026-11-20T25:53:01Z",
                "2026-11-20T22:53:61Z",
                "2026-11-20 22:53:01Z",
                "2026-11-20T22:53:01.1234567890Z",
                "2026-11-20T22:53:0\u0661Z"
            })
    void whatIsNoTimeIsRefused(String text) {
        assertThatExceptionOfType(DateTimeException.class).isThrownBy(() -> IsoTime.parse(text));
    }
}

package dev.cdctl.cli.console.display;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WordingTest {
    @ParameterizedTest
    @CsvSource({"0, 0.0s", "49, 0.0s", "50, 0.1s", "1249, 1.2s", "9949, 9.9s", "9950, 9s", "59999, 59s", "61000, 1m01s"
    })
    void shortTimesHaveTenths(long millis, String words) {
        assertThat(Wording.time(Duration.ofMillis(millis))).isEqualTo(words);
    }
}

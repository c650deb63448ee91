package dev.cdctl.cli.console.display;

import java.time.Duration;

/**
 * A step that has begun and not ended.
 *
 * @param description what it does
 * @param start when it began, in nanoseconds of the display's clock
 * @param text what it waits for at the moment
 */
record Running(String description, long start, String text) {
    Running now(String progress) {
        return new Running(description, start, progress);
    }

    Duration since(long now) {
        return Duration.ofNanos(now - start);
    }
}

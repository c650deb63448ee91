package dev.cdctl.script;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Marks every process that a test starts, and fails the test that leaves one behind. */
final class Marker implements AfterEachCallback {
    private final String mark = "mark-" + UUID.randomUUID();

    /** The variable that a script has to be given. */
    Map<String, String> env() {
        return Map.of("CDCTL_TEST_MARK", mark);
    }

    Map<String, String> env(Map<String, String> more) {
        Map<String, String> all = new HashMap<>(more);
        all.putAll(env());
        return all;
    }

    /** What of it runs. */
    List<ProcessTable.Entry> running() {
        return ProcessTable.find(entry -> entry.carries(mark));
    }

    /** Ends what a test left running on purpose. */
    void endAll() {
        running().forEach(entry -> ProcessHandle.of(entry.pid()).ifPresent(ProcessHandle::destroyForcibly));
    }

    @Override
    public void afterEach(ExtensionContext context) {
        try {
            await().atMost(Duration.ofSeconds(10))
                    .untilAsserted(() -> assertThat(running()).isEmpty());
        } finally {
            endAll();
        }
    }
}

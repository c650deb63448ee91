package dev.cdctl.cli.console;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Optional;

/**
 * One stream towards the user, written line by line; notices when nobody reads it any more. Always UTF-8, whatever the
 * locale is: the texts come from files, which are UTF-8. Thread-safe.
 */
final class Talk {
    private final OutputStream stream;
    private final Runnable onBroken;
    private Optional<String> broken = Optional.empty();

    Talk(OutputStream stream, Runnable onBroken) {
        this.stream = stream;
        this.onBroken = onBroken;
    }

    /** Writes a line and sends it off. */
    void line(String text) {
        raw(text + "\n");
    }

    /** Writes as it is and sends it off. */
    synchronized void raw(String text) {
        if (broken.isPresent()) {
            return;
        }
        try {
            stream.write(text.getBytes(StandardCharsets.UTF_8));
            stream.flush();
        } catch (IOException e) {
            broken = Optional.of(Objects.toString(e.getMessage(), "closed"));
            onBroken.run();
        }
    }

    /** What the system said when it would not take any more. */
    synchronized Optional<String> broken() {
        return broken;
    }
}

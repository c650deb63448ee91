package dev.cdctl.cli.console.display;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Optional;

/**
 * One stream towards the user, written line by line; notices when nobody reads it any more. Always UTF-8, whatever the
 * locale is: the texts come from files, which are UTF-8. Thread-safe.
 */
public final class Talk {
    private final OutputStream stream;
    private final Runnable onBroken;
    private Optional<String> broken = Optional.empty();

    public Talk(OutputStream stream, Runnable onBroken) {
        this.stream = stream;
        this.onBroken = onBroken;
    }

    /** Writes a line and sends it off. */
    public void line(String text) {
        raw(text + "\n");
    }

    /** Writes as it is and sends it off. */
    public synchronized void raw(String text) {
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
    public synchronized Optional<String> broken() {
        return broken;
    }
}

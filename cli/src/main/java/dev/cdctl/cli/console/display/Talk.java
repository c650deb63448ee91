package dev.cdctl.cli.console.display;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * One stream towards the user, written line by line; notices when nobody reads it any more. Always UTF-8, whatever the
 * locale is: the texts come from files, which are UTF-8. Thread-safe.
 */
public final class Talk {
    private final OutputStream stream;
    private final Runnable onBroken;
    private final UnaryOperator<String> harmless;
    private Optional<String> broken = Optional.empty();

    public Talk(OutputStream stream, Runnable onBroken) {
        this(stream, onBroken, line -> line);
    }

    /**
     * A stream that a CI server reads.
     *
     * @param harmless takes out of a line what the server would obey
     */
    public Talk(OutputStream stream, Runnable onBroken, UnaryOperator<String> harmless) {
        this.stream = stream;
        this.onBroken = onBroken;
        this.harmless = harmless;
    }

    /** Writes a line and sends it off. */
    public void line(String text) {
        raw(harmless.apply(text) + "\n");
    }

    /** Writes these lines and sends them off together. */
    public void lines(List<String> lines) {
        if (!lines.isEmpty()) {
            raw(String.join("\n", lines.stream().map(harmless).toList()) + "\n");
        }
    }

    /** Writes as it is and sends it off. */
    public void raw(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        raw(bytes, 0, bytes.length);
    }

    /** Writes these bytes as they are and sends them off. */
    public synchronized void raw(byte[] bytes, int from, int length) {
        if (broken.isPresent()) {
            return;
        }
        try {
            stream.write(bytes, from, length);
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

package dev.cdctl.adapter.ssh;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** The script that the agent is. */
final class AgentScript {
    static final String TEXT = read();

    private AgentScript() {}

    private static String read() {
        try (InputStream stream = Objects.requireNonNull(AgentScript.class.getResourceAsStream("agent.sh"))) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

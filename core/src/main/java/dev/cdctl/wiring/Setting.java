package dev.cdctl.wiring;

import dev.cdctl.engine.Cancel;
import dev.cdctl.engine.Event;
import dev.cdctl.model.mask.KnownSecrets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Where and for whom cdctl works.
 *
 * @param file the pipeline.yaml, absolute
 * @param variables the environment variables
 * @param reserved the names that a stage cannot have
 * @param command what is being done, for the lock's holder: {@code deploy}
 * @param patience how long to wait for a lock
 * @param self how cdctl is started: the program and its first arguments
 * @param secrets what is never shown
 */
public record Setting(
        Path file,
        Map<String, String> variables,
        Set<String> reserved,
        String command,
        Duration patience,
        List<String> self,
        KnownSecrets secrets,
        Event.Listener listener,
        Cancel cancel) {
    /** The same for another pipeline.yaml. */
    public Setting of(Path other) {
        return new Setting(other, variables, reserved, command, patience, self, secrets, listener, cancel);
    }

    /** Copies the collections. */
    public Setting {
        variables = Map.copyOf(variables);
        reserved = Set.copyOf(reserved);
        self = List.copyOf(self);
    }
}

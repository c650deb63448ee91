package dev.cdctl.wiring;

import dev.cdctl.engine.Cancel;
import dev.cdctl.engine.Event;
import dev.cdctl.history.Caller;
import dev.cdctl.model.mask.KnownSecrets;
import dev.cdctl.state.Owner;
import dev.cdctl.wiring.kept.Kept;
import dev.cdctl.wiring.kept.Shells;
import dev.cdctl.wiring.kept.StateFolder;
import dev.cdctl.wiring.kept.StoreAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Where and for whom cdctl works.
 *
 * @param file the pipeline.yaml, absolute
 * @param store what has the pipeline in the file's place, which is then only where paths are relative to
 * @param variables the environment variables
 * @param reserved the names that a stage cannot have
 * @param command what is being done, for the lock's holder: {@code deploy}
 * @param patience how long to wait for a lock
 * @param self how cdctl is started: the program and its first arguments
 * @param secrets what is never shown
 */
public record Setting(
        Path file,
        Optional<StoreAddress> store,
        Map<String, String> variables,
        Set<String> reserved,
        String command,
        Duration patience,
        List<String> self,
        KnownSecrets secrets,
        Event.Listener listener,
        Cancel cancel) {
    /** With a pipeline.yaml that is a file. */
    public Setting(
            Path file,
            Map<String, String> variables,
            Set<String> reserved,
            String command,
            Duration patience,
            List<String> self,
            KnownSecrets secrets,
            Event.Listener listener,
            Cancel cancel) {
        this(file, Optional.empty(), variables, reserved, command, patience, self, secrets, listener, cancel);
    }

    /** The same with the pipeline that a store has. */
    public Setting at(StoreAddress address) {
        return with(file, Optional.of(address));
    }

    /** The same for another pipeline.yaml. */
    public Setting of(Path other) {
        return other.equals(file) ? this : with(other, Optional.empty());
    }

    /** What problems call the pipeline. */
    public String place() {
        return store.map(StoreAddress::toString).orElseGet(file::toString);
    }

    private Setting with(Path other, Optional<StoreAddress> address) {
        return new Setting(other, address, variables, reserved, command, patience, self, secrets, listener, cancel);
    }

    /** Who holds the locks of what is done. */
    public Owner owner(Caller caller) {
        return new Owner(caller.who(), caller.host(), ProcessHandle.current().pid(), command, caller.job());
    }

    /**
     * How what is remembered is reached.
     *
     * @param url of the state; the folder alone without one
     * @param host the name of this computer
     */
    public Kept.Terms keeping(Optional<String> url, StateFolder folder, Shells shells, String host) {
        return new Kept.Terms(url, folder, shells, host, cancel::requested, variables, secrets);
    }

    /** Copies the collections. */
    public Setting {
        variables = Map.copyOf(variables);
        reserved = Set.copyOf(reserved);
        self = List.copyOf(self);
    }
}

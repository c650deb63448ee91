package dev.cdctl.wiring;

import dev.cdctl.adapter.embedded.RouterProcess;
import dev.cdctl.wiring.kept.StateFolder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** How the router's process is started: by the same Java as cdctl, but tuned for a server that runs for months. */
final class RouterCommand {
    private RouterCommand() {}

    static RouterProcess of(StateFolder state, List<String> self) {
        return new RouterProcess(state.root(), command(self, state.root()));
    }

    static List<String> command(List<String> self, Path state) {
        List<String> command = new ArrayList<>(self);
        command.addAll(1, RouterProcess.JVM_FLAGS);
        command.addAll(List.of("router", "serve", "--state", state.toString()));
        return command;
    }
}

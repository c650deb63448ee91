package dev.cdctl.wiring;

import dev.cdctl.adapter.embedded.EmbeddedRouter;
import dev.cdctl.adapter.process.LocalMachine;
import dev.cdctl.deploy.Decisions;
import dev.cdctl.history.Caller;
import dev.cdctl.history.History;
import dev.cdctl.model.Name;
import dev.cdctl.operate.change.Expire;
import dev.cdctl.state.Owner;
import dev.cdctl.traffic.Address;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a sleeper wakes up for: a release that was kept warm is ended, by what is in the state folder alone.
 *
 * @param folder the state folder
 * @param kept where the state is, as pipeline.yaml has it, when it is not all in that folder
 * @param variables the environment variables
 */
public record Expiry(Path folder, Optional<String> kept, Name service, Name environment, Map<String, String> variables) {
    private static final Duration PATIENCE = Duration.ofMinutes(30);

    /**
     * Ends a deployment unless it is live or a router points at it.
     *
     * @param warm how long it was to stay warm
     * @return whether anything was ended
     */
    public boolean run(String deployment, Duration warm) {
        StateFolder state = new StateFolder(folder);
        String prefix = service + "/" + environment;
        Caller caller = Callers.of(variables);
        Kept known = Kept.of(
                new Kept.Terms(kept, state, new Shells(), caller.host(), () -> false), service, environment);
        Expire expire = new Expire(
                service,
                environment,
                LocalMachine.at(state.machine(), (archive, digest, into) -> {}, variables),
                List.of(new EmbeddedRouter(
                        RouterCommand.of(state, List.of("cdctl")), service, environment, new Address("127.0.0.1", 0))),
                new Decisions(known.store(), prefix + "/decision"),
                new History(known.store(), prefix),
                known.journal(),
                known.locks());
        Owner owner = new Owner(
                caller.who(), caller.host(), ProcessHandle.current().pid(), "end " + deployment, Optional.empty());
        return expire.run(deployment, warm, owner, PATIENCE);
    }
}

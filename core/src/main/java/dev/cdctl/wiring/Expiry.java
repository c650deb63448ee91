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
import dev.cdctl.wiring.kept.Kept;
import dev.cdctl.wiring.kept.Shells;
import dev.cdctl.wiring.kept.StateFolder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a sleeper wakes up for: a release that was kept warm is ended, by what is in the state folder alone.
 *
 * @param variables the environment variables
 */
public record Expiry(Place place, Name service, Name environment, Map<String, String> variables) {
    /**
     * Where what is needed is.
     *
     * @param folder the state folder on this computer
     * @param kept the URL of the state in pipeline.yaml, when it has one
     */
    public record Place(Path folder, Optional<String> kept) {}

    private static final Duration PATIENCE = Duration.ofMinutes(30);

    /**
     * Ends a deployment unless it is live or a router points at it.
     *
     * @param warm how long it was to stay warm
     * @return whether anything was ended
     */
    public boolean run(String deployment, Duration warm) {
        StateFolder state = new StateFolder(place.folder());
        String prefix = service + "/" + environment;
        Caller caller = Callers.of(variables);
        Kept known = Kept.of(
                new Kept.Terms(place.kept(), state, new Shells(), caller.host(), () -> false), service, environment);
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

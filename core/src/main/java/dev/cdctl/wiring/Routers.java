package dev.cdctl.wiring;

import dev.cdctl.adapter.embedded.Build;
import dev.cdctl.adapter.embedded.RouterStatus;
import dev.cdctl.adapter.embedded.SystemdUnit;
import dev.cdctl.adapter.embedded.server.RouterServer;
import dev.cdctl.engine.Cancel;
import dev.cdctl.json.Json;
import dev.cdctl.traffic.Route;
import dev.cdctl.wiring.kept.StateFolder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The embedded router of a state folder, as a process. */
public final class Routers {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final StateFolder state;
    private final List<String> self;

    /**
     * What a router says of itself.
     *
     * @param lines for people
     */
    public record Told(Json.Obj toJson, List<String> lines) {}

    /**
     * The router of a state folder.
     *
     * @param folder the state folder; the user's own when absent
     * @param here what a relative one is relative to
     * @param self how cdctl is started
     */
    public Routers(Optional<String> folder, Path here, Map<String, String> variables, List<String> self) {
        this.state = StateFolder.of(folder.map(path -> "file:" + path), here, variables);
        this.self = List.copyOf(self);
    }

    /**
     * Is the router until it is stopped or the wish to stop comes.
     *
     * @param takesOver whether one that runs is asked to go, once this one is ready
     * @param guard the name of the guard that started it
     */
    public void serve(boolean takesOver, Optional<String> guard, Cancel cancel) {
        if (guard.isPresent()) {
            serve(RouterServer.guarded(state.root(), guard.get(), takesOver), cancel);
        } else {
            serve(takesOver ? RouterServer.takeOver(state.root()) : RouterServer.start(state.root()), cancel);
        }
    }

    /** Waits until the router of that guard dies, and is the router from then on; returns when it ended otherwise. */
    public void standBy(String guard, Cancel cancel) {
        Thread waiting = Thread.currentThread();
        Optional<RouterServer> server;
        try (Cancel.Registration wake = cancel.onRequest(waiting::interrupt)) {
            server = RouterServer.standBy(state.root(), guard);
        }
        if (server.isPresent()) {
            serve(server.get(), cancel);
        }
    }

    private static void serve(RouterServer server, Cancel cancel) {
        try (Cancel.Registration wake = cancel.onRequest(() -> stopOnItsOwn(server))) {
            server.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Stops it once its requests have ended; false when none runs. */
    public boolean stop() {
        return RouterCommand.of(state, self).stop(PATIENCE);
    }

    /** Has a new process of this cdctl take over; false when none runs, and none is started. */
    public boolean restart() {
        return RouterCommand.of(state, self).restart();
    }

    /** A systemd unit that keeps it running. */
    public String unit() {
        return SystemdUnit.text(RouterCommand.command(self, state.root()));
    }

    /** What it says of itself; empty when it does not run. */
    public Optional<Told> status() {
        return RouterStatus.of(state.root()).map(status -> new Told(status.toJson(), lines(status)));
    }

    private static List<String> lines(RouterStatus status) {
        List<String> lines = new ArrayList<>();
        lines.add("running since " + status.startedAt() + ", pid " + status.pid() + ", build " + status.build());
        if (!status.build().equals(Build.own())) {
            lines.add("  this cdctl is " + Build.own() + ": `cdctl router restart` brings it in");
        }
        for (RouterStatus.Served served : status.environments()) {
            Route route = served.route();
            lines.add(
                    "  " + route.listen() + route.host().map(host -> " " + host).orElse("") + route.path() + "  "
                            + route.service() + " in " + route.environment() + ": "
                            + served.decision().baseline().word() + ", generation "
                            + served.decision().generation());
            served.traffic()
                    .forEach((colour, traffic) -> lines.add("    " + colour.word() + ": " + traffic.words() + ", "
                            + traffic.upgraded() + " WebSockets"));
        }
        status.notes().forEach(note -> lines.add("  " + note));
        return lines;
    }

    /** The signal's own thread must not wait for requests to end. */
    private static void stopOnItsOwn(RouterServer server) {
        Thread stopping = new Thread(() -> server.stop(PATIENCE), "router-stop");
        stopping.start();
    }
}

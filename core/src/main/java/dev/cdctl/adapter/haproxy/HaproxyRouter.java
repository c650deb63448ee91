package dev.cdctl.adapter.haproxy;

import dev.cdctl.host.HostShell;
import dev.cdctl.model.Colour;
import dev.cdctl.model.Failure;
import dev.cdctl.model.Name;
import dev.cdctl.traffic.Decision;
import dev.cdctl.traffic.Route;
import dev.cdctl.traffic.Router;
import dev.cdctl.traffic.Traffic;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

/**
 * An HAProxy as one environment sees it. The decision is one entry of a map: a flip sets it in the process by one
 * command, and on the disk by one rename, so that a reload or a restart keeps it.
 */
public final class HaproxyRouter implements Router {
    private static final int ATTEMPTS = 20;

    private final Remote remote;
    private final Placement.Front front;
    private final String key;
    /** What there was after the last flip; whether it is so still, the next one finds out. */
    private final AtomicReference<Optional<Look>> flipped = new AtomicReference<>(Optional.empty());

    /** @param shell of the computer that HAProxy runs on */
    public HaproxyRouter(HaproxyRouterSpec spec, HostShell shell, Name service, Name environment) {
        this.remote = new Remote(shell, spec.site());
        this.front = new Placement.Front(spec.listen(), spec.certificate());
        this.key = service + "." + environment;
    }

    @Override
    public String describe() {
        return "HAProxy on " + remote.problems().where() + ", " + front.bind();
    }

    @Override
    public void check(Route route) {
        Look look = remote.look();
        if (!look.hasFolder()) {
            throw remote.problems().noFolder("");
        }
        if (!look.isRunning()) {
            throw remote.problems().notRunning();
        }
        refuseClashes(look.placements(remote.problems()).values(), route);
    }

    private void refuseClashes(Collection<Placement> placements, Route route) {
        for (Placement other : placements) {
            if (!other.key().equals(key) && other.bind().equals(front.bind())) {
                if (other.host().equals(route.host()) && other.path().equals(route.path())) {
                    throw remote.problems().sameRoute(other.key());
                }
                if (other.certificate().isPresent() != front.certificate().isPresent()) {
                    throw remote.problems().mixedTls(front.bind().toString());
                }
            }
        }
    }

    /** What the process follows; while none answers, what it would follow when it starts. */
    @Override
    public Optional<Decision> observe() {
        Look look = remote.look();
        Optional<Placement> placement = look.placement(key, remote.problems());
        Optional<Decision> followed = look.served(key)
                .map(entry -> Stream.of(placement, look.next(key, remote.problems()))
                        .flatMap(Optional::stream)
                        .flatMap(known -> known.decisions().stream())
                        .filter(entry::follows)
                        .findFirst()
                        .orElseGet(entry::unknown));
        return look.isRunning() ? followed : followed.or(() -> placement.map(Placement::decision));
    }

    @Override
    public void apply(Route route, Decision decision) {
        Optional<Look> last = Objects.requireNonNull(flipped.getAndSet(Optional.empty()));
        if (last.isPresent() && flips(last.get(), route, decision)) {
            return;
        }
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Look look = remote.look();
            Map<String, Placement> all = look.placements(remote.problems());
            refuseClashes(all.values(), route);
            Optional<Placement> before = Optional.ofNullable(all.get(key));
            requireNewer(look, before, decision);
            if (attempt == 0 && flips(look, route, decision)) {
                return;
            }
            Placement next = Placement.next(before, front, route, decision);
            Commands commands = new Commands(remote.site().folder(), next);
            // A process that is reloaded reads its map from the disk, and has the entry then.
            Collection<Placement> placements = Configuration.with(all.values(), next);
            boolean known = look.mapped(key).isPresent() || !look.has(revision(placements));
            Optional<String> answer =
                    remote.change(look, new Remote.Change(placements, commands.setting(known), commands.reading(), ""));
            if (answer.isPresent()) {
                commands.wrong(answer.get()).ifPresent(why -> {
                    throw remote.problems().notFollowed(why);
                });
                return;
            }
        }
        throw remote.problems().busy();
    }

    /** Whether it was done by a command to the process alone, as when only another colour is to be served. */
    private boolean flips(Look look, Route route, Decision decision) {
        Optional<Placement> before = look.placement(key, remote.problems());
        Optional<Entry> mapped = look.mapped(key).flatMap(Entry::parse);
        if (before.isEmpty() || mapped.isEmpty() || before.get().decision().generation() >= decision.generation()) {
            return false;
        }
        Placement next = Placement.next(before, front, route, decision);
        Configuration configuration = new Configuration(
                remote.site().folder(),
                List.copyOf(
                        Configuration.with(look.placements(remote.problems()).values(), next)));
        boolean same = look.has(configuration.revision()) && look.isWritten(configuration);
        if (same && remote.flip(before.get(), next).isPresent()) {
            flipped.set(Optional.of(look.with(next)));
            return true;
        }
        return false;
    }

    private String revision(Collection<Placement> placements) {
        return new Configuration(remote.site().folder(), List.copyOf(placements)).revision();
    }

    /** The files and the process may differ after a kill; neither goes back. */
    private void requireNewer(Look look, Optional<Placement> before, Decision asked) {
        long served = look.served(key).map(Entry::generation).orElse(0L);
        long newest = Math.max(
                served, before.map(known -> known.decision().generation()).orElse(0L));
        if (asked.generation() < newest) {
            throw remote.problems().newerServed(asked.generation(), newest);
        }
        boolean other = before.map(Placement::decision)
                .filter(known -> known.generation() == asked.generation() && !known.equals(asked))
                .isPresent();
        if (other) {
            throw remote.problems().sameGeneration(asked.generation());
        }
    }

    @Override
    public Map<String, String> probe(long generation) {
        return remote.look()
                .placement(key, remote.problems())
                .map(placement -> Map.of("X-Cdctl-Probe", placement.token()))
                .orElse(Map.of());
    }

    @Override
    public Map<Colour, Traffic> traffic() {
        return Counters.of(key, remote.ask(Counters.QUESTION));
    }

    @Override
    public void remove() {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Look look = remote.look();
            List<Placement> rest =
                    new ArrayList<>(look.placements(remote.problems()).values());
            if (!rest.removeIf(placement -> placement.key().equals(key))) {
                return;
            }
            if (isForgotten(look, rest)) {
                return;
            }
        }
        throw remote.problems().busy();
    }

    /** Without a process there is nothing else to be told than the files. */
    private boolean isForgotten(Look look, List<Placement> rest) {
        Remote.Change change = new Remote.Change(rest, "", "show info", Configuration.file(key));
        try {
            return remote.change(look, change).isPresent();
        } catch (Failure e) {
            if (!look.isRunning() && HaproxyProblems.isNotRunning(e)) {
                return true;
            }
            throw e;
        }
    }
}

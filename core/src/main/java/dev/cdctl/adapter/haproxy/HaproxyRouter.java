package dev.cdctl.adapter.haproxy;

import dev.cdctl.host.HostShell;
import dev.cdctl.model.Colour;
import dev.cdctl.model.Failure;
import dev.cdctl.model.Name;
import dev.cdctl.traffic.Decision;
import dev.cdctl.traffic.Move;
import dev.cdctl.traffic.Route;
import dev.cdctl.traffic.Router;
import dev.cdctl.traffic.Together;
import dev.cdctl.traffic.Traffic;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
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
    /** For how long the process that a reload replaced is thought of; longer than drains are. */
    private static final Duration RELOADED = Duration.ofHours(1);

    private final Remote remote;
    private final Placement.Front front;
    private final String key;
    /** What there was after the last flip; whether it is so still, the next one finds out. */
    private final AtomicReference<Optional<Look>> flipped = new AtomicReference<>(Optional.empty());

    /** When a process was replaced from here. */
    private volatile Instant reloaded = Instant.EPOCH;

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
        check(route, Decision.nothing());
    }

    @Override
    public void check(Route route, Decision next) {
        Look look = remote.look();
        if (!look.hasFolder()) {
            throw remote.problems().noFolder("");
        }
        if (!look.isRunning()) {
            throw remote.problems().notRunning();
        }
        Map<String, Placement> all = look.placements(remote.problems());
        refuseClashes(all.values(), route);
        Placement candidate = Placement.next(Optional.ofNullable(all.get(key)), front, route, next);
        Configuration configuration =
                new Configuration(remote.site().folder(), List.copyOf(Configuration.with(all.values(), candidate)));
        if (!look.isWritten(configuration)) {
            remote.tryOut(configuration);
        }
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
            if (isChanged(look, all.values(), Placement.next(before, front, route, decision))) {
                return;
            }
        }
        throw remote.problems().busy();
    }

    /** Writes and tells all of it; not done when the folder was changed since that look. */
    private boolean isChanged(Look look, Collection<Placement> all, Placement next) {
        Commands commands = new Commands(remote.site().folder(), next);
        Collection<Placement> placements = Configuration.with(all, next);
        boolean mapped = look.mapped(key).isPresent();
        // A process that is reloaded reads its map from the disk, and has the entry then.
        boolean reloads = !look.has(revision(placements));
        Remote.Early early = look.placement(key, remote.problems())
                .filter(before -> mapped)
                .flatMap(before -> early(before, next))
                .orElse(Remote.Early.NOTHING);
        Optional<String> answer = remote.change(
                look,
                new Remote.Change(placements, commands.setting(reloads || mapped), commands.reading(), "", early));
        if (answer.isPresent() && reloads) {
            reloaded = Instant.now();
        }
        answer.flatMap(commands::wrong).ifPresent(why -> {
            throw remote.problems().notFollowed(why);
        });
        return answer.isPresent();
    }

    /**
     * Has the process that a reload replaces follow as far as it can: connections that it keeps get nothing from what is
     * drained then. Addresses that are names are in its configuration, and cannot be told.
     */
    private Optional<Remote.Early> early(Placement before, Placement next) {
        String folder = remote.site().folder();
        Placement same = next.within(before.slots());
        boolean told = same.instances().values().stream().flatMap(List::stream).allMatch(Configuration::isNumeric);
        return told
                ? Optional.of(new Remote.Early(
                        new Commands(folder, same).setting(true), new Commands(folder, before).setting(true)))
                : Optional.empty();
    }

    /** Environments that HAProxy does not know yet come with one reload; what they serve first is served then. */
    @Override
    public void ready(List<Move> moves) {
        Together.ready(moves.stream().flatMap(this::beside).toList(), this::bring, HaproxyProblems::isRefusal);
    }

    /** An environment of the same HAProxy that may come to it. */
    private record Newcomer(HaproxyRouter router, Move move) {}

    private Stream<Newcomer> beside(Move move) {
        return move.router() instanceof HaproxyRouter other
                        && other.remote.isOf(remote)
                        && !move.route().instances().isEmpty()
                ? Stream.of(new Newcomer(other, move))
                : Stream.empty();
    }

    private void bring(List<Newcomer> newcomers) {
        Look look = remote.look();
        Map<String, Placement> all = look.placements(remote.problems());
        int known = all.size();
        newcomers.forEach(one -> one.router().join(look, all, one.move()));
        if (all.size() > known + 1) {
            remote.change(look, new Remote.Change(all.values(), "", "show info", ""));
        }
    }

    /** One that is there already, or must not be there, is left to its own apply. */
    private void join(Look look, Map<String, Placement> all, Move move) {
        try {
            if (!all.containsKey(key)) {
                refuseClashes(all.values(), move.route());
                requireNewer(look, Optional.empty(), move.decision());
                all.put(key, Placement.next(Optional.empty(), front, move.route(), move.decision()));
            }
        } catch (Failure e) {
            // Its own apply says it.
        }
    }

    /** Whether it was done by a command to the process alone, as when only another colour is to be served. */
    private boolean flips(Look look, Route route, Decision decision) {
        Optional<Placement> before = look.placement(key, remote.problems());
        Optional<Entry> mapped = look.mapped(key).flatMap(Entry::parse);
        if (before.isEmpty() || mapped.isEmpty() || !follows(before.get().decision(), decision)) {
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

    /** The same is told again, in case that the process was told something else. */
    private static boolean follows(Decision before, Decision next) {
        return before.generation() < next.generation() || before.equals(next);
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
        return remote.count()
                .map(answer -> Counters.of(key, answer, wasReloaded()))
                .orElseGet(() -> new EnumMap<>(Colour.class));
    }

    /** Whether the process that was replaced has connections still perhaps. */
    private boolean wasReloaded() {
        return Instant.now().isBefore(reloaded.plus(RELOADED));
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

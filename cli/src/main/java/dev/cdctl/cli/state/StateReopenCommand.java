package dev.cdctl.cli.state;

import dev.cdctl.Cdctl;
import dev.cdctl.StateMoves;
import dev.cdctl.cli.command.Answer;
import dev.cdctl.cli.command.Command;
import dev.cdctl.cli.command.Invocation;
import dev.cdctl.cli.command.Opening;
import dev.cdctl.cli.command.Usage;
import dev.cdctl.cli.command.option.Option;
import dev.cdctl.deploy.spec.EnvironmentSpec;
import dev.cdctl.json.Json;
import dev.cdctl.state.move.Move;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** {@code state reopen}: a store is in force again that an environment was copied out of. */
public final class StateReopenCommand implements Command {
    private static final Option STATE =
            Option.value("--state", "URL", "The store; that of the environment in pipeline.yaml unless given");

    @Override
    public Usage usage() {
        return Usage.of(
                        "For when the new store is lost: the old one is in force again with what it had when it was"
                                + " copied. What was recorded in the new one since is not there; nobody may use the new"
                                + " one any more.",
                        "While the new store can be reached, copy the state back instead: nothing is lost then.",
                        "In a store that a killed copying has left half full, it removes what was copied.")
                .with(STATE, Opening.LOCK_WAIT, Opening.TIMEOUT)
                .example("cdctl state reopen --state ssh://deploy@web1/srv/cdctl -e production");
    }

    @Override
    public Answer run(Invocation invocation) {
        Cdctl cdctl = Opening.cdctl(invocation);
        Opening.requireNamed(invocation, cdctl);
        EnvironmentSpec spec = cdctl.environment(invocation.environment());
        String what = cdctl.pipeline().service() + " in " + spec.name();
        invocation.confirm(
                "have the old state of " + what + " be in force again",
                spec.name().text());
        StateMoves moves = new StateMoves(Opening.setting(invocation), invocation.folder());
        Optional<Move> before = reopened(invocation, cdctl, moves, spec);
        String line = before.map(move -> move.state() == Move.State.ARRIVING
                        ? "what was copied of " + what + " from " + move.other() + " is removed"
                        : "the state of " + what + " is in force here again; see that nobody uses " + move.other())
                .orElse("the state of " + what + " was not moved");
        return new Answer(
                "state",
                Json.object()
                        .put("was", before.map(move -> move.state().name().toLowerCase(Locale.ROOT)))
                        .put("other", before.map(Move::other))
                        .build(),
                List.of(line));
    }

    private static Optional<Move> reopened(Invocation invocation, Cdctl cdctl, StateMoves moves, EnvironmentSpec spec) {
        try {
            return moves.reopen(cdctl.pipeline(), spec, invocation.value(STATE));
        } catch (IllegalArgumentException e) {
            throw StateCopyCommand.noStore(STATE.name(), e);
        }
    }
}

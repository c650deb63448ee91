package dev.cdctl.cli.look;

import dev.cdctl.Cdctl;
import dev.cdctl.cli.command.Answer;
import dev.cdctl.cli.command.Command;
import dev.cdctl.cli.command.Invocation;
import dev.cdctl.cli.command.Opening;
import dev.cdctl.cli.command.Usage;
import dev.cdctl.json.Json;
import dev.cdctl.operate.Means;
import dev.cdctl.state.Locks;
import java.util.List;
import java.util.Optional;

/** {@code lock status}: who is at work. */
final class LockStatusCommand implements Command {
    @Override
    public Usage usage() {
        return Usage.of(
                        "A lock whose owner is dead is taken over by the next command; nothing has to be done about it.")
                .example("cdctl lock status -e production");
    }

    @Override
    public Answer run(Invocation invocation) {
        Cdctl cdctl = Opening.cdctl(invocation);
        Means means = cdctl.look(cdctl.environment(invocation.environment()));
        Optional<Locks.Held> held = means.terms().locks().holder(means.lockName());
        Json.Builder json = Json.object().put("held", held.isPresent());
        held.ifPresent(holder -> json.put("id", holder.id())
                .put("token", holder.token())
                .put("owner", holder.owner().toJson())
                .put("since", holder.since().toString())
                .put("step", holder.step())
                .put("alive", holder.alive()));
        return new Answer(
                "lock", json.build(), List.of(held.map(LockStatusCommand::words).orElse("not locked")));
    }

    private static String words(Locks.Held held) {
        return "locked by " + held.owner().who() + " on " + held.owner().host() + " (pid "
                + held.owner().pid() + ") since " + held.since() + ": "
                + held.owner().command() + ", at "
                + held.step() + held.owner().job().map(job -> ", " + job).orElse("")
                + (held.alive() ? "; to take it away: cdctl lock break " + held.id() : "; that process is dead");
    }
}

package dev.cdctl.cli.look;

import dev.cdctl.Cdctl;
import dev.cdctl.cli.command.Answer;
import dev.cdctl.cli.command.Command;
import dev.cdctl.cli.command.Invocation;
import dev.cdctl.cli.command.Opening;
import dev.cdctl.cli.command.Usage;
import dev.cdctl.engine.Event;
import dev.cdctl.json.Json;
import dev.cdctl.model.Failure;
import dev.cdctl.operate.Means;
import dev.cdctl.state.Locks;
import dev.cdctl.state.Waiter;
import dev.cdctl.state.form.LockProblems;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** {@code lock status}: who is at work. */
final class LockStatusCommand implements Command {
    @Override
    public Usage usage() {
        return Usage.of(
                        "Shows who holds the lock and who waits for it, the next one first.",
                        "A lock whose owner is dead is taken over by the next command; nothing has to be done about"
                                + " it.")
                .example("cdctl lock status -e production");
    }

    @Override
    public boolean looks() {
        return true;
    }

    @Override
    public Answer run(Invocation invocation) {
        Cdctl cdctl = Opening.cdctl(invocation);
        Means means = cdctl.look(cdctl.environment(invocation.environment()));
        Locks locks = means.terms().locks();
        Optional<Locks.Held> held = locks.holder(means.lockName());
        List<Waiter> waiting = waiting(locks, means.lockName(), invocation);
        Json.Builder json = Json.object().put("held", held.isPresent());
        held.ifPresent(holder -> json.put("id", holder.id())
                .put("token", holder.token())
                .put("owner", holder.owner().toJson())
                .put("since", holder.since().toString())
                .put("step", holder.step())
                .put("alive", holder.alive()));
        json.put("waiting", Json.of(waiting.stream().map(Waiter::toJson).toList()));
        List<String> lines = new ArrayList<>();
        lines.add(held.map(LockStatusCommand::words).orElse("not locked"));
        for (int i = 0; i < waiting.size(); i++) {
            Waiter waiter = waiting.get(i);
            lines.add((i + 1) + ". " + waiter.brief() + ", pid "
                    + waiter.owner().pid() + ", waits since " + waiter.since().truncatedTo(ChronoUnit.SECONDS));
        }
        return new Answer("lock", json.build(), lines);
    }

    /** Nobody, with a warning, when that cannot be read: who holds the lock matters more. */
    private static List<Waiter> waiting(Locks locks, String name, Invocation invocation) {
        try {
            return locks.waiting(name);
        } catch (Failure e) {
            invocation.console().on(new Event.Warning(LockProblems.unqueued(name, e)));
            return List.of();
        }
    }

    private static String words(Locks.Held held) {
        return "locked by " + held.owner().who() + " on " + held.owner().host() + " (pid "
                + held.owner().pid() + ") since " + held.since() + ": "
                + held.owner().command() + ", at "
                + held.step() + held.owner().job().map(job -> ", " + job).orElse("")
                + (held.alive() ? "; to take it away: cdctl lock break " + held.id() : "; that process is dead");
    }
}

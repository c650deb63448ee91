package dev.cdctl.adapter.shell;

import dev.cdctl.host.HostShell;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedDeque;

/**
 * The shell of this computer for a process that runs for long: one that was started for a command is kept for the next
 * one, because starting it takes longer than most commands. Each command runs in a subshell, so none sees what another
 * one left. Thread-safe.
 */
public final class KeptShell implements HostShell {
    private final LocalShell own = new LocalShell();
    private final ConcurrentLinkedDeque<Conversation> idle = new ConcurrentLinkedDeque<>();

    @Override
    public String describe() {
        return own.describe();
    }

    @Override
    public Ran run(Command command) {
        if (!Conversation.takes(command)) {
            return own.run(command);
        }
        Conversation one = next();
        boolean good = false;
        try {
            Optional<Ran> ran = one.ask(command);
            good = ran.isPresent();
            return ran.orElseThrow(() -> LocalShell.late(command));
        } finally {
            if (good) {
                idle.push(one);
            } else {
                one.close();
            }
        }
    }

    /** One that lives; whoever killed the others did not ask us. */
    private Conversation next() {
        for (Conversation one = idle.poll(); one != null; one = idle.poll()) {
            if (one.isAlive()) {
                return one;
            }
            one.close();
        }
        return Conversation.begin();
    }
}

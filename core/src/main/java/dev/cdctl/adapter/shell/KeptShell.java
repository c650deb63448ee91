package dev.cdctl.adapter.shell;

import dev.cdctl.host.HostShell;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Semaphore;

/**
 * The shell of this computer for a process that runs for long: one that was started for a command is kept for the next
 * one, because starting it takes longer than most commands. Each command runs in a subshell, so none sees what another
 * one left. Thread-safe.
 */
public final class KeptShell implements HostShell {
    /** So many commands run at the same time; a hundred would be no sooner done, and each of them later. */
    private static final int MOST = 4;

    private final LocalShell own = new LocalShell();
    private final Semaphore turns = new Semaphore(MOST, true);
    private final ConcurrentLinkedDeque<Conversation> idle = new ConcurrentLinkedDeque<>();

    @Override
    public String describe() {
        return own.describe();
    }

    @Override
    public Ran run(Command command) {
        turns.acquireUninterruptibly();
        try {
            return Conversation.takes(command) ? asked(command) : own.run(command);
        } finally {
            turns.release();
        }
    }

    private Ran asked(Command command) {
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

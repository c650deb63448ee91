package dev.cdctl.cli.process;

import dev.cdctl.engine.Cancel;
import java.util.Optional;

/** Notices once a second that a process which led to this one is gone, and asks to stop. */
public final class Orphan implements Runnable {
    private static final int TICKS = 10;

    private final Cancel cancel;
    private Optional<Ancestors> ancestors = Optional.empty();
    private int tick;

    /** Watches from the first call of {@link #run} on. */
    public Orphan(Cancel cancel) {
        this.cancel = cancel;
    }

    /** Called ten times a second while a plan runs. */
    @Override
    public void run() {
        if (tick++ % TICKS == 0) {
            Ancestors known = ancestors.orElseGet(Ancestors::ofThisProcess);
            ancestors = Optional.of(known);
            known.lost()
                    .ifPresent(process -> cancel.request("the process that led to this one ended: " + process.pid()));
        }
    }
}

package dev.cdctl.cli.console;

import java.util.ArrayList;
import java.util.List;

/** Calls back every tenth of a second while something runs that takes its time. Thread-safe. */
final class Ticker {
    private static final long PERIOD_MILLIS = 100;

    private final List<Runnable> calls = new ArrayList<>();
    private boolean started;

    /** Adds a call; it must be quick and must not throw. */
    synchronized void add(Runnable call) {
        calls.add(call);
    }

    /** Starts when it has not started yet. */
    synchronized void start() {
        if (!started) {
            started = true;
            Thread thread = new Thread(this::loop, "console");
            thread.setDaemon(true);
            thread.start();
        }
    }

    private void loop() {
        try {
            while (true) {
                Thread.sleep(PERIOD_MILLIS);
                copy().forEach(Runnable::run);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized List<Runnable> copy() {
        return List.copyOf(calls);
    }
}

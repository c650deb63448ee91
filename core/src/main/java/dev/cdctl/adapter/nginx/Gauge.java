package dev.cdctl.adapter.nginx;

import java.util.List;
import java.util.Locale;

/** What nginx counts of each colour while it is under way. */
enum Gauge {
    /** Requests, with WebSockets. */
    FLIGHT,
    /** WebSockets. */
    UPGRADED;

    /** How many can be told apart; between two of them the smaller one is said. */
    static final List<Integer> LIMITS = List.of(1, 2, 3, 4, 5, 7, 10, 20, 50, 100, 200, 500, 1_000, 5_000, 20_000);

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}

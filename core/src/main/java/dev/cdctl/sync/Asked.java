package dev.cdctl.sync;

/**
 * What routers are to serve, and how often they were asked for it after they had failed.
 *
 * @param number grows with each time
 */
record Asked(Wanted wanted, long number) {
    private static final String AGAIN = "/";

    /** What a report says when that was tried. */
    String mark() {
        return number == 0 ? wanted.mark() : wanted.mark() + AGAIN + number;
    }

    /** Whether the report says that this, or the same asked for later, was tried in vain. */
    boolean failed(SyncReport report) {
        String[] tried = report.tried().split(AGAIN, 2);
        long last = tried.length == 1 ? 0 : Long.parseLong(tried[1]);
        return !report.error().isEmpty() && tried[0].equals(wanted.mark()) && last >= number;
    }
}

package dev.cdctl.traffic;

/** What one router is about to be told. */
public record Move(Router router, Route route, Decision decision) {
    /** Tells it. */
    public void make() {
        router.apply(route, decision);
    }
}

package dev.cdctl.script.graph;

/**
 * How the stages of a run are run.
 *
 * @param jobs how many at once, at most
 * @param cache whether a stage may be skipped; what it makes is kept in any case
 */
public record StageOptions(int jobs, boolean cache) {
    /** As many at once as there are processors; skipped when nothing changed. */
    public static StageOptions usual() {
        return new StageOptions(Runtime.getRuntime().availableProcessors(), true);
    }
}

package dev.cdctl.script.graph;

import dev.cdctl.engine.Cancel;
import dev.cdctl.engine.Event;
import dev.cdctl.script.cache.Place;
import java.util.Map;
import java.util.function.Consumer;

/**
 * What the stages of a run share.
 *
 * @param place where they work, and where what they make is kept
 * @param variables the caller's environment
 * @param ended takes the result of each stage when it has ended, one at a time
 * @param cancel the wish to stop
 */
public record StageTerms(
        Place place,
        Map<String, String> variables,
        StageOptions options,
        Event.Listener listener,
        Consumer<StageResult> ended,
        Cancel cancel) {
    /** Copies the map. */
    public StageTerms {
        variables = Map.copyOf(variables);
    }

    /** The same with other options. */
    StageTerms with(StageOptions others) {
        return new StageTerms(place, variables, others, listener, ended, cancel);
    }
}

package dev.cdctl.script.graph;

import dev.cdctl.engine.Step;
import dev.cdctl.script.StageScript;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Function;

/** The stages of a run that follow each other, those side by side that do not need each other. */
public final class StageGroup implements Step {
    private final Map<String, Stage> stages = new LinkedHashMap<>();
    private final Graph graph;
    private final StageTerms terms;

    /**
     * A group.
     *
     * @param graph of these stages alone
     * @param scripts makes the script of each by its name
     */
    public StageGroup(Graph graph, Function<String, StageScript> scripts, StageTerms terms) {
        this.graph = graph;
        this.terms = terms;
        graph.order().forEach(name -> stages.put(name, new Stage(scripts.apply(name), terms)));
    }

    @Override
    public String name() {
        return "stages";
    }

    @Override
    public String describe() {
        return "run the stages " + String.join(", ", stages.keySet());
    }

    @Override
    public List<Step> parts() {
        return List.copyOf(stages.values());
    }

    /** The stages whose files here are not what they make now, each with the reason. */
    public Map<String, String> lacking() {
        Map<String, String> reasons = new LinkedHashMap<>();
        stages.forEach((name, stage) -> stage.lacking().ifPresent(why -> reasons.put(name, why)));
        return reasons;
    }

    @Override
    public String run(Consumer<String> progress) {
        new Schedule(
                        graph,
                        (name, cancel) ->
                                Objects.requireNonNull(stages.get(name)).carryOut(cancel))
                .run(terms.options().jobs(), terms.cancel());
        return "";
    }
}

package dev.cdctl.saved;

import dev.cdctl.Building;
import dev.cdctl.Cdctl;
import dev.cdctl.deploy.spec.RunBlock;
import dev.cdctl.json.JsonText;
import dev.cdctl.language.PipelineFile;
import dev.cdctl.model.Digest;
import dev.cdctl.model.Failure;
import dev.cdctl.model.Name;
import dev.cdctl.model.Problem;
import dev.cdctl.operate.Means;
import dev.cdctl.traffic.Decision;
import dev.cdctl.version.SourceTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Finds out what a plan is made from; nothing is written. */
public final class Inputs {
    private final Cdctl cdctl;
    private final Building building;
    private final Map<String, String> variables;

    /** What a plan of that pipeline is made from. */
    public Inputs(Cdctl cdctl, Building building, Map<String, String> variables) {
        this.cdctl = cdctl;
        this.building = building;
        this.variables = Map.copyOf(variables);
    }

    /** The plan of these stages and environments, made from what is there now. */
    public SavedPlan plan(List<String> stages, List<String> environments) {
        Map<String, String> inputs = new LinkedHashMap<>();
        inputs.put("the version", building.version().version().text());
        inputs.put(
                "the commit", building.version().commit().map(Object::toString).orElse("none"));
        inputs.put("what is not committed", building.tree().map(Inputs::changes).orElse("nothing"));
        inputs.put("the resolved pipeline", pipeline());
        for (String name : environments) {
            Means means = cdctl.look(cdctl.environment(Optional.of(new Name(name))));
            Optional<Decision> decision = means.environment().decisions().read();
            inputs.put(
                    "the generation of " + name,
                    decision.map(now -> Long.toString(now.generation())).orElse("0"));
            inputs.put(
                    "the live deployment of " + name,
                    decision.flatMap(Decision::live)
                            .map(Decision.Placed::deployment)
                            .orElse("none"));
            if (!means.environment().spec().uses().isEmpty()) {
                String run = JsonText.line(RunBlock.toJson(means.run()));
                inputs.put(
                        "the addresses that " + name + " uses", Digest.of(run).brief());
            }
        }
        return new SavedPlan(stages, environments, inputs);
    }

    /**
     * Refuses a file that git would take for an uncommitted change: it would make the plan that it holds out of date.
     *
     * @throws Failure usage
     */
    public void requireUnseen(Path file) {
        Optional<SourceTree> tree = building.tree();
        if (tree.isPresent() && tree.get().changes().stream().anyMatch(change -> isSame(tree.get(), change, file))) {
            throw Failure.of(
                    Failure.Kind.USAGE,
                    Problem.of("CD-843", "git would take " + file + " for a change that is not committed")
                            .because("the plan would be out of date as soon as it is saved")
                            .remedy("save it as .cdctl/plan.json, or outside of the repository"));
        }
    }

    private static boolean isSame(SourceTree tree, SourceTree.Change change, Path file) {
        try {
            Path path = tree.root().resolve(change.path());
            return Files.exists(path) && Files.isSameFile(path, file);
        } catch (IOException e) {
            return false;
        }
    }

    private static String changes(SourceTree tree) {
        List<SourceTree.Change> changes = tree.changes();
        return changes.isEmpty()
                ? "nothing"
                : Digest.of(changes.stream().map(Object::toString).collect(Collectors.joining("\n")))
                        .brief();
    }

    /** Every value as it is used, so that a comment changes nothing and a variable does. */
    private String pipeline() {
        return Digest.of(PipelineFile.origins(cdctl.pipeline().written(), variables).stream()
                        .map(line -> line.path() + "=" + line.value())
                        .collect(Collectors.joining("\n")))
                .brief();
    }
}

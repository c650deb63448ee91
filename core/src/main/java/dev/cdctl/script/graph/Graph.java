package dev.cdctl.script.graph;

import dev.cdctl.model.Problem;
import dev.cdctl.pipeline.Nearest;
import dev.cdctl.script.StageSpec;
import dev.cdctl.script.StageSpec.Needed;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Which stage needs which. A stage that does not say so needs the one that is written before it.
 *
 * @param needs by the name of the stage, in the order of the file
 */
public record Graph(Map<String, Set<String>> needs) {
    /** The graph of these stages; names that are no stage are left out. */
    public static Graph of(List<StageSpec> stages) {
        List<String> names = names(stages);
        Map<String, Set<String>> needs = new LinkedHashMap<>();
        for (int i = 0; i < stages.size(); i++) {
            Set<String> own = new LinkedHashSet<>();
            if (stages.get(i).needs().isPresent()) {
                stages.get(i).needs().get().forEach(need -> own.add(need.name().text()));
                own.retainAll(names);
            } else if (i > 0) {
                own.add(names.get(i - 1));
            }
            needs.put(names.get(i), own);
        }
        return new Graph(needs);
    }

    /** What is wrong with what these stages need: names that are no stage, and cycles. */
    public static List<Problem> problems(List<StageSpec> stages) {
        List<Problem> problems = new ArrayList<>();
        List<String> names = names(stages);
        for (StageSpec stage : stages) {
            for (Needed need : stage.needs().orElse(List.of())) {
                if (!names.contains(need.name().text())) {
                    problems.add(unknown(stage, need, names));
                }
            }
        }
        Graph graph = of(stages);
        Set<String> told = new LinkedHashSet<>();
        for (StageSpec stage : stages) {
            List<String> cycle = graph.cycle(stage.name().text());
            if (!cycle.isEmpty() && told.addAll(cycle)) {
                problems.add(circular(stage, cycle));
            }
        }
        return problems;
    }

    /** Every stage, each after those that it needs, else in the order of the file. */
    public List<String> order() {
        Set<String> order = new LinkedHashSet<>();
        needs.keySet().forEach(name -> visit(name, order, new LinkedHashSet<>()));
        return List.copyOf(order);
    }

    /** These stages and all that they need, in order. */
    public List<String> withNeeds(Collection<String> names) {
        Set<String> all = new LinkedHashSet<>(names);
        names.forEach(name -> all.addAll(before(name)));
        return order().stream().filter(all::contains).toList();
    }

    /** What these stages need and are not themselves, each with the first of them that needs it. */
    public Map<String, String> outside(Collection<String> part) {
        Map<String, String> needed = new LinkedHashMap<>();
        for (String name : order()) {
            if (part.contains(name)) {
                needs.getOrDefault(name, Set.of()).stream()
                        .filter(need -> !part.contains(need))
                        .forEach(need -> needed.putIfAbsent(need, name));
            }
        }
        return needed;
    }

    /** The same graph of these stages alone: what they need through others still comes before. */
    public Graph only(Collection<String> names) {
        Map<String, Set<String>> some = new LinkedHashMap<>();
        for (String name : order()) {
            if (names.contains(name)) {
                Set<String> before = before(name);
                before.retainAll(names);
                some.put(name, before);
            }
        }
        return new Graph(some);
    }

    /** Everything that has to pass before this stage. */
    private Set<String> before(String name) {
        Set<String> all = new LinkedHashSet<>();
        List<String> open = new ArrayList<>(needs.getOrDefault(name, Set.of()));
        while (!open.isEmpty()) {
            String next = open.remove(open.size() - 1);
            if (all.add(next)) {
                open.addAll(needs.getOrDefault(next, Set.of()));
            }
        }
        return all;
    }

    private void visit(String name, Set<String> order, Set<String> way) {
        if (order.contains(name) || !way.add(name)) {
            return;
        }
        needs.getOrDefault(name, Set.of()).forEach(need -> visit(need, order, way));
        order.add(name);
    }

    /** The shortest way from a stage back to itself; empty when there is none. */
    private List<String> cycle(String name) {
        Deque<List<String>> ways = new ArrayDeque<>(List.of(List.of(name)));
        Set<String> seen = new LinkedHashSet<>();
        while (!ways.isEmpty()) {
            List<String> way = ways.remove();
            for (String need : needs.getOrDefault(way.get(way.size() - 1), Set.of())) {
                if (need.equals(name)) {
                    return way;
                }
                if (seen.add(need)) {
                    ways.add(Stream.concat(way.stream(), Stream.of(need)).toList());
                }
            }
        }
        return List.of();
    }

    private static List<String> names(List<StageSpec> stages) {
        return stages.stream().map(stage -> stage.name().text()).toList();
    }

    private static Problem unknown(StageSpec stage, Needed need, List<String> names) {
        List<String> others =
                names.stream().filter(name -> !name.equals(stage.name().text())).toList();
        return Problem.of("CD-320", "the stage '" + stage.name() + "' needs '" + need.name() + "', which is no stage")
                .at(need.origin())
                .because(others.isEmpty() ? "there is no other stage" : "the others are " + String.join(", ", others))
                .remedy(Nearest.question(need.name().text(), others));
    }

    private static Problem circular(StageSpec stage, List<String> cycle) {
        String way = String.join(" needs ", cycle) + " needs " + cycle.get(0);
        return Problem.of("CD-321", "the stage '" + stage.name() + "' needs itself")
                .at(stage.needs()
                        .flatMap(all -> all.stream().findFirst())
                        .map(Needed::origin)
                        .orElse(stage.origin()))
                .because(way)
                .remedy("take one of them out; a stage without needs comes after the one that is written before it");
    }
}

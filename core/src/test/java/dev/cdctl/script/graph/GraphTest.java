package dev.cdctl.script.graph;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cdctl.model.Name;
import dev.cdctl.model.Origin;
import dev.cdctl.model.Problem;
import dev.cdctl.script.StageSpec;
import dev.cdctl.script.StageSpec.Needed;
import dev.cdctl.script.StageSpec.Shell;
import dev.cdctl.script.cache.CacheSpec;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class GraphTest {
    private static final Origin ORIGIN = Origin.of("pipeline.yaml");

    private static StageSpec plain(String name) {
        return stage(name, Optional.empty());
    }

    private static StageSpec stage(String name, String... needs) {
        return stage(
                name,
                Optional.of(Arrays.stream(needs)
                        .map(need -> new Needed(new Name(need), new Origin("pipeline.yaml", 5, 20, need)))
                        .toList()));
    }

    private static StageSpec stage(String name, Optional<List<Needed>> needs) {
        return new StageSpec(
                new Name(name),
                "true",
                Shell.SH,
                Optional.empty(),
                Map.of(),
                Optional.empty(),
                needs,
                CacheSpec.none(),
                0,
                Optional.empty(),
                Optional.empty(),
                ORIGIN);
    }

    @Test
    void withoutNeedsEachStageNeedsTheOneBefore() {
        Graph graph = Graph.of(List.of(plain("build"), plain("unit"), plain("docs")));
        assertThat(graph.needs()).isEqualTo(Map.of("build", Set.of(), "unit", Set.of("build"), "docs", Set.of("unit")));
    }

    @Test
    void anEmptyListIsNoNeedAtAll() {
        Graph graph = Graph.of(List.of(plain("build"), stage("lint"), plain("unit")));
        assertThat(graph.needs()).containsEntry("lint", Set.of()).containsEntry("unit", Set.of("lint"));
    }

    @Test
    void theOrderIsThatOfTheNeedsAndElseThatOfTheFile() {
        Graph graph =
                Graph.of(List.of(stage("pack", "unit", "lint"), stage("unit", "build"), stage("build"), stage("lint")));
        assertThat(graph.order()).containsExactly("build", "unit", "lint", "pack");
    }

    @Test
    void aPartOfItKeepsTheOrderThatItHasThroughOthers() {
        Graph graph = Graph.of(List.of(plain("build"), plain("unit"), plain("pack")));
        assertThat(graph.only(List.of("pack", "build")).needs())
                .isEqualTo(Map.of("build", Set.of(), "pack", Set.of("build")));
    }

    @Test
    void withTheirNeedsMeansAllOfThem() {
        Graph graph = Graph.of(List.of(plain("build"), stage("lint"), stage("unit", "build"), stage("pack", "unit")));
        assertThat(graph.withNeeds(List.of("pack"))).containsExactly("build", "unit", "pack");
    }

    @Test
    void aNameThatIsNoStageIsAProblemWithItsPlaceAndTheNearest() {
        List<Problem> problems = Graph.problems(List.of(plain("build"), stage("unit", "biuld")));
        assertThat(problems).hasSize(1);
        assertThat(problems.get(0).code()).isEqualTo("CD-320");
        assertThat(problems.get(0).origin()).contains(new Origin("pipeline.yaml", 5, 20, "biuld"));
        assertThat(problems.get(0).remedy()).isEqualTo("did you mean 'build'?");
    }

    @Test
    void aCycleIsOneProblemThatShowsTheWayRound() {
        List<Problem> problems =
                Graph.problems(List.of(stage("a", "c"), stage("b", "a"), stage("c", "b"), stage("d", "a")));
        assertThat(problems).extracting(Problem::code).containsExactly("CD-321");
        assertThat(problems.get(0).why()).isEqualTo("a needs c needs b needs a");
    }

    @Test
    void aStageThatNeedsTheOneAfterItIsACycleToo() {
        assertThat(Graph.problems(List.of(stage("a", "b"), plain("b"))))
                .extracting(Problem::why)
                .containsExactly("a needs b needs a");
        assertThat(Graph.problems(List.of(stage("a", "a"))))
                .extracting(Problem::why)
                .containsExactly("a needs a");
    }
}

package dev.cdctl.script.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.cdctl.engine.Cancel;
import dev.cdctl.engine.Event;
import dev.cdctl.engine.Outcome;
import dev.cdctl.engine.Outlook;
import dev.cdctl.engine.Step;
import dev.cdctl.model.Digest;
import dev.cdctl.model.Failure;
import dev.cdctl.model.Name;
import dev.cdctl.model.Origin;
import dev.cdctl.model.Version;
import dev.cdctl.model.mask.Mask;
import dev.cdctl.script.ScriptRunner;
import dev.cdctl.script.ScriptVariables;
import dev.cdctl.script.StageScript;
import dev.cdctl.script.StageSpec;
import dev.cdctl.script.StageSpec.Needed;
import dev.cdctl.script.StageSpec.Shell;
import dev.cdctl.script.cache.CacheSpec;
import dev.cdctl.script.cache.FileDigests;
import dev.cdctl.script.cache.Place;
import dev.cdctl.script.cache.StageCache;
import dev.cdctl.script.graph.StageResult.End;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class StageGroupTest {
    private static final String BUILD =
            "echo x >> ../count; mkdir -p target; cat src/* > target/app; chmod 750 target/app";

    private final Path root;
    private final List<StageSpec> stages = new ArrayList<>();
    private final List<Event> events = new CopyOnWriteArrayList<>();
    private final List<StageResult> results = new CopyOnWriteArrayList<>();
    private final Map<String, String> variables = new HashMap<>();
    private final Cancel cancel = new Cancel();
    private Map<String, Digest> foreseen = Map.of();
    private String version = "1.0.0";
    private StageOptions options = new StageOptions(4, true);

    StageGroupTest(@TempDir Path folder) throws IOException {
        Path real = folder.toRealPath();
        root = Files.createDirectories(real.resolve("repository"));
        variables.put("XDG_CACHE_HOME", real.resolve("cache").toString());
        write("src/a", "a\n");
        write("src/b", "b\n");
    }

    private void write(String file, String text) throws IOException {
        Path path = root.resolve(file);
        Files.createDirectories(Objects.requireNonNull(path.getParent()));
        Files.writeString(path, text);
    }

    private StageGroupTest stage(String name, String run, String... needs) {
        return stage(name, run, CacheSpec.none(), 0, Optional.empty(), needs);
    }

    private StageGroupTest stage(
            String name, String run, CacheSpec cache, int retries, Optional<String> junit, String... needs) {
        List<Needed> needed = Stream.of(needs)
                .map(need -> new Needed(new Name(need), Origin.of("pipeline.yaml")))
                .toList();
        stages.removeIf(stage -> stage.name().text().equals(name));
        stages.add(new StageSpec(
                new Name(name),
                run,
                Shell.SH,
                Optional.empty(),
                Map.of(),
                Optional.empty(),
                Optional.of(needed),
                cache,
                retries,
                junit,
                Optional.empty(),
                Origin.of("pipeline.yaml")));
        return this;
    }

    private StageGroupTest build() {
        return build(BUILD);
    }

    private StageGroupTest build(String run) {
        return stage(
                "build",
                run,
                new CacheSpec(List.of("src/**"), List.of("target/**"), List.of("FLAVOUR"), List.of()),
                0,
                Optional.empty());
    }

    private StageGroup group() {
        Place place = new Place(root, FileDigests.below(root), StageCache.of(variables), () -> foreseen);
        StageTerms terms = new StageTerms(place, variables, options, events::add, results::add, cancel);
        ScriptVariables given =
                ScriptVariables.of(new Name("books"), "run-1", root).version(new Version(version));
        StageScript.Run run = new StageScript.Run(root, root.resolve(".cdctl/runs/run-1"), given);
        return new StageGroup(
                Graph.of(stages),
                name -> new StageScript(
                        spec(name),
                        run,
                        (script, log, lines, wish) -> new ScriptRunner(Mask.none(), wish).run(script, log, lines),
                        line -> events.add(new Event.Output(name, line))),
                terms);
    }

    private StageSpec spec(String name) {
        return stages.stream()
                .filter(stage -> stage.name().text().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private String ran() {
        results.clear();
        events.clear();
        group().run(text -> {});
        return outcome("build");
    }

    private String outcome(String name) {
        return events.stream()
                .filter(Event.StepEnded.class::isInstance)
                .map(Event.StepEnded.class::cast)
                .filter(ended -> ended.step().equals(name))
                .map(ended -> ended.outcome() instanceof Outcome.Skipped skipped
                        ? skipped.detail()
                        : ended.outcome() instanceof Outcome.Done done ? "done" + done.detail() : "failed")
                .findFirst()
                .orElse("");
    }

    private String outlook() {
        Step build = group().parts().get(0);
        return build.outlook() instanceof Outlook.Skipped skipped
                ? "skipped: " + skipped.reason()
                : build.outlook() instanceof Outlook.Runs runs ? "runs: " + runs.reason() : "";
    }

    private Failure failure() {
        return Objects.requireNonNull(catchThrowableOfType(Failure.class, () -> group().run(text -> {})));
    }

    private long count() throws IOException {
        Path file = root.resolveSibling("count");
        return Files.exists(file) ? Files.readAllLines(file).size() : 0;
    }

    @Test
    void stagesThatDoNotNeedEachOtherMeet() {
        String meet = "touch ../%s; i=0; until [ -e ../%s ]; do i=$((i+1)); [ $i -lt 2000 ]; sleep 0.01; done";
        stage("a", meet.formatted("a", "b")).stage("b", meet.formatted("b", "a"));
        group().run(text -> {});
        assertThat(results).extracting(StageResult::end).containsExactly(End.PASSED, End.PASSED);
    }

    @Test
    void withOneJobTheyRunOneAfterTheOther() {
        options = new StageOptions(1, true);
        String alone = "mkdir ../busy; sleep 0.05; rmdir ../busy";
        stage("a", alone).stage("b", alone).stage("c", alone);
        group().run(text -> {});
        assertThat(results).extracting(StageResult::name).containsExactly("a", "b", "c");
    }

    @Test
    void whatIsNeededPassesBefore() throws IOException {
        stage("unit", "cat ../made", "build")
                .stage("build", "sleep 0.1; echo made > ../made")
                .stage("lint", "true");
        group().run(text -> {});
        assertThat(events).contains(new Event.Output("unit", "made"));
    }

    @Test
    void theFirstFailureEndsThoseThatRunAndNothingElseBegins() throws IOException {
        stage("slow", "touch ../up; sleep 600")
                .stage("bad", "i=0; until [ -e ../up ]; do i=$((i+1)); [ $i -lt 2000 ]; sleep 0.01; done; exit 3")
                .stage("after", "true", "bad");
        Failure failure = failure();
        assertThat(failure.problems()).hasSize(1);
        assertThat(failure.problems().get(0).what()).isEqualTo("stage bad failed: exit status 3");
        assertThat(failure.kind()).isEqualTo(Failure.Kind.FAILED);
        assertThat(results)
                .extracting(result -> result.name() + " " + result.end())
                .containsExactlyInAnyOrder("bad FAILED", "slow ENDED");
    }

    @Test
    void aCancelEndsAllOfThem() {
        stage("a", "echo up; sleep 600").stage("b", "echo up; sleep 600");
        Thread asks = new Thread(() -> {
            while (events.stream().filter(Event.Output.class::isInstance).count() < 2) {
                Thread.onSpinWait();
            }
            cancel.request("SIGINT");
        });
        asks.start();
        assertThat(failure().kind()).isEqualTo(Failure.Kind.INTERRUPTED);
        assertThat(results).extracting(StageResult::end).containsExactly(End.ENDED, End.ENDED);
    }

    @Test
    void nothingChangedIsSkippedAndWhatIsMissingIsRestored() throws IOException {
        build();
        assertThat(outlook()).isEqualTo("runs: it never passed here with these inputs");
        assertThat(ran()).isEqualTo("done");
        assertThat(outlook()).isEqualTo("skipped: unchanged");
        assertThat(ran()).isEqualTo("unchanged, outputs kept");
        Files.delete(root.resolve("target/app"));
        assertThat(outlook()).isEqualTo("skipped: unchanged, its outputs are restored");
        assertThat(ran()).isEqualTo("unchanged, 1 output restored");
        assertThat(root.resolve("target/app")).hasContent("a\nb\n");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(root.resolve("target/app"))))
                .isEqualTo("rwxr-x---");
        assertThat(count()).isEqualTo(1);
    }

    @Test
    void filesDecideAndNotTimes() throws IOException {
        build().ran();
        FileTime then = Files.getLastModifiedTime(root.resolve("src/a"));
        write("src/a", "A\n");
        Files.setLastModifiedTime(root.resolve("src/a"), then);
        assertThat(outlook()).isEqualTo("runs: src/a changed");
        assertThat(ran()).isEqualTo("done");
        write("src/a", "a\n");
        assertThat(ran()).isEqualTo("unchanged, 1 output restored");
        Files.setLastModifiedTime(root.resolve("src/a"), FileTime.from(Instant.EPOCH));
        assertThat(ran()).isEqualTo("unchanged, outputs kept");
        assertThat(count()).isEqualTo(2);
    }

    @Test
    void anEditInTheSameInstantAsTheOneBeforeIsSeen() throws IOException {
        build();
        for (int i = 0; i < 20; i++) {
            write("src/a", i % 10 + "\n");
            ran();
            assertThat(root.resolve("target/app")).hasContent(i % 10 + "\nb\n");
        }
    }

    @Test
    void everythingThatIsDeclaredDecides() throws IOException {
        build().ran();
        variables.put("FLAVOUR", "sweet");
        assertThat(outlook()).isEqualTo("runs: the variable FLAVOUR changed");
        ran();
        variables.put("OTHER", "does not count");
        assertThat(outlook()).isEqualTo("skipped: unchanged");
        assertThat(root.resolve("src/b").toFile().setExecutable(true)).isTrue();
        assertThat(outlook()).isEqualTo("runs: src/b changed");
        ran();
        write("src/c", "");
        Files.delete(root.resolve("src/a"));
        assertThat(outlook()).isEqualTo("runs: inputs changed: 2 of 2 files, first src/a");
        ran();
        build(BUILD + "; true");
        assertThat(outlook()).isEqualTo("runs: the script changed");
        stage(
                "build",
                BUILD,
                new CacheSpec(List.of("src/**"), List.of("target/**"), List.of(), List.of("cat ../tool")),
                0,
                Optional.empty());
        Files.writeString(root.resolveSibling("tool"), "1");
        ran();
        Files.writeString(root.resolveSibling("tool"), "2");
        assertThat(outlook()).isEqualTo("runs: the answer of `cat ../tool` changed");
    }

    @Test
    void theVersionReachesOnlyAScriptThatNamesIt() throws IOException {
        build("mkdir -p target; echo \"[$(printenv CDCTL_''VERSION)]\" > target/app")
                .ran();
        assertThat(root.resolve("target/app")).hasContent("[]");
        version = "2.0.0";
        assertThat(outlook()).isEqualTo("skipped: unchanged");
        build("mkdir -p target; echo \"[$CDCTL_VERSION]\" > target/app").ran();
        assertThat(root.resolve("target/app")).hasContent("[2.0.0]");
        version = "3.0.0";
        assertThat(outlook()).isEqualTo("runs: the variable CDCTL_VERSION changed");
    }

    @Test
    void aPlanCountsWhatIsGoingToBeStamped() throws IOException {
        write("src/a", "version 0\n");
        build();
        write("src/a", "version 1\n");
        ran();
        write("src/a", "version 0\n");
        foreseen = Map.of("src/a", Digest.of("version 1\n"));
        assertThat(outlook()).isEqualTo("skipped: unchanged");
        foreseen = Map.of("src/a", Digest.of("version 2\n"));
        assertThat(outlook()).isEqualTo("runs: src/a changed");
    }

    @Test
    void lookingWritesNothing() throws IOException {
        build();
        outlook();
        assertThat(root.resolve(".cdctl")).doesNotExist();
        assertThat(root.resolveSibling("cache")).doesNotExist();
    }

    private void damage(String kind) throws IOException {
        try (Stream<Path> files =
                Files.walk(root.resolveSibling("cache/cdctl/stages").resolve(kind))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.writeString(file, "damaged");
            }
        }
    }

    @Test
    void aDamagedFileIsAMiss() throws IOException {
        build().ran();
        damage("objects");
        Files.delete(root.resolve("target/app"));
        assertThat(ran()).isEqualTo("done");
        assertThat(root.resolve("target/app")).hasContent("a\nb\n");
        Files.delete(root.resolve("target/app"));
        assertThat(ran()).isEqualTo("unchanged, 1 output restored");
        assertThat(count()).isEqualTo(2);
    }

    @Test
    void aDamagedEntryIsAMissUnlessTheRepositoryKnowsItself() throws IOException {
        build().ran();
        damage("entries");
        Files.delete(root.resolve("target/app"));
        assertThat(ran()).isEqualTo("unchanged, 1 output restored");
        damage("entries");
        Files.writeString(root.resolve(".cdctl/stages/build.json"), "damaged");
        assertThat(ran()).isEqualTo("done");
        assertThat(count()).isEqualTo(2);
    }

    @Test
    void whatFailedIsNotKept() throws IOException {
        build(BUILD + "; exit 1");
        failure();
        results.clear();
        failure();
        assertThat(count()).isEqualTo(2);
    }

    @Test
    void inputsThatChangeMeanwhileMakeNothingThatIsKept() throws IOException {
        build(BUILD + "; echo more >> src/b");
        assertThat(ran()).contains("its inputs changed while it ran");
        assertThat(outlook()).startsWith("runs: ");
    }

    @Test
    void outputsThatNobodyMadeAndInputsThatAreNotThereAreProblems() throws IOException {
        build("true");
        assertThat(failure().problems().get(0).code()).isEqualTo("CD-323");
        Files.delete(root.resolve("src/a"));
        Files.delete(root.resolve("src/b"));
        assertThat(failure().problems().get(0).code()).isEqualTo("CD-322");
    }

    @Test
    void anOutputOfAnotherStateGoesAndAFileOfSomebodyElseIsNeverRemoved() throws IOException {
        build("mkdir -p target; for f in src/*; do cp \"$f\" target/; done").ran();
        write("src/c", "c");
        ran();
        Files.delete(root.resolve("src/c"));
        assertThat(ran()).isEqualTo("unchanged, 1 output restored");
        assertThat(root.resolve("target/c")).doesNotExist();
        write("target/mine", "mine");
        assertThat(outlook()).isEqualTo("runs: target/mine is an output that no run of it made");
        ran();
        assertThat(root.resolve("target/mine")).hasContent("mine");
    }

    @Test
    void aLinkThatLeadsOutIsNeverWrittenThrough() throws IOException {
        build().ran();
        Files.delete(root.resolve("target/app"));
        Files.delete(root.resolve("target"));
        Path outside = Files.createDirectories(root.resolveSibling("outside"));
        Files.createSymbolicLink(root.resolve("target"), outside);
        assertThat(failure().problems().get(0).code()).isEqualTo("CD-323");
        assertThat(count()).isEqualTo(2);
    }

    @Test
    void linksAmongTheOutputsComeBackAsLinks() throws IOException {
        build("mkdir -p target; echo 1 > target/app; ln -s app target/link").ran();
        Files.delete(root.resolve("target/link"));
        assertThat(ran()).isEqualTo("unchanged, 1 output restored");
        assertThat(Files.readSymbolicLink(root.resolve("target/link"))).hasToString("app");
    }

    @Test
    void withoutTheCacheEverythingRunsAndIsKeptAnew() throws IOException {
        build().ran();
        options = new StageOptions(4, false);
        assertThat(ran()).isEqualTo("done");
        assertThat(count()).isEqualTo(2);
        options = new StageOptions(4, true);
        assertThat(ran()).isEqualTo("unchanged, outputs kept");
    }

    @Test
    void theCacheStaysWithinItsSize() throws IOException {
        variables.put(StageCache.SIZE, "3K");
        build("mkdir -p target; head -c 1000 /dev/zero > target/app; cat src/a >> target/app");
        for (int i = 0; i < 6; i++) {
            write("src/a", "state " + i + "\n");
            ran();
        }
        try (Stream<Path> files = Files.walk(root.resolveSibling("cache/cdctl/stages/objects"))) {
            assertThat(files.filter(Files::isRegularFile)).hasSizeBetween(1, 3);
        }
        write("src/a", "state 5\n");
        Files.delete(root.resolve("target/app"));
        assertThat(ran()).isEqualTo("unchanged, 1 output restored");
    }

    @Test
    void aRetryIsTriedAndCalledFlakyAndEachTryHasItsLog() throws IOException {
        stage(
                "unit",
                "echo try; [ -e ../second ] || { touch ../second; exit 1; }",
                CacheSpec.none(),
                2,
                Optional.empty());
        group().run(text -> {});
        assertThat(results.get(0).isFlaky()).isTrue();
        assertThat(results.get(0).tries()).isEqualTo(2);
        assertThat(outcome("unit")).isEqualTo("doneflaky: passed at try 2 of 3");
        assertThat(root.resolve(".cdctl/runs/run-1/unit.log")).hasContent("try\n");
        assertThat(root.resolve(".cdctl/runs/run-1/unit-2.log")).hasContent("try\n");
        assertThat(root.resolve(".cdctl/runs/run-1/unit-3.log")).doesNotExist();
    }

    @Test
    void whatIsNotAskedForIsTriedOnce() throws IOException {
        stage("unit", "echo x >> ../count; exit 1");
        failure();
        assertThat(count()).isEqualTo(1);
        stage("unit", "echo x >> ../count; exit 1", CacheSpec.none(), 2, Optional.empty());
        failure();
        assertThat(count()).isEqualTo(4);
    }

    private String report(String body) {
        return "mkdir -p rep; printf '%s' '<testsuite name=\"s\">" + body + "</testsuite>' > rep/a.xml";
    }

    @Test
    void theFirstFailedTestIsTold() {
        String bad = "<testcase classname=\"books.ShelfTest\" name=\"lends\"><failure message=\"expected 2\">"
                + "at books.ShelfTest.lends(ShelfTest.java:14)</failure></testcase>";
        stage("unit", report(bad) + "; exit 1", CacheSpec.none(), 0, Optional.of("rep/*.xml"));
        assertThat(failure().problems().get(0).why())
                .startsWith("first failed test: books.ShelfTest.lends: expected 2 (ShelfTest.java:14)\n");
        stage("unit", report(bad), CacheSpec.none(), 0, Optional.of("rep/*.xml"));
        group().run(text -> {});
        assertThat(events.stream()
                        .filter(Event.Warning.class::isInstance)
                        .map(event -> ((Event.Warning) event).problem().code()))
                .containsExactly("CD-326");
    }

    @Test
    void aReportOfAnEarlierRunDoesNotCount() {
        stage("unit", report("<testcase name=\"a\"/>"), CacheSpec.none(), 0, Optional.of("rep/*.xml"));
        group().run(text -> {});
        assertThat(outcome("unit")).isEqualTo("done1 test passed");
        stage("unit", "true", CacheSpec.none(), 0, Optional.of("rep/*.xml"));
        assertThat(failure().problems().get(0).code()).isEqualTo("CD-325");
    }

    @Test
    void repeatedRunsTellTestsThatDoNotEndTheSameWay() throws IOException {
        String run = "echo x >> ../count; n=$(grep -c x ../count); r=; s=0\n"
                + "[ $((n % 2)) = 1 ] || { r='<failure/>'; s=1; }\n"
                + "mkdir -p rep; printf '<testsuite name=\"s\"><testcase name=\"odd\">%s</testcase>"
                + "<testcase name=\"good\"/></testsuite>' \"$r\" > rep/a.xml; touch -d @$n rep/a.xml; exit $s";
        stage("unit", run, CacheSpec.none(), 0, Optional.of("rep/*.xml"));
        Repetition four = repetition(4, false);
        assertThat(four.isGood()).isFalse();
        assertThat(four.failedTests()).containsExactly(new Repetition.Tally("s.odd", 2, 2));
        assertThat(four.lines().get(0)).isEqualTo("unit: 2 of 4 runs passed");
        assertThat(results).extracting(StageResult::end).containsExactly(End.FAILED);
        assertThat(repetition(10, true).lines().get(0)).isEqualTo("unit: 1 of 2 runs passed");
    }

    private Repetition repetition(int times, boolean untilFailure) {
        Place place = new Place(root, FileDigests.below(root), Optional.empty(), Map::of);
        StageTerms terms = new StageTerms(place, variables, options, events::add, results::add, cancel);
        StageScript.Run run = new StageScript.Run(
                root, root.resolve(".cdctl/runs/run-1"), ScriptVariables.of(new Name("books"), "run-1", root));
        Repetition repetition = new Repetition(
                new StageScript(
                        spec("unit"),
                        run,
                        (script, log, lines, wish) -> new ScriptRunner(Mask.none(), wish).run(script, log, lines),
                        line -> {}),
                terms,
                times,
                untilFailure);
        repetition.run(text -> {});
        return repetition;
    }
}

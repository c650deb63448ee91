package dev.cdctl.script.graph;

import dev.cdctl.engine.Event;
import dev.cdctl.engine.Outcome;
import dev.cdctl.engine.Step;
import dev.cdctl.json.Json;
import dev.cdctl.script.ScriptResult;
import dev.cdctl.script.ScriptResult.End;
import dev.cdctl.script.StageScript;
import dev.cdctl.script.report.Reports;
import dev.cdctl.script.report.TestCase;
import dev.cdctl.script.report.TestReport;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Runs one stage again and again, whatever changed, to find tests that do not end the same way each time. */
public final class Repetition implements Step {
    private final StageScript script;
    private final StageTerms terms;
    private final int times;
    private final boolean untilFailure;
    private final List<Bad> bad = new ArrayList<>();
    private final Map<String, Tally> tests = new TreeMap<>();
    private int runs;

    /** A run that failed. */
    private record Bad(int number, String how, Path log) {}

    /** How often a test passed and failed. */
    public record Tally(String test, int passed, int failed) {
        private Tally plus(TestCase result) {
            int good = result.outcome() == TestCase.Outcome.PASSED ? 1 : 0;
            return new Tally(test, passed + good, failed + (result.isBad() ? 1 : 0));
        }
    }

    /**
     * So many runs of a stage.
     *
     * @param untilFailure whether the first run that fails is the last one
     */
    public Repetition(StageScript script, StageTerms terms, int times, boolean untilFailure) {
        this.script = script;
        this.terms = terms;
        this.times = times;
        this.untilFailure = untilFailure;
    }

    @Override
    public String name() {
        return script.name();
    }

    @Override
    public String describe() {
        return script.describe() + ", " + times + " times";
    }

    /** Each run is told by itself, so that one that fails is seen to. */
    @Override
    public List<Step> parts() {
        return List.of(this);
    }

    @Override
    public String run(Consumer<String> progress) {
        long start = System.nanoTime();
        while (runs < times && !(untilFailure && !bad.isEmpty())) {
            terms.cancel().check();
            runs++;
            once(runs);
        }
        StageResult.End end = isGood() ? StageResult.End.PASSED : StageResult.End.FAILED;
        terms.ended()
                .accept(new StageResult(name(), end, 1, Duration.ofNanos(System.nanoTime() - start), Optional.empty()));
        return "";
    }

    private void once(int number) {
        String what = script.describe() + " (" + number + " of " + times + ")";
        terms.listener().on(new Event.StepStarted(name(), what));
        Optional<Reports> reports = script.spec()
                .junit()
                .map(pattern -> Reports.before(terms.place().root(), pattern));
        Outcome outcome = new Outcome.Unknown("");
        long start = System.nanoTime();
        try {
            ScriptResult result = script.attempt(number, terms.cancel());
            if (result.end() instanceof End.Cancelled) {
                result.orThrow("stage " + name(), script.spec().origin());
            }
            Optional<TestReport> report = reports.flatMap(Reports::read);
            report.ifPresent(this::count);
            outcome = outcome(number, result, report.map(TestReport::brief).orElse(""));
        } finally {
            Duration took = Duration.ofNanos(System.nanoTime() - start);
            terms.listener().on(new Event.StepEnded(name(), what, outcome, took));
        }
    }

    private Outcome outcome(int number, ScriptResult result, String brief) {
        if (result.passed()) {
            return new Outcome.Done(brief);
        }
        bad.add(new Bad(number, result.end().toString(), result.log()));
        return new Outcome.Failed(brief.isEmpty() ? result.end().toString() : result.end() + "; " + brief);
    }

    private void count(TestReport report) {
        report.cases()
                .forEach(test -> tests.put(
                        test.title(),
                        tests.getOrDefault(test.title(), new Tally(test.title(), 0, 0))
                                .plus(test)));
    }

    /** Whether every run passed. */
    public boolean isGood() {
        return bad.isEmpty();
    }

    /** The tests that failed at least once, those that failed most first. */
    public List<Tally> failedTests() {
        return tests.values().stream()
                .filter(tally -> tally.failed() > 0)
                .sorted(Comparator.comparingInt(Tally::failed).reversed())
                .toList();
    }

    /** How it went, for people. */
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add(name() + ": " + (runs - bad.size()) + " of " + runs + (runs == 1 ? " run" : " runs") + " passed");
        bad.forEach(run -> lines.add("  run " + run.number() + ": " + run.how() + ", " + run.log()));
        List<Tally> failed = failedTests();
        if (!failed.isEmpty()) {
            lines.add("passed failed test");
            failed.forEach(tally -> lines.add(right(tally.passed()) + " " + right(tally.failed()) + " " + tally.test()
                    + (tally.passed() > 0 ? " (flaky)" : "")));
        }
        return lines;
    }

    private static String right(int number) {
        String digits = String.valueOf(number);
        return " ".repeat(Math.max(0, 6 - digits.length())) + digits;
    }

    /** The same for programs. */
    public Json.Obj json() {
        return Json.object()
                .put("stage", name())
                .put("runs", runs)
                .put("failed", bad.size())
                .put("failures", Json.of(bad.stream().map(Repetition::json).toList()))
                .put(
                        "tests",
                        Json.of(failedTests().stream().map(Repetition::json).toList()))
                .build();
    }

    private static Json.Obj json(Bad run) {
        return Json.object()
                .put("run", run.number())
                .put("how", run.how())
                .put("log", run.log().toString())
                .build();
    }

    private static Json.Obj json(Tally tally) {
        return Json.object()
                .put("test", tally.test())
                .put("passed", tally.passed())
                .put("failed", tally.failed())
                .put("flaky", tally.passed() > 0)
                .build();
    }
}

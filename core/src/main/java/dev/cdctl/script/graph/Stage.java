package dev.cdctl.script.graph;

import dev.cdctl.engine.Cancel;
import dev.cdctl.engine.Event;
import dev.cdctl.engine.Outcome;
import dev.cdctl.engine.Outlook;
import dev.cdctl.engine.Step;
import dev.cdctl.json.Json;
import dev.cdctl.model.Failure;
import dev.cdctl.model.Problem;
import dev.cdctl.script.StageScript;
import dev.cdctl.script.StageSpec;
import dev.cdctl.script.cache.Place;
import dev.cdctl.script.cache.Reuse;
import dev.cdctl.script.cache.Reuse.Finding;
import dev.cdctl.script.graph.StageResult.End;
import dev.cdctl.script.report.TestReport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** One stage of a run: skipped when nothing changed, else its script, its tests, and what it made. */
final class Stage implements Step {
    private final StageScript script;
    private final StageSpec spec;
    private final StageTerms terms;
    private final Optional<Reuse> reuse;
    private final AtomicInteger tries = new AtomicInteger();

    /** How it went, while it goes. */
    private record Went(Outcome outcome, StageResult result) {}

    Stage(StageScript script, StageTerms terms) {
        this.script = script;
        this.spec = script.spec();
        this.terms = terms;
        this.reuse = reuse(terms.place().asItIs());
    }

    private Optional<Reuse> reuse(Place place) {
        return Optional.of(new Reuse.Subject(name(), spec.cache(), spec.origin()))
                .filter(subject -> subject.spec().cached())
                .map(subject -> new Reuse(subject, place));
    }

    /** Why what it left is not what it makes now; empty when others can use it. */
    Optional<String> lacking() {
        Reuse left = new Reuse(
                new Reuse.Subject(name(), spec.cache(), spec.origin()),
                terms.place().asItIs());
        return left.lacking(() -> new Fingerprints(script, terms.variables()).now(left, terms.cancel()));
    }

    @Override
    public String name() {
        return script.name();
    }

    @Override
    public String describe() {
        return script.describe();
    }

    @Override
    public Outlook outlook() {
        Optional<Reuse> ahead = reuse(terms.place());
        if (ahead.isEmpty() || !terms.options().cache()) {
            return new Outlook.Runs("");
        }
        try {
            Finding finding = look(ahead.get(), terms.cancel());
            return finding.isDone() || finding.canRestore()
                    ? new Outlook.Skipped(finding.isDone() ? "unchanged" : "unchanged, its outputs are restored")
                    : new Outlook.Runs(finding.why());
        } catch (Failure e) {
            return new Outlook.Runs(e.problems().get(0).what());
        }
    }

    @Override
    public String run(Consumer<String> progress) {
        carryOut(terms.cancel());
        return "";
    }

    /**
     * Carries it out and tells its beginning and its end.
     *
     * @param cancel ends it
     * @throws Failure when it did not pass
     */
    void carryOut(Cancel cancel) {
        terms.listener().on(new Event.StepStarted(name(), describe()));
        long start = System.nanoTime();
        Outcome outcome = new Outcome.Unknown("");
        try {
            Went went = attempt(cancel, start);
            outcome = went.outcome();
            terms.ended().accept(went.result());
        } catch (Failure e) {
            boolean ended = e.kind() == Failure.Kind.INTERRUPTED;
            outcome = new Outcome.Failed(
                    ended ? e.problems().get(0).why() : e.problems().get(0).what());
            terms.ended().accept(result(ended ? End.ENDED : End.FAILED, start, Optional.empty()));
            throw e;
        } finally {
            Duration took = Duration.ofNanos(System.nanoTime() - start);
            terms.listener().on(new Event.StepEnded(name(), describe(), outcome, took));
        }
    }

    private Went attempt(Cancel cancel, long start) {
        return reuse.isEmpty()
                ? run(cancel, start, Optional.empty())
                : new Turn(terms.place().root(), name(), progress())
                        .take(cancel, () -> attempt(reuse.get(), cancel, start));
    }

    private Went attempt(Reuse known, Cancel cancel, long start) {
        Finding finding = look(known, cancel);
        Optional<String> skipped = terms.options().cache() ? skip(known, finding) : Optional.empty();
        if (skipped.isEmpty()) {
            return run(cancel, start, Optional.of(finding));
        }
        Optional<Json.Obj> tests = finding.known().flatMap(entry -> entry.tests());
        return new Went(new Outcome.Skipped(skipped.get()), result(End.UNCHANGED, start, tests));
    }

    private Consumer<String> progress() {
        return text -> terms.listener().on(new Event.StepProgress(name(), text));
    }

    private Finding look(Reuse known, Cancel cancel) {
        return known.look(new Fingerprints(script, terms.variables()).now(known, cancel));
    }

    private static Optional<String> skip(Reuse reuse, Finding finding) {
        if (finding.isDone()) {
            reuse.noteDone(finding);
            boolean made = !finding.known().orElseThrow().outputs().isEmpty();
            return Optional.of(made ? "unchanged, outputs kept" : "unchanged");
        }
        if (finding.canRestore() && reuse.restore(finding)) {
            reuse.noteDone(finding);
            int files = finding.differing().size();
            return Optional.of("unchanged, " + files + (files == 1 ? " output restored" : " outputs restored"));
        }
        return Optional.empty();
    }

    private Went run(Cancel cancel, long start, Optional<Finding> finding) {
        Consumer<String> progress = progress();
        finding.map(Finding::why).filter(why -> !why.isEmpty()).ifPresent(progress);
        Tries.Last last = new Tries(script, terms.place().root(), progress).run(cancel);
        tries.set(last.number());
        Optional<Json.Obj> tests = last.tests()
                .map(TestReport::json)
                .map(json -> json.withTexts(script.run().secrets().known()::hide));
        last.tests().ifPresent(report -> tell(report, last.passed()));
        last.orThrow(spec);
        refuseWithoutReport(last);
        List<String> notes = new ArrayList<>(last.result().notes());
        last.tests().map(TestReport::brief).ifPresent(brief -> notes.add(0, brief));
        if (last.number() > 1) {
            notes.add(0, "flaky: passed at try " + last.number() + " of " + (spec.retries() + 1));
        }
        finding.flatMap(found ->
                        reuse.orElseThrow().keep(found.now(), Duration.ofNanos(System.nanoTime() - start), tests))
                .ifPresent(notes::add);
        return new Went(new Outcome.Done(String.join("; ", notes)), result(End.PASSED, start, tests));
    }

    private void tell(TestReport report, boolean passed) {
        terms.listener().on(new Event.Report(name(), report.lines(), report.json()));
        report.problems().forEach(problem -> terms.listener().on(new Event.Warning(problem)));
        if (passed && report.bad() > 0) {
            terms.listener()
                    .on(new Event.Warning(
                            Problem.of("CD-326", "stage " + name() + " passed, but its reports have " + report.brief())
                                    .at(spec.origin())
                                    .because("the exit status of the script decides")
                                    .remedy("see that the script fails when a test fails")));
        }
    }

    private void refuseWithoutReport(Tries.Last last) {
        if (spec.junit().isPresent() && last.tests().isEmpty()) {
            throw Failure.failed(Problem.of("CD-325", "stage " + name() + " left no test report")
                    .at(spec.origin())
                    .because("no file that matches " + spec.junit().get() + " was written while it ran")
                    .remedy("correct the pattern of junit, or have the tests write their reports"));
        }
    }

    private StageResult result(End end, long start, Optional<Json.Obj> tests) {
        return new StageResult(name(), end, tries.get(), Duration.ofNanos(System.nanoTime() - start), tests);
    }
}

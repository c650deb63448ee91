package dev.cdctl.script.graph;

import dev.cdctl.engine.Cancel;
import dev.cdctl.model.Failure;
import dev.cdctl.model.Problem;
import dev.cdctl.script.ScriptResult;
import dev.cdctl.script.ScriptResult.End;
import dev.cdctl.script.StageScript;
import dev.cdctl.script.StageSpec;
import dev.cdctl.script.report.Reports;
import dev.cdctl.script.report.TestReport;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;

/** Runs the script of a stage until it passes, as often as it may be tried. */
record Tries(StageScript script, Path root, Consumer<String> progress) {
    /**
     * The last try.
     *
     * @param number which one it was, from 1
     * @param tests what its reports say; empty when it declares none, or left none
     */
    record Last(int number, ScriptResult result, Optional<TestReport> tests) {
        boolean passed() {
            return result.passed();
        }

        /**
         * Does nothing when it passed; a test that failed is told before the last lines.
         *
         * @throws Failure as {@link ScriptResult#orThrow} does
         */
        void orThrow(StageSpec spec) {
            try {
                result.orThrow("stage " + spec.name(), spec.origin());
            } catch (Failure e) {
                throw tests.flatMap(TestReport::firstBad)
                        .filter(test -> e.kind() == Failure.Kind.FAILED)
                        .map(test -> Failure.of(e.kind(), with(e.problems().get(0), TestReport.failure(test)))
                                .causedBy(e))
                        .orElse(e);
            }
        }

        private static Problem with(Problem problem, String failure) {
            return problem.because("first failed test: " + failure + "\n" + problem.why());
        }
    }

    /** Tries it until it passes, is cancelled, or may not be tried again. */
    Last run(Cancel cancel) {
        int most = script.spec().retries() + 1;
        for (int number = 1; ; number++) {
            if (number > 1) {
                progress.accept("try " + number + " of " + most);
            }
            Last last = attempt(number, cancel);
            if (last.passed() || number == most || last.result().end() instanceof End.Cancelled) {
                return last;
            }
        }
    }

    private Last attempt(int number, Cancel cancel) {
        Optional<Reports> reports = script.spec().junit().map(pattern -> Reports.before(root, pattern));
        ScriptResult result = script.attempt(number, cancel);
        return new Last(number, result, reports.flatMap(Reports::read));
    }
}

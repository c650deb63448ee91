package dev.cdctl.script.report;

import dev.cdctl.json.Json;
import dev.cdctl.model.Problem;
import dev.cdctl.script.report.TestCase.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What the test reports of a stage say, all together.
 *
 * @param files how many reports there were
 * @param problems reports that could not be read, or not to their end
 */
public record TestReport(int files, List<TestCase> cases, List<Problem> problems) {
    private static final int SLOWEST = 5;

    /** Copies the lists. */
    public TestReport {
        cases = List.copyOf(cases);
        problems = List.copyOf(problems);
    }

    /** How many tests ended like this. */
    public long count(Outcome outcome) {
        return cases.stream().filter(test -> test.outcome() == outcome).count();
    }

    /** How many failed in one way or the other. */
    public long bad() {
        return cases.stream().filter(TestCase::isBad).count();
    }

    /** The first test that failed, in the order of the files' names and of the tests in them. */
    public Optional<TestCase> firstBad() {
        return cases.stream().filter(TestCase::isBad).findFirst();
    }

    /** {@code 212 tests passed, 1 failed, 1 skipped}. */
    public String brief() {
        List<String> words = new ArrayList<>();
        words.add(count(Outcome.PASSED) + (count(Outcome.PASSED) == 1 ? " test passed" : " tests passed"));
        add(words, count(Outcome.FAILED), "failed");
        add(words, count(Outcome.ERROR), "with errors");
        add(words, count(Outcome.SKIPPED), "skipped");
        return String.join(", ", words);
    }

    private static void add(List<String> words, long count, String word) {
        if (count > 0) {
            words.add(count + " " + word);
        }
    }

    /** The same for people, with the first failure and the slowest tests. */
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add(brief() + " (" + seconds(took()) + " in " + files + (files == 1 ? " report)" : " reports)"));
        firstBad().ifPresent(test -> lines.add("first failure: " + failure(test)));
        if (cases.size() > 1) {
            slowest().forEach(test -> lines.add("slow: " + seconds(test.took()) + "  " + test.title()));
        }
        return lines;
    }

    /** {@code dev.books.ShelfTest.lends: expected 2 (ShelfTest.java:14)}. */
    public static String failure(TestCase test) {
        String message = test.message().isEmpty() ? "" : ": " + test.message();
        return test.title() + message + (test.place().isEmpty() ? "" : " (" + test.place() + ")");
    }

    /** The same for programs. */
    public Json.Obj json() {
        return Json.object()
                .put("passed", count(Outcome.PASSED))
                .put("failed", count(Outcome.FAILED))
                .put("errors", count(Outcome.ERROR))
                .put("skipped", count(Outcome.SKIPPED))
                .put("took_ms", took().toMillis())
                .put("reports", files)
                .put("first_failure", firstBad().map(TestReport::json))
                .put("slowest", Json.of(slowest().stream().map(TestReport::json).toList()))
                .build();
    }

    private static Json.Obj json(TestCase test) {
        return Json.object()
                .put("suite", test.suite())
                .put("name", test.name())
                .put("outcome", test.outcome().name().toLowerCase(Locale.ROOT))
                .put("took_ms", test.took().toMillis())
                .put("message", Optional.of(test.message()).filter(text -> !text.isEmpty()))
                .put("place", Optional.of(test.place()).filter(text -> !text.isEmpty()))
                .build();
    }

    private Duration took() {
        return cases.stream().map(TestCase::took).reduce(Duration.ZERO, Duration::plus);
    }

    private List<TestCase> slowest() {
        return cases.stream()
                .filter(test -> !test.took().isZero())
                .sorted(Comparator.comparing(TestCase::took).reversed())
                .limit(SLOWEST)
                .toList();
    }

    private static String seconds(Duration time) {
        long tenths = (time.toMillis() + 50) / 100;
        return tenths / 10 + "." + tenths % 10 + "s";
    }
}

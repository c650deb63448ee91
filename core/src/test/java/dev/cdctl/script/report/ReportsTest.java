package dev.cdctl.script.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cdctl.json.Json;
import dev.cdctl.model.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportsTest {
    private final Path root;

    ReportsTest(@TempDir Path root) {
        this.root = root;
    }

    private TestReport read(String xml) throws IOException {
        Reports reports = new Reports(root, dev.cdctl.model.Glob.parse("*.xml"), Map.of());
        Files.writeString(root.resolve("a.xml"), xml);
        return reports.read().orElseThrow();
    }

    @Test
    void surefire() throws IOException {
        TestReport report = read("""
                <?xml version="1.0" encoding="UTF-8"?>
                <testsuite xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" name="books.ShelfTest" time="0.5" tests="3" errors="1" skipped="1" failures="1">
                  <properties><property name="java.version" value="17"/></properties>
                  <testcase name="lends" classname="books.ShelfTest" time="1,234.5">
                    <failure message="expected: 2&#10;but was: 3" type="org.opentest4j.AssertionFailedError"><![CDATA[org.opentest4j.AssertionFailedError: expected
                	at org.junit.jupiter.api.AssertionUtils.fail(AssertionUtils.java:55)
                	at books.ShelfTest.lends(ShelfTest.java:14)
                ]]></failure>
                    <system-out>at Other.main(Other.java:1)</system-out>
                  </testcase>
                  <testcase name="returns" classname="books.ShelfTest" time="0.01"><error type="java.io.IOException">java.io.IOException: full</error></testcase>
                  <testcase name="later" classname="books.ShelfTest" time="0"><skipped message="not yet"/></testcase>
                  <testcase name="good" classname="books.ShelfTest" time="0.2"/>
                </testsuite>
                """);
        assertThat(report.brief()).isEqualTo("1 test passed, 1 failed, 1 with errors, 1 skipped");
        assertThat(report.firstBad())
                .map(TestReport::failure)
                .contains("books.ShelfTest.lends: expected: 2 (ShelfTest.java:14)");
        assertThat(report.cases().get(0).took()).hasMillis(1_234_500);
        assertThat(report.cases().get(1).message()).isEqualTo("java.io.IOException: full");
    }

    @Test
    void theFiveSlowestAreTold() throws IOException {
        StringBuilder tests = new StringBuilder("<testsuite name='s'>");
        for (int i = 1; i <= 7; i++) {
            tests.append("<testcase name='t")
                    .append(i)
                    .append("' time='")
                    .append(i)
                    .append(".04'/>");
        }
        TestReport report = read(tests + "<testcase name='none'/></testsuite>");
        assertThat(report.lines())
                .filteredOn(line -> line.startsWith("slow: "))
                .containsExactly(
                        "slow: 7.0s  s.t7",
                        "slow: 6.0s  s.t6",
                        "slow: 5.0s  s.t5",
                        "slow: 4.0s  s.t4",
                        "slow: 3.0s  s.t3");
        assertThat(report.json().items("slowest"))
                .extracting(test -> ((Json.Obj) test).need("name"))
                .containsExactly("t7", "t6", "t5", "t4", "t3");
    }

    @Test
    void pytestAndJestNestTheirSuites() throws IOException {
        TestReport pytest = read("""
                <testsuites name="pytest tests"><testsuite name="pytest"><testcase classname="test_shelf" name="test_lends" time="0.001">
                <failure message="assert 1 == 2">def test_lends():
                &gt;  assert 1 == 2
                test_shelf.py:14: AssertionError</failure></testcase></testsuite></testsuites>
                """);
        assertThat(pytest.firstBad())
                .map(TestReport::failure)
                .contains("test_shelf.test_lends: assert 1 == 2 (test_shelf.py:14)");
        TestReport jest = read("""
                <testsuites name="jest tests"><testsuite name="outer"><testsuite name="inner"><testcase classname="" name="lends a book"><failure>Error: no
                    at Object.&lt;anonymous&gt; (src/shelf.test.js:14:5)</failure></testcase></testsuite>
                <testcase name="after"/></testsuite></testsuites>
                """);
        assertThat(jest.cases()).extracting(TestCase::title).containsExactly("inner.lends a book", "outer.after");
        assertThat(jest.firstBad()).map(TestCase::message).contains("Error: no");
        assertThat(jest.firstBad()).map(TestCase::place).contains("shelf.test.js:14");
    }

    @Test
    void whatCameBeforeAnErrorCounts() throws IOException {
        TestReport report = read("<testsuite name='s'><testcase name='a'/><testcase name='b'><fail");
        assertThat(report.count(TestCase.Outcome.PASSED)).isEqualTo(1);
        assertThat(report.problems()).extracting(Problem::code).containsExactly("CD-327");
        assertThat(read("").problems()).hasSize(1);
        assertThat(read("no xml").problems()).hasSize(1);
        assertThat(read("<html><body/></html>").problems()).hasSize(1);
    }

    @Test
    void noEntityIsEverLookedAt() throws IOException {
        Path secret = Files.writeString(root.resolve("secret"), "hunter2");
        TestReport file = read("<!DOCTYPE t [<!ENTITY x SYSTEM '" + secret.toUri() + "'>]>"
                + "<testsuite name='s'><testcase name='a'><failure message='m'>&x;</failure></testcase></testsuite>");
        assertThat(file.toString()).doesNotContain("hunter2");
        StringBuilder bomb = new StringBuilder("<!DOCTYPE t [<!ENTITY a0 'ha'>");
        for (int i = 1; i < 40; i++) {
            bomb.append("<!ENTITY a%d '&a%d;&a%d;'>".formatted(i, i - 1, i - 1));
        }
        TestReport laughs =
                read(bomb + "]><testsuite name='s'><testcase name='a'><failure>&a39;</failure></testcase></testsuite>");
        assertThat(laughs.toString().length()).isLessThan(10_000);
    }

    @Test
    void aHugeReportIsReadInPieces() throws IOException {
        StringBuilder xml = new StringBuilder("<testsuite name='s'>");
        for (int i = 0; i < 20_000; i++) {
            xml.append("<testcase name='t")
                    .append(i)
                    .append("'><system-out>")
                    .append("x".repeat(500))
                    .append("</system-out></testcase>");
        }
        assertThat(read(xml + "</testsuite>").count(TestCase.Outcome.PASSED)).isEqualTo(20_000);
    }
}

package dev.cdctl.cli.console.display;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cdctl.cli.Golden;
import dev.cdctl.cli.text.ProblemText;
import dev.cdctl.engine.Event;
import dev.cdctl.engine.Outcome;
import dev.cdctl.json.Json;
import dev.cdctl.model.Problem;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class DisplayTest {
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private final AtomicLong nanos = new AtomicLong();
    private final Talk talk = new Talk(written, () -> {});
    private final ProblemText problems = new ProblemText(false);

    private Display plain() {
        return new PlainDisplay(talk, problems, new PlainDisplay.Plainly(false, false), nanos::get);
    }

    private Display live(boolean colour, boolean unicode, int columns) {
        return new LiveDisplay(talk, new Look(colour, unicode, () -> columns), problems, nanos::get);
    }

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    private String text() {
        return written.toString(StandardCharsets.UTF_8);
    }

    /** A terminal's escape sequences in a readable form. */
    private String readable() {
        return text().replace("\r", "<CR>").replace("\u001b[K", "<EL>").replace("\u001b", "<ESC>");
    }

    private void play(Display display) {
        display.on(new Event.PlanStarted("deploy books 1.4.2 to production", 4));
        display.on(new Event.StepStarted("start", "start 2 web instances of 1.4.2 as green"));
        pass(Duration.ofMillis(300));
        display.tick();
        display.on(new Event.StepProgress("start", "waiting for 127.0.0.1:20001"));
        pass(Duration.ofMillis(900));
        display.on(new Event.Note("a note"));
        display.on(new Event.StepEnded(
                "start", "start 2 web instances", new Outcome.Done("both healthy"), Duration.ofMillis(1200)));
        display.on(new Event.StepStarted("verify", "run ./it.sh"));
        display.on(new Event.Output("verify", "all 12 tests passed"));
        display.on(new Event.StepEnded("verify", "run ./it.sh", new Outcome.Done(""), Duration.ofSeconds(95)));
        display.on(new Event.Warning(Problem.of("CD-812", "nearly full").remedy("make room")));
        display.on(new Event.StepEnded("push", "push", new Outcome.Skipped("already there"), Duration.ZERO));
        display.on(new Event.StepEnded("flip", "flip", new Outcome.Unknown("no answer"), Duration.ofSeconds(10)));
        display.on(new Event.StepEnded("start", "start", new Outcome.Undone(), Duration.ofMillis(40)));
    }

    @Test
    void plainLinesAreOneAtTheStartAndOneAtTheEnd() throws IOException {
        play(plain());
        assertThat(text()).doesNotContain("\r", "\u001b");
        Golden.check("display-plain", text());
    }

    @Test
    void aTerminalShowsOneLiveLine() throws IOException {
        play(live(false, true, 60));
        Golden.check("display-live", readable());
    }

    @Test
    void aTerminalWithoutUtf8ShowsAscii() {
        play(live(true, false, 60));
        assertThat(text()).matches(shown -> shown.chars().allMatch(c -> c < 0x80));
    }

    @Test
    void noLineIsWiderThanTheTerminal() {
        Display display = live(false, true, 40);
        display.on(new Event.StepStarted("start", "x".repeat(500)));
        display.on(new Event.Output("start", "\u4e2d".repeat(500)));
        display.on(new Event.StepEnded("start", "x".repeat(500), new Outcome.Done(""), Duration.ofSeconds(1)));
        for (String line : text().replace("\u001b[K", "").split("[\r\n]", -1)) {
            assertThat(dev.cdctl.cli.text.Width.of(line)).isLessThan(40);
        }
    }

    @Test
    void silenceOfFifteenSecondsIsBrokenBySayingWhatIsAwaited() {
        Display display = plain();
        display.on(new Event.StepStarted("health", "wait"));
        display.on(new Event.StepProgress("health", "503 from 127.0.0.1:20001"));
        pass(Duration.ofSeconds(14));
        display.tick();
        assertThat(text()).doesNotContain("...");
        pass(Duration.ofSeconds(1));
        display.tick();
        display.tick();
        pass(Duration.ofSeconds(30));
        display.tick();
        assertThat(text())
                .endsWith("... still waiting for health: 503 from 127.0.0.1:20001 (15s)\n"
                        + "... still waiting for health: 503 from 127.0.0.1:20001 (45s)\n");
    }

    private void twoAtOnce(Display display) {
        display.on(new Event.StepStarted("unit", "run ./unit.sh"));
        display.on(new Event.StepStarted("lint", "run ./lint.sh"));
        display.on(new Event.Output("lint", "one"));
        display.on(new Event.Output("unit", "two"));
        display.on(new Event.StepEnded("lint", "run ./lint.sh", new Outcome.Done(""), Duration.ZERO));
        display.on(new Event.StepStarted("docs", "run ./docs.sh"));
        display.on(new Event.Output("docs", "three"));
        display.on(new Event.Report(
                "unit", java.util.List.of("12 tests passed"), Json.object().build()));
        display.on(new Event.StepEnded("unit", "run ./unit.sh", new Outcome.Done(""), Duration.ZERO));
        display.on(new Event.Output("docs", "four"));
        display.on(new Event.StepEnded("docs", "run ./docs.sh", new Outcome.Done(""), Duration.ZERO));
        display.on(new Event.StepStarted("push", "push"));
    }

    @Test
    void linesOfStepsThatRunAtOnceSayWhoseTheyAre() {
        twoAtOnce(plain());
        assertThat(text()).contains("  lint | one\n  unit | two\nok lint, 0.0s\n> docs");
    }

    @Test
    void inAJobTheLinesOfOneStepStayTogether() {
        twoAtOnce(new PlainDisplay(talk, problems, new PlainDisplay.Plainly(false, true), nanos::get));
        assertThat(text()).isEqualTo("""
                > unit: run ./unit.sh
                  unit | two
                  unit = 12 tests passed
                ok unit, 0.0s
                > lint: run ./lint.sh
                  lint | one
                ok lint, 0.0s
                > docs: run ./docs.sh
                  docs | three
                  docs | four
                ok docs, 0.0s
                > push: push
                """);
    }

    @Test
    void aTerminalShowsALiveLineForEachStepThatRuns() {
        Display display = live(false, false, 60);
        display.on(new Event.StepStarted("unit", "run ./unit.sh"));
        display.on(new Event.StepStarted("lint", "run ./lint.sh"));
        assertThat(readable()).endsWith("| unit       run ./unit.sh  0.0s\n| lint       run ./lint.sh  0.0s");
        written.reset();
        display.on(new Event.Output("lint", "one"));
        assertThat(readable())
                .startsWith("<CR><EL><ESC>[1A<EL> lint  | one\n<CR><EL>| unit")
                .endsWith("lint.sh  0.0s");
        written.reset();
        display.clear();
        assertThat(readable()).isEqualTo("<CR><EL><ESC>[1A<EL>");
    }

    @Test
    void aScriptThatSaysTooMuchIsCutInALogAndItsEndIsKept() {
        Display display = plain();
        display.on(new Event.StepStarted("unit", "run ./unit.sh"));
        for (int i = 0; i < 10_000; i++) {
            display.on(new Event.Output("unit", "line " + i + " " + "x".repeat(90)));
        }
        display.on(new Event.StepEnded("unit", "run", new Outcome.Failed("exit status 1"), Duration.ZERO));
        assertThat(text().length()).isLessThan(400_000);
        assertThat(text()).containsOnlyOnce("only in the log file");
        assertThat(display.failingTail()).hasSize(21).last().asString().startsWith("  line 9999 ");
    }

    @Test
    void whatOutputDoesToATerminalIsNotSent() {
        Display display = live(false, true, 200);
        display.on(new Event.Output("unit", "\u001b[2J\u001b]0;owned\u0007\u202e\u009b31m \u001b[1;31mred\u001b[0m"));
        assertThat(text()).isEqualTo("  \u2502 \\x1b[2J\\x1b]0;owned\\x07\\u202e\\x9b31m red\n");
    }

    @Test
    void aClosedStreamIsNoticedOnce() {
        AtomicInteger closed = new AtomicInteger();
        OutputStream broken = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("Broken pipe");
            }
        };
        Talk gone = new Talk(broken, closed::incrementAndGet);
        gone.line("one");
        gone.line("two");
        assertThat(closed).hasValue(1);
        assertThat(gone.broken()).contains("Broken pipe");
    }
}

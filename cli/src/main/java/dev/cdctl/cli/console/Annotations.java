package dev.cdctl.cli.console;

import dev.cdctl.cli.console.display.Sections;
import dev.cdctl.cli.console.display.Talk;
import dev.cdctl.cli.server.Dialect;
import dev.cdctl.cli.server.Facts;
import dev.cdctl.model.Problem;
import dev.cdctl.model.mask.Mask;
import java.time.Instant;
import java.util.List;

/** Tells the CI server, in its own words, what people are told in lines. */
final class Annotations implements Sections.Markers {
    /** A server shows no more of a kind for one step of a job. */
    private static final int MOST = 10;

    private final Dialect dialect;
    private final Talk talk;
    private int sections;

    Annotations(Dialect dialect, Talk talk) {
        this.dialect = dialect;
        this.talk = talk;
    }

    @Override
    public void open(String step) {
        sections++;
        say(dialect.open(id(step), step, Instant.now()));
    }

    @Override
    public void close(String step) {
        say(dialect.close(id(step), step, Instant.now()));
    }

    /** One section is open at a time, and a step may come again. */
    private String id(String step) {
        return "cdctl_" + sections + "_" + step.replaceAll("[^a-zA-Z0-9_-]", "_");
    }

    /** Each line by itself too, since the server looks at lines. */
    void secret(String value) {
        value.lines().filter(line -> line.strip().length() >= Mask.SHORTEST).forEach(line -> say(dialect.secret(line)));
    }

    void failure(List<Problem> problems) {
        say(problems.stream()
                .flatMap(problem -> dialect.error(problem).stream())
                .limit(MOST)
                .toList());
        say(dialect.failure(problems));
    }

    void facts(Facts facts) {
        say(dialect.facts(facts));
    }

    private void say(List<String> lines) {
        lines.forEach(line -> talk.raw(line + "\n"));
    }
}

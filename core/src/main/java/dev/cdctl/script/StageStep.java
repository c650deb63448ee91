package dev.cdctl.script;

import dev.cdctl.engine.Step;
import java.nio.file.Path;
import java.util.function.Consumer;

/** Runs one stage's script. Always runs: whether a script's effect is there already, only the script knows. */
public final class StageStep implements Step {
    private static final int WIDTH = 60;

    private final StageSpec spec;
    private final Run run;
    private final ScriptRunner runner;
    private final Consumer<String> lines;

    /**
     * What the stages of one run share.
     *
     * @param logs the folder for the stages' logs, such as {@code .cdctl/runs/<run id>}
     */
    public record Run(Path repository, Path logs, ScriptVariables variables) {}

    /**
     * A stage to be run.
     *
     * @param lines takes each line that the script writes, at once and on another thread
     */
    public StageStep(StageSpec spec, Run run, ScriptRunner runner, Consumer<String> lines) {
        this.spec = spec;
        this.run = run;
        this.runner = runner;
        this.lines = lines;
    }

    @Override
    public String name() {
        return spec.name().text();
    }

    /** {@code run unit: ./unit.sh}: the first line of the script, shortened. */
    @Override
    public String describe() {
        String text = spec.run().strip();
        String first = text.lines().findFirst().orElse("").replaceAll("\\p{Cntrl}", " ");
        boolean whole = first.length() <= WIDTH && text.lines().count() <= 1;
        return "run " + name() + ": " + (whole ? first : shorten(first));
    }

    private static String shorten(String line) {
        int end = line.offsetByCodePoints(0, Math.min(WIDTH, line.codePointCount(0, line.length())));
        return line.substring(0, end).stripTrailing() + "\u2026";
    }

    @Override
    public String run(Consumer<String> progress) {
        Path folder = WorkingFolder.resolve(run.repository(), spec.in().orElse(""), spec.origin());
        ScriptVariables variables = run.variables().stage(spec.name()).plus(spec.env());
        Script script = new Script(spec.run(), spec.shell(), folder, variables.values(), spec.timeout());
        ScriptResult result = runner.run(script, log(), lines);
        result.orThrow("stage " + name(), spec.origin());
        return String.join("; ", result.notes());
    }

    /** The file that the script's output goes to. */
    public Path log() {
        return run.logs().resolve(name() + ".log");
    }
}

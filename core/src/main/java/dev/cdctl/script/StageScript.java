package dev.cdctl.script;

import dev.cdctl.engine.Cancel;
import dev.cdctl.secret.EnvValue;
import dev.cdctl.secret.SecretReader;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The script of one stage, which can be run again and again. */
public final class StageScript {
    private static final int WIDTH = 60;

    /** What differs from release to release: a stage that may be skipped gets it only when it asks for it. */
    private static final Pattern OF_A_RELEASE = Pattern.compile("CDCTL_(VERSION(_[A-Z]+)?|COMMIT)");

    private final StageSpec spec;
    private final Run run;
    private final Launcher launcher;
    private final Consumer<String> lines;

    /**
     * What the stages of one run share.
     *
     * @param logs the folder for the stages' logs, such as {@code .cdctl/runs/<run id>}
     * @param secrets reads a stage's secrets, when it runs and not before
     */
    public record Run(Path repository, Path logs, ScriptVariables variables, SecretReader secrets) {
        /** For stages that have no secrets. */
        public Run(Path repository, Path logs, ScriptVariables variables) {
            this(repository, logs, variables, SecretReader.none());
        }
    }

    /**
     * The script of that stage.
     *
     * @param lines takes each line that the script writes, at once and on another thread
     */
    public StageScript(StageSpec spec, Run run, Launcher launcher, Consumer<String> lines) {
        this.spec = spec;
        this.run = run;
        this.launcher = launcher;
        this.lines = lines;
    }

    /** The name of the stage. */
    public String name() {
        return spec.name().text();
    }

    /** The stage. */
    public StageSpec spec() {
        return spec;
    }

    /** What the stages of this run share. */
    public Run run() {
        return run;
    }

    /** {@code run unit: ./unit.sh}: the first line of the script, shortened. */
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

    /**
     * Tries it.
     *
     * @param number which try this is, from 1
     * @throws dev.cdctl.model.Failure when it cannot be started
     */
    public ScriptResult attempt(int number, Cancel cancel) {
        Path folder = WorkingFolder.resolve(run.repository(), spec.in().orElse(""), spec.origin());
        ScriptVariables all = variables().plus(run.secrets().resolve(secrets()));
        Script script = new Script(spec.run(), spec.shell(), folder, all.values(), spec.timeout());
        return launcher.run(script, log(number), lines, cancel);
    }

    /** What the script gets besides the caller's environment and its secrets. */
    public ScriptVariables variables() {
        ScriptVariables all = run.variables().stage(spec.name());
        for (String name : ofARelease()) {
            all = seen(name) ? all : all.without(name);
        }
        Map<String, String> texts = new TreeMap<>();
        spec.env().forEach((name, value) -> {
            if (value instanceof EnvValue.Plain plain) {
                texts.put(name, plain.text());
            }
        });
        return all.plus(texts);
    }

    private Map<String, EnvValue> secrets() {
        Map<String, EnvValue> secrets = new TreeMap<>(spec.env());
        secrets.values().removeIf(value -> value instanceof EnvValue.Plain);
        return secrets;
    }

    /** Whether the script sees this variable of the release. */
    private boolean seen(String name) {
        return !spec.cache().cached()
                || spec.cache().env().contains(name)
                || spec.run().contains(name);
    }

    /** The variables of the release that the script sees although it may be skipped, and which therefore count. */
    public Set<String> counted() {
        return ofARelease().stream().filter(name -> spec.run().contains(name)).collect(Collectors.toSet());
    }

    private Set<String> ofARelease() {
        return run.variables().values().keySet().stream()
                .filter(name -> OF_A_RELEASE.matcher(name).matches())
                .collect(Collectors.toSet());
    }

    /** The file that the output of a try goes to. */
    public Path log(int number) {
        return run.logs().resolve(number == 1 ? name() + ".log" : name() + "-" + number + ".log");
    }
}

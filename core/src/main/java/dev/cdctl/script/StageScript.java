package dev.cdctl.script;

import dev.cdctl.engine.Cancel;
import dev.cdctl.secret.EnvValue;
import dev.cdctl.secret.SecretReader;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** The script of one stage, which can be run again and again. */
public final class StageScript {
    private static final int WIDTH = 60;

    /** How the variables begin that differ from release to release: who may be skipped gets those that it asks for. */
    private static final List<String> OF_A_RELEASE = List.of("CDCTL_VERSION", "CDCTL_COMMIT");

    private final StageSpec spec;
    private final Run run;
    private final Launcher launcher;
    private final Consumer<String> lines;

    /** How the script of a stage is started and seen to its end: as a process of this machine, or somewhere else. */
    @FunctionalInterface
    public interface Launcher {
        /**
         * Runs a script to its end.
         *
         * @param log the file for everything that it writes; it and its folders are made
         * @param lines takes each line at once, on another thread
         * @param cancel ends the script with all that it started
         * @throws dev.cdctl.model.Failure when it cannot be started, or when stopping was asked for before
         */
        ScriptResult run(Script script, Path log, Consumer<String> lines, Cancel cancel);
    }

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
        for (String name : ofTheRelease()) {
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

    private List<String> ofTheRelease() {
        return run.variables().values().keySet().stream()
                .filter(name -> OF_A_RELEASE.stream().anyMatch(name::startsWith))
                .toList();
    }

    /** Whether the script sees this variable of the release. */
    private boolean seen(String name) {
        return !spec.cache().cached()
                || spec.cache().env().contains(name)
                || spec.run().contains(name);
    }

    /** The variables of the release that the script sees although it may be skipped, and which therefore count. */
    public Set<String> counted() {
        return OF_A_RELEASE.stream().filter(name -> spec.run().contains(name)).collect(Collectors.toSet());
    }

    /** The file that the output of a try goes to. */
    public Path log(int number) {
        return run.logs().resolve(number == 1 ? name() + ".log" : name() + "-" + number + ".log");
    }
}

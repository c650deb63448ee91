package dev.cdctl.adapter.process;

import dev.cdctl.adapter.process.proc.Labels;
import dev.cdctl.deploy.machine.Instance;
import dev.cdctl.deploy.machine.Machine;
import dev.cdctl.json.Json;
import dev.cdctl.json.JsonException;
import dev.cdctl.json.JsonText;
import dev.cdctl.model.Failure;
import dev.cdctl.model.Problem;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Starts processes that outlive this one: in a session of their own, so that neither a terminal nor a CI job's process
 * group takes them along, and with an environment built from nothing, so that no CI server knows them by its cookie
 * (Jenkins and Hudson end what carries BUILD_ID, JENKINS_NODE_COOKIE or HUDSON_COOKIE) and no CI secret gets in.
 */
final class Launch {
    private static final int FORMAT = 1;
    private static final String SHELL = "/bin/sh";
    private static final String USUAL_PATH = "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin";
    private static final Set<String> KEPT =
            Set.of("PATH", "HOME", "USER", "LOGNAME", "LANG", "TZ", "TMPDIR", "JAVA_HOME");
    /** A word, and then nothing that could end this command and begin another. */
    private static final String ONE_PROGRAM = "([A-Za-z0-9_./][A-Za-z0-9_./+-]*)([ \\t][^;&|()`\\r\\n]*)?";
    /** What a shell understands itself: its keywords and those of its built-in commands that change the shell. */
    private static final Set<String> SHELL_WORDS = Set.of(
            (". alias bg break builtin case cd command continue coproc declare do done echo elif else enable esac eval "
                            + "exec exit export false fc fg fi for function getopts hash if in jobs kill let local printf "
                            + "pwd read readonly return select set shift shopt source test then time times trap true "
                            + "type typeset ulimit umask unalias unset until wait while")
                    .split(" "));

    private static final String MARK = "CDCTL_PID=$$; export CDCTL_PID; ";
    /** The shell only sets the label and becomes the shell of the command; the pid stays. */
    private static final String SERVICE = MARK + "exec /bin/sh -c -- \"$1\"";
    /** The shell stays, outlives a TERM that its command gets too, and writes down whole how the command ended. */
    private static final String JOB = MARK + "trap : TERM INT HUP; /bin/sh -c -- \"$1\"; code=$?; "
            + "printf '{\"format\":1,\"code\":%d}\\n' \"$code\" > \"$2.$$.tmp\" && mv -f \"$2.$$.tmp\" \"$2\"; exit \"$code\"";

    private final String state;
    private final Map<String, String> caller;

    /** The caller's environment is where PATH, HOME and their like come from. */
    Launch(String state, Map<String, String> caller) {
        this.state = state;
        this.caller = Map.copyOf(caller);
    }

    Process service(Machine.Start start, Path log) {
        return run(start, log, List.of(SHELL, "-c", SERVICE, "sh", asWritten(start.command())));
    }

    /** How it ended is written to that file. */
    Process job(Machine.Start start, Path log, Path exit) {
        return run(start, log, List.of(SHELL, "-c", JOB, "sh", asWritten(start.command()), exit.toString()));
    }

    /** How a job ended, as its shell wrote it; empty when nobody did, or not whole. */
    static Optional<Machine.Exit> ended(Path file) {
        try {
            Json.Obj json = JsonText.readObject(Files.readString(file));
            return json.number("format").orElse(0L) == FORMAT
                    ? json.number("code").map(code -> new Machine.Exit.Code(code.intValue()))
                    : Optional.empty();
        } catch (IOException | JsonException e) {
            return Optional.empty();
        }
    }

    /**
     * The command for {@code sh -c}. Not every shell gives its place to a lone program by itself (dash does not), so it
     * is told to: then the instance's first process is the program, and gets the signals and leaves the exit code.
     */
    static String asWritten(String command) {
        Matcher program = Pattern.compile(ONE_PROGRAM).matcher(command);
        return program.matches() && !SHELL_WORDS.contains(program.group(1)) ? "exec " + command : command;
    }

    private Process run(Machine.Start start, Path log, List<String> shell) {
        List<String> command = new ArrayList<>(detached());
        command.addAll(shell);
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(start.folder().toFile());
        builder.redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")));
        builder.redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        try {
            builder.environment().clear();
            builder.environment().putAll(environment(start));
            return builder.start();
        } catch (IOException | IllegalArgumentException e) {
            throw cannotStart(start.instance(), String.valueOf(e.getMessage())).causedBy(e);
        }
    }

    /** What is kept of the caller's, then the service's own, then the labels, which nothing overrides. */
    private Map<String, String> environment(Machine.Start start) {
        Map<String, String> all = new TreeMap<>();
        all.put("PATH", USUAL_PATH);
        caller.forEach((name, value) -> {
            if (KEPT.contains(name) || name.startsWith("LC_")) {
                all.put(name, value);
            }
        });
        all.putAll(start.environment());
        all.putAll(start.secrets());
        all.remove(Labels.FIRST);
        all.putAll(Labels.of(start.instance()));
        all.put(Labels.STATE, state);
        start.instance().address().ifPresent(address -> all.put("PORT", Integer.toString(address.port())));
        return all;
    }

    /** Both run the rest in their own place, so that the pid stays: a JVM's child never leads a process group. */
    private List<String> detached() {
        if (isThere("setsid")) {
            return List.of("setsid");
        }
        if (isThere("perl")) {
            return List.of("perl", "-MPOSIX", "-e", "POSIX::setsid() != -1 or die $!; exec @ARGV or die $!");
        }
        throw Failure.unreachable(Problem.of("CD-500", "local processes cannot be started here")
                .because("neither setsid nor perl is on the PATH, and one is needed to start a session")
                .remedy("install util-linux (setsid) or perl"));
    }

    /** ProcessBuilder looks programs up on this process's own PATH. */
    private static boolean isThere(String program) {
        for (String folder : System.getenv().getOrDefault("PATH", USUAL_PATH).split(File.pathSeparator)) {
            if (Files.isExecutable(Path.of(folder).resolve(program))) {
                return true;
            }
        }
        return false;
    }

    private static Failure cannotStart(Instance instance, String why) {
        return Failure.failed(Problem.of("CD-501", instance.slot().brief() + " could not be started")
                .because(why)
                .remedy("check the role's command and env in pipeline.yaml"));
    }
}

package dev.cdctl.adapter.sleeper;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Small processes that sleep and then run a command, so that something is done later although cdctl is gone. Like an
 * instance they get an environment built from nothing: no CI server knows them by its cookie, and no secret is kept.
 *
 * @param mark tells whose they are; every process of theirs carries it
 */
public record Sleepers(String mark) {
    private static final String VARIABLE = "CDCTL_SLEEPER";
    private static final Set<String> KEPT = Set.of(
            "PATH", "HOME", "USER", "LOGNAME", "LANG", "TZ", "TMPDIR", "JAVA_HOME", "XDG_STATE_HOME", "SSH_AUTH_SOCK");
    private static final String SCRIPT = "sleep \"$1\"; shift; exec \"$@\"";

    /**
     * Starts one.
     *
     * @param caller the environment that cdctl runs in
     * @param also the variables of it that the command needs besides the usual ones
     */
    public void start(Duration after, List<String> command, Map<String, String> caller, Set<String> also)
            throws IOException {
        List<String> words = new ArrayList<>(List.of("setsid", "sh", "-c", SCRIPT, "cdctl-sleeper"));
        words.add(Long.toString(Math.max(1, after.plusMillis(999).toSeconds())));
        words.addAll(command);
        ProcessBuilder builder = new ProcessBuilder(words)
                .directory(new File("/"))
                .redirectInput(new File("/dev/null"))
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().clear();
        caller.forEach((name, value) -> {
            if (KEPT.contains(name) || also.contains(name)) {
                builder.environment().put(name, value);
            }
        });
        builder.environment().put(VARIABLE, mark);
        builder.start();
    }

    /** Ends all of them; where there is no /proc they wake up and find nothing to do. */
    public void end() {
        ProcessHandle own = ProcessHandle.current();
        ProcessHandle.allProcesses()
                .filter(process -> !process.equals(own) && carriesMark(process.pid()))
                .forEach(ProcessHandle::destroy);
    }

    private boolean carriesMark(long pid) {
        try {
            byte[] environ = Files.readAllBytes(Path.of("/proc", Long.toString(pid), "environ"));
            return Arrays.asList(new String(environ, StandardCharsets.UTF_8).split("\0", -1))
                    .contains(VARIABLE + "=" + mark);
        } catch (IOException e) {
            // It has ended, or is another user's.
            return false;
        }
    }
}

package dev.cdctl.wiring;

import dev.cdctl.history.Caller;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Finds out who calls, from the variables that CI servers and shells set. */
public final class Callers {
    private static final Path KERNEL_NAME = Path.of("/proc/sys/kernel/hostname");

    private Callers() {}

    public static Caller of(Map<String, String> variables) {
        String who = first(variables, "GITLAB_USER_LOGIN", "GITHUB_ACTOR", "BUILD_USER_ID", "USER", "LOGNAME")
                .orElseGet(() -> System.getProperty("user.name", "somebody"));
        return new Caller(who, host(variables), job(variables));
    }

    private static Optional<String> job(Map<String, String> variables) {
        return first(variables, "CI_JOB_URL", "BUILD_URL").or(() -> github(variables));
    }

    private static Optional<String> github(Map<String, String> variables) {
        return first(variables, "GITHUB_RUN_ID")
                .map(run -> first(variables, "GITHUB_SERVER_URL").orElse("") + "/"
                        + first(variables, "GITHUB_REPOSITORY").orElse("") + "/actions/runs/" + run);
    }

    private static String host(Map<String, String> variables) {
        try {
            return Files.readString(KERNEL_NAME).strip();
        } catch (IOException e) {
            return first(variables, "HOSTNAME", "COMPUTERNAME").orElse("localhost");
        }
    }

    private static Optional<String> first(Map<String, String> variables, String... names) {
        return Stream.of(names)
                .map(name -> variables.getOrDefault(name, ""))
                .filter(value -> !value.isBlank())
                .findFirst();
    }
}

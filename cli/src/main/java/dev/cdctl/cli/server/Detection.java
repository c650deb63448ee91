package dev.cdctl.cli.server;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The CI server that cdctl runs under.
 *
 * @param origin what tells: a variable with its value, an option, or nothing
 */
public record Detection(Server server, String origin) {
    private static final String AUTO = "auto";

    /**
     * Finds out.
     *
     * @param wish {@code --ci}, when it was typed or set
     * @param origin where the wish comes from
     */
    public static Detection of(Optional<String> wish, String origin, Map<String, String> variables) {
        return wish.filter(word -> !word.equals(AUTO))
                .map(word -> new Detection(Server.valueOf(word.toUpperCase(Locale.ROOT)), origin))
                .orElseGet(() -> of(variables));
    }

    private static Detection of(Map<String, String> variables) {
        String gitlab = variables.getOrDefault("GITLAB_CI", "");
        if (variables.getOrDefault("GITHUB_ACTIONS", "").equals("true")) {
            return new Detection(Server.GITHUB, "GITHUB_ACTIONS=true");
        }
        if (gitlab.equals("true")) {
            return new Detection(Server.GITLAB, "GITLAB_CI=true");
        }
        // gitlab-ci-local runs the same file, and says so.
        if (gitlab.equals("false") && isSet(variables, "CI_JOB_ID")) {
            return new Detection(Server.GITLAB, "GITLAB_CI=false with CI_JOB_ID");
        }
        if (isSet(variables, "TEAMCITY_VERSION")) {
            return new Detection(Server.TEAMCITY, "TEAMCITY_VERSION");
        }
        return jenkins(variables);
    }

    /** The server's address is empty until an administrator sets it, so it cannot be relied on. */
    private static Detection jenkins(Map<String, String> variables) {
        if (isSet(variables, "BUILD_NUMBER") && isSet(variables, "JOB_NAME")) {
            for (String name : List.of("JENKINS_URL", "JENKINS_HOME", "HUDSON_URL", "HUDSON_HOME", "HUDSON_COOKIE")) {
                if (isSet(variables, name)) {
                    return new Detection(Server.JENKINS, "BUILD_NUMBER and JOB_NAME with " + name);
                }
            }
        }
        return new Detection(Server.NONE, "no variable of a CI server is set");
    }

    private static boolean isSet(Map<String, String> variables, String name) {
        return !variables.getOrDefault(name, "").isEmpty();
    }
}

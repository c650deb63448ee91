package dev.cdctl.cli.server;

import dev.cdctl.json.Json;
import dev.cdctl.json.JsonException;
import dev.cdctl.json.JsonText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Whether a job runs what somebody proposes from a repository of their own. {@code --ci} does not change it. */
public final class Fork {
    private Fork() {}

    /** What tells that it does, for people; empty when nothing does. */
    public static Optional<String> of(Map<String, String> variables) {
        return Stream.<Optional<String>>of(
                        github(variables),
                        differ(variables, "CI_MERGE_REQUEST_SOURCE_PROJECT_ID", "CI_MERGE_REQUEST_PROJECT_ID"),
                        differ(
                                variables,
                                "CI_EXTERNAL_PULL_REQUEST_SOURCE_REPOSITORY",
                                "CI_EXTERNAL_PULL_REQUEST_TARGET_REPOSITORY"),
                        set(variables, "CHANGE_FORK").map(fork -> "CHANGE_FORK is " + fork))
                .flatMap(Optional::stream)
                .findFirst();
    }

    private static Optional<String> differ(Map<String, String> variables, String source, String target) {
        return set(variables, source)
                .filter(value -> !Optional.of(value).equals(set(variables, target)))
                .map(value -> source + " is not " + target);
    }

    /** The name of the event says that it is a pull request, and only its file where it comes from. */
    private static Optional<String> github(Map<String, String> variables) {
        String event = variables.getOrDefault("GITHUB_EVENT_NAME", "");
        boolean workflow = event.equals("workflow_run");
        if (!event.startsWith("pull_request") && !workflow) {
            return Optional.empty();
        }
        try {
            Json.Obj json =
                    JsonText.readObject(Files.readString(Path.of(variables.getOrDefault("GITHUB_EVENT_PATH", ""))));
            Optional<String> head = workflow
                    ? json.object("workflow_run").flatMap(run -> name(run, "head_repository"))
                    : json.object("pull_request")
                            .flatMap(pull -> pull.object("head"))
                            .flatMap(end -> name(end, "repo"));
            Optional<String> base = name(json, "repository");
            return head.isPresent() && head.equals(base)
                    ? Optional.empty()
                    : Optional.of("the event " + event + " comes from " + head.orElse("a deleted repository"));
        } catch (IOException | JsonException e) {
            return Optional.of("the event is " + event + ", and GITHUB_EVENT_PATH does not tell where it comes from");
        }
    }

    private static Optional<String> name(Json.Obj json, String member) {
        return json.object(member).flatMap(repository -> repository.text("full_name"));
    }

    private static Optional<String> set(Map<String, String> variables, String name) {
        return Optional.ofNullable(variables.get(name)).filter(value -> !value.isBlank());
    }
}

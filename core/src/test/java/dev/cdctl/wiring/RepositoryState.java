package dev.cdctl.wiring;

import dev.cdctl.model.Failure;
import dev.cdctl.version.SourceTree;
import dev.cdctl.version.VersionSpec.Source;
import dev.cdctl.version.source.CommandRun;
import dev.cdctl.version.source.ResolvedVersion;
import dev.cdctl.version.source.VersionResolver;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeoutException;

/**
 * A state that a repository can be in, and the version that is documented for it.
 *
 * @param name a row of the tables in docs/versions.md
 * @param version with COMMIT, REVISION and CONTENT for what differs from run to run; or the code of the problem
 * @param script makes the state, in an empty folder; the pipeline lies in the folder {@code w} there
 */
record RepositoryState(String name, String version, Source source, String script, Map<String, String> more) {
    private static final Map<String, String> VARIABLES = Map.of(
            "PATH", Objects.requireNonNull(System.getenv("PATH")),
            "GIT_CONFIG_GLOBAL", "/dev/null",
            "GIT_CONFIG_NOSYSTEM", "1",
            "GIT_AUTHOR_NAME", "Ada",
            "GIT_AUTHOR_EMAIL", "ada@example.test",
            "GIT_COMMITTER_NAME", "Ada",
            "GIT_COMMITTER_EMAIL", "ada@example.test",
            "GIT_ALLOW_PROTOCOL", "file");

    static RepositoryState of(String name, String version, Source source, String script) {
        return new RepositoryState(name, version, source, script, Map.of());
    }

    /** The same with one more variable in cdctl's environment. */
    RepositoryState with(String variable, String value) {
        return new RepositoryState(name, version, source, script, Map.of(variable, value));
    }

    /** Makes the state in that folder, and gives the version that is found there. */
    String found(Path temp, String functions) {
        Map<String, String> variables = new HashMap<>(VARIABLES);
        variables.put("HOME", temp.toString());
        run(temp, variables, "set -eu\nT=" + temp + "\n" + functions + "\n" + script);
        variables.putAll(more);
        try {
            return version(temp.resolve("w"), variables);
        } catch (Failure failure) {
            return failure.problems().get(0).code();
        }
    }

    private String version(Path folder, Map<String, String> variables) {
        Optional<SourceTree> tree = WorkingCopy.of(folder, variables);
        ResolvedVersion found = new VersionResolver(folder, tree, variables).resolve(source);
        String commit = found.commit().map(id -> id.brief()).orElse("none");
        return found.version()
                .text()
                .replace(".g" + commit, ".gCOMMIT")
                .replaceAll("\\." + commit + "\\b", ".rREVISION")
                .replaceAll("\\.dirty\\.[a-f][0-9a-f]{7}$", ".dirty.CONTENT");
    }

    private static void run(Path folder, Map<String, String> variables, String script) {
        try {
            CommandRun.Answer answer = new CommandRun(
                            List.of("sh", "-c", script), folder, variables, Duration.ofSeconds(60))
                    .run(new byte[0]);
            if (answer.status() != 0) {
                throw new AssertionError(script + "\n" + answer.errors());
            }
        } catch (IOException | TimeoutException e) {
            throw new AssertionError(e);
        }
    }

    /** Its row in the table. */
    String row() {
        return "| " + name + " | `" + version + "` |";
    }

    @Override
    public String toString() {
        return name;
    }
}

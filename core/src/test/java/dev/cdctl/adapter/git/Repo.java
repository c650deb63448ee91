package dev.cdctl.adapter.git;

import dev.cdctl.version.SourceTree;
import dev.cdctl.version.VersionSpec.Source;
import dev.cdctl.version.source.CommandRun;
import dev.cdctl.version.source.ResolvedVersion;
import dev.cdctl.version.source.VersionResolver;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeoutException;

/** A real git repository for a test, apart from the configuration of whoever runs the test. */
record Repo(Path folder) {
    static final Map<String, String> ENVIRONMENT = Map.of(
            "PATH", Objects.requireNonNull(System.getenv("PATH")),
            "HOME", "/nonexistent",
            "GIT_CONFIG_GLOBAL", "/dev/null",
            "GIT_CONFIG_NOSYSTEM", "1",
            "GIT_AUTHOR_NAME", "Ada",
            "GIT_AUTHOR_EMAIL", "ada@example.test",
            "GIT_COMMITTER_NAME", "Ada",
            "GIT_COMMITTER_EMAIL", "ada@example.test",
            "GIT_COMMITTER_DATE", "2026-03-04T05:06:07Z",
            "GIT_ALLOW_PROTOCOL", "file");

    static Repo init(Path folder) {
        Repo repo = new Repo(folder);
        repo.git("init", "-q", "-b", "main");
        return repo;
    }

    /** A repository with one commit. */
    static Repo started(Path folder) {
        Repo repo = init(folder);
        repo.write("readme", "one\n");
        repo.commit("start");
        return repo;
    }

    /** Runs git and gives what it wrote, without the last line's end. */
    String git(String... words) {
        List<String> all = new ArrayList<>(List.of("git"));
        all.addAll(List.of(words));
        return run(all);
    }

    /** Runs a script in the repository. */
    String sh(String script) {
        return run(List.of("sh", "-c", script));
    }

    private String run(List<String> all) {
        try {
            CommandRun.Answer answer =
                    new CommandRun(all, folder, ENVIRONMENT, Duration.ofSeconds(60)).run(new byte[0]);
            if (answer.status() != 0) {
                throw new AssertionError(all + ": " + answer.lastLines());
            }
            return answer.output().strip();
        } catch (IOException | TimeoutException e) {
            throw new AssertionError(e);
        }
    }

    Repo write(String file, String content) {
        try {
            Path path = folder.resolve(file);
            Files.createDirectories(Objects.requireNonNull(path.getParent()));
            Files.writeString(path, content);
            return this;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** Commits everything there is and gives the id. */
    String commit(String subject) {
        git("add", "-A");
        git("commit", "-q", "--allow-empty", "-m", subject);
        return git("rev-parse", "HEAD");
    }

    Repo tag(String name) {
        git("tag", "--", name);
        return this;
    }

    Optional<SourceTree> maybeTree() {
        return GitCommand.of(folder, ENVIRONMENT);
    }

    SourceTree tree() {
        return maybeTree().orElseThrow();
    }

    ResolvedVersion resolve() {
        return new VersionResolver(folder, maybeTree(), ENVIRONMENT).resolve(new Source.Git("v"));
    }

    String version() {
        return resolve().version().text();
    }

    String head() {
        return git("rev-parse", "--short=8", "HEAD").substring(0, 8);
    }
}

package dev.cdctl.version.source;

import dev.cdctl.model.Digest;
import dev.cdctl.model.Failure;
import dev.cdctl.model.Origin;
import dev.cdctl.model.Problem;
import dev.cdctl.model.Version;
import dev.cdctl.version.SourceText;
import dev.cdctl.version.SourceTree;
import dev.cdctl.version.SourceTree.Head;
import dev.cdctl.version.TimedPattern;
import dev.cdctl.version.VersionSpec.Source;
import dev.cdctl.version.source.CommandRun.Answer;
import dev.cdctl.version.source.GitVersion.Found;
import dev.cdctl.version.stamp.StampRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;

/**
 * Finds the version of what is in the working copy.
 *
 * @param folder that of pipeline.yaml, which paths are relative to
 * @param tree the working copy that the folder lives in, when it lives in one
 * @param environment for the sources {@code env} and {@code command}
 */
public record VersionResolver(Path folder, Optional<SourceTree> tree, Map<String, String> environment) {
    private static final Duration COMMAND_LIMIT = Duration.ofSeconds(60);
    private static final int LONGEST_SHOWN = 100;

    /** Copies the environment. */
    public VersionResolver {
        environment = Map.copyOf(environment);
    }

    /**
     * Finds it, and looks at git for the commit whatever the source is.
     *
     * @throws Failure when the source gives none, or one that no release can have
     */
    public ResolvedVersion resolve(Source source) {
        Optional<Head> head = tree.flatMap(SourceTree::head);
        Optional<Digest> uncommitted =
                tree.flatMap(known -> StampRecord.read(folder).uncommitted(known));
        Found found = fromTags(source, head, uncommitted).orElseGet(() -> new Found(text(source), how(source)));
        return new ResolvedVersion(
                checked(found, source),
                head.map(Head::commit),
                head.map(Head::time),
                uncommitted.isPresent(),
                found.how());
    }

    private Optional<Found> fromTags(Source source, Optional<Head> head, Optional<Digest> uncommitted) {
        if (source instanceof Source.Git git) {
            return Optional.of(new GitVersion(kept("git"), git.tagPrefix(), uncommitted).find(committed(head, "git")));
        }
        return source instanceof Source.Svn svn
                ? Optional.of(new GitVersion(kept("svn"), svn.tagPrefix(), uncommitted).find(committed(head, "svn")))
                : Optional.empty();
    }

    private SourceTree kept(String keeper) {
        return tree.filter(known -> known.keeper().equals(keeper))
                .orElseThrow(() -> Failure.failed(Problem.of(
                                "CD-206",
                                "the version is to come from " + keeper + ", but " + folder + " is not in "
                                        + (keeper.equals("git") ? "a git repository" : "a working copy of Subversion"))
                        .remedy(tree.map(other -> "say version.from: " + other.keeper() + " in pipeline.yaml")
                                .orElse(
                                        keeper.equals("git")
                                                ? "git init, or say version.from in pipeline.yaml"
                                                : "svn checkout, or say version.from in pipeline.yaml"))));
    }

    private static Head committed(Optional<Head> head, String keeper) {
        return head.orElseThrow(() ->
                Failure.failed(Problem.of("CD-205", "nothing is committed yet, so " + keeper + " gives no version")
                        .remedy(keeper.equals("git") ? "git add . && git commit" : "svn add and svn commit")));
    }

    private String text(Source source) {
        if (source instanceof Source.Maven maven) {
            return new PomFiles(folder, tree.map(SourceTree::root).orElse(folder), this::read).version(maven.pom());
        }
        if (source instanceof Source.Npm npm) {
            return new NpmPackage(npm.file(), read(npm.file(), origin(source)).text()).version();
        }
        if (source instanceof Source.File file) {
            return fromFile(file);
        }
        if (source instanceof Source.Env env) {
            return fromEnvironment(env);
        }
        return firstLine((Source.Command) source);
    }

    private static String how(Source source) {
        if (source instanceof Source.Maven maven) {
            return "the version in " + maven.pom();
        }
        if (source instanceof Source.Npm npm) {
            return "the version in " + npm.file();
        }
        if (source instanceof Source.File file) {
            return file.pattern().isEmpty() ? "the content of " + file.path() : "a pattern in " + file.path();
        }
        return source instanceof Source.Env env
                ? "the environment variable " + env.name()
                : "the first line of: " + ((Source.Command) source).run();
    }

    private static Origin origin(Source source) {
        if (source instanceof Source.File file) {
            return file.origin();
        }
        if (source instanceof Source.Env env) {
            return env.origin();
        }
        if (source instanceof Source.Command command) {
            return command.origin();
        }
        return source instanceof Source.Npm npm
                ? Origin.of(npm.file())
                : Origin.of(source instanceof Source.Maven maven ? maven.pom() : "pipeline.yaml");
    }

    private String fromFile(Source.File source) {
        String text = read(source.path(), source.origin()).text();
        if (source.pattern().isEmpty()) {
            return text.strip();
        }
        return TimedPattern.of(source.pattern(), source.origin()).find(text).stream()
                .findFirst()
                .map(place -> text.substring(place.from(), place.to()))
                .orElseThrow(() -> Failure.failed(Problem.of(
                                "CD-219", "the pattern '" + source.pattern() + "' matches nowhere in " + source.path())
                        .at(source.origin())
                        .remedy("correct the pattern or the path")));
    }

    private String fromEnvironment(Source.Env source) {
        return Optional.ofNullable(environment.get(source.name()))
                .map(String::strip)
                .filter(text -> !text.isEmpty())
                .orElseThrow(() ->
                        Failure.failed(Problem.of("CD-214", "the environment variable " + source.name() + " is not set")
                                .at(source.origin())
                                .remedy("export " + source.name() + "=1.2.3")));
    }

    private String firstLine(Source.Command source) {
        CommandRun command = new CommandRun(List.of("sh", "-c", source.run()), folder, environment, COMMAND_LIMIT);
        try {
            Answer answer = command.run(new byte[0]);
            if (answer.status() == 0) {
                return answer.output().lines().findFirst().orElse("").strip();
            }
            throw commandFailed(source, "exit status " + answer.status() + ": " + answer.lastLines());
        } catch (IOException e) {
            throw commandFailed(source, String.valueOf(e.getMessage())).causedBy(e);
        } catch (TimeoutException e) {
            throw commandFailed(source, "it did not end within " + COMMAND_LIMIT.toSeconds() + " s")
                    .causedBy(e);
        }
    }

    private static Failure commandFailed(Source.Command source, String why) {
        return Failure.failed(Problem.of("CD-215", "the version command failed: " + source.run())
                .at(source.origin())
                .because(why)
                .remedy("run it by hand in the folder of pipeline.yaml and mend what it says"));
    }

    private SourceText read(String path, Origin origin) {
        try {
            Path file = folder.resolve(path).toRealPath();
            Path home = tree.isPresent() ? tree.get().root() : folder.toRealPath();
            if (!file.startsWith(home)) {
                throw Failure.failed(Problem.of("CD-222", path + " leads out of the repository")
                        .at(origin)
                        .because("it is " + file)
                        .remedy("name a file of the repository"));
            }
            return SourceText.of(Files.readAllBytes(file), path);
        } catch (IOException | InvalidPathException e) {
            throw Failure.failed(Problem.of("CD-211", "the version file " + path + " cannot be read")
                            .at(origin)
                            .because(e.getClass().getSimpleName() + ": " + e.getMessage())
                            .remedy("correct the path; it is relative to pipeline.yaml"))
                    .causedBy(e);
        }
    }

    private static Version checked(Found found, Source source) {
        if (Version.isValid(found.text())) {
            return new Version(found.text());
        }
        throw Failure.failed(
                Problem.of("CD-210", "'" + shown(found.text()) + "' cannot be a version; it is " + found.how())
                        .at(origin(source))
                        .because(wrong(found.text()))
                        .remedy("use letters, digits and . _ + - only, such as 1.4.2"));
    }

    private static String wrong(String text) {
        String characters = text.codePoints()
                .filter(c -> c >= 127 || !(Character.isLetterOrDigit(c) || "._+-".indexOf(c) >= 0))
                .distinct()
                .mapToObj(c -> "'" + shown(Character.toString(c)) + "'")
                .collect(Collectors.joining(", "));
        if (!characters.isEmpty()) {
            return "not allowed in it: " + characters;
        }
        return text.isEmpty()
                ? "it is empty"
                : "it must begin with a letter or digit, have no two dots in a row, not end in a dot, and have at most"
                        + " 128 characters";
    }

    /** Fit for a terminal: what cannot be seen is written as its number, and what is long is cut. */
    private static String shown(String text) {
        String start = text.codePoints()
                .limit(LONGEST_SHOWN)
                .mapToObj(c -> (c >= ' ' && c < 127) || Character.isLetterOrDigit(c)
                        ? Character.toString(c)
                        : String.format(Locale.ROOT, "U+%04X", c))
                .collect(Collectors.joining());
        return text.length() > LONGEST_SHOWN ? start + "..." : start;
    }
}

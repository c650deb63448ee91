package dev.cdctl.wiring.kept;

import dev.cdctl.model.Failure;
import dev.cdctl.model.Name;
import dev.cdctl.model.Problem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Where the state of environments is kept on this machine. A CI job wipes its workspace, so it is never there.
 *
 * @param root absolute
 */
public record StateFolder(Path root) {
    /**
     * The folder that an environment names, else the user's own.
     *
     * @param named a URL; unless it is a {@code file:} one, what cannot be elsewhere is in the user's own folder
     * @param relativeTo the folder of pipeline.yaml
     */
    public static StateFolder of(Optional<String> named, Path relativeTo, Map<String, String> variables) {
        return new StateFolder(named.filter(url -> url.startsWith("file:"))
                .map(url -> relativeTo.resolve(url.substring("file:".length())))
                .orElseGet(() -> ofUser(variables))
                .toAbsolutePath()
                .normalize());
    }

    private static Path ofUser(Map<String, String> variables) {
        String base = variables.getOrDefault("XDG_STATE_HOME", "");
        if (!base.isBlank() && Path.of(base).isAbsolute()) {
            return Path.of(base, "cdctl");
        }
        String home = variables.getOrDefault("HOME", System.getProperty("user.home", ""));
        if (home.isBlank()) {
            throw Failure.unreachable(Problem.of("CD-590", "there is no home folder to keep state in")
                    .remedy("set HOME or XDG_STATE_HOME, or `state: file:/...` in the environment"));
        }
        return Path.of(home, ".local", "state", "cdctl");
    }

    /** Its records, in files. */
    public Path store() {
        return root.resolve("store");
    }

    /** The files that holders of locks keep locked. */
    public Path locks() {
        return root.resolve("locks");
    }

    /** Instances: their releases and logs. */
    public Path machine() {
        return root.resolve("machine");
    }

    /** The repository of whoever names none. */
    public Path repository() {
        return root.resolve("repository");
    }

    /** The journal of an environment. */
    public Path journal(Name service, Name environment) {
        return root.resolve("journals").resolve(service.text()).resolve(environment + ".jsonl");
    }

    /** The configurations of an environment. */
    public Path configurations(Name service, Name environment) {
        return root.resolve("configs").resolve(service.text()).resolve(environment.text());
    }

    /** What pipeline.yaml said when something was kept warm, for whoever ends it. */
    public Path expiry(Name service, Name environment) {
        return root.resolve("expiry").resolve(service.text()).resolve(environment + ".yaml");
    }

    /** Removes the files of an environment: release folders, logs, configurations, journal; those of its lock stay. */
    public void forget(Name service, Name environment) {
        remove(machine().resolve(service.text()).resolve(environment.text()));
        remove(configurations(service, environment));
        remove(expiry(service, environment));
        Path journals = journal(service, environment).resolveSibling("");
        for (Path file : children(journals)) {
            if (file.getFileName().toString().matches("\\.?" + environment + "\\.jsonl(\\..*)?")) {
                remove(file);
            }
        }
        removeIfEmpty(journals);
        for (Path folder :
                List.of(machine(), root.resolve("configs"), root.resolve("expiry"), root.resolve("journals"))) {
            removeIfEmpty(folder.resolve(service.text()));
            removeIfEmpty(folder);
        }
    }

    private static void remove(Path path) {
        if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
            children(path).forEach(StateFolder::remove);
        }
        try {
            Files.deleteIfExists(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void removeIfEmpty(Path folder) {
        if (children(folder).isEmpty()) {
            remove(folder);
        }
    }

    private static List<Path> children(Path folder) {
        try (Stream<Path> children = Files.list(folder)) {
            return children.toList();
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

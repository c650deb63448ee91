package dev.cdctl.cli.sync;

import dev.cdctl.engine.Event;
import dev.cdctl.model.Failure;
import dev.cdctl.model.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The pipelines that one process follows. One of many that cannot be read is told and passed over. */
final class Pipelines {
    private final List<Path> files;
    private final boolean isFolder;
    private final Event.Listener listener;
    private final Set<Path> unreadable = new LinkedHashSet<>();

    private Pipelines(List<Path> files, boolean isFolder, Event.Listener listener) {
        this.files = files;
        this.isFolder = isFolder;
        this.listener = listener;
    }

    /** That one alone. */
    static Pipelines of(Path file, Event.Listener listener) {
        return new Pipelines(List.of(file), false, listener);
    }

    /**
     * All of that folder, and {@code pipeline.yaml} of its folders.
     *
     * @throws Failure wrong usage, when it cannot be read
     */
    static Pipelines below(Path folder, Event.Listener listener) {
        try (Stream<Path> walk = Files.walk(folder, 2)) {
            List<Path> files = walk.filter(Files::isRegularFile)
                    .filter(file -> file.endsWith("pipeline.yaml")
                            || folder.equals(file.getParent())
                                    && file.toString().endsWith(".yaml"))
                    .sorted()
                    .toList();
            return new Pipelines(files, true, listener);
        } catch (IOException e) {
            throw Failure.of(
                            Failure.Kind.USAGE,
                            Problem.of("CD-943", "the folder " + folder + " cannot be read")
                                    .because(String.valueOf(e.getMessage())))
                    .causedBy(e);
        }
    }

    /**
     * What each of them gives.
     *
     * @throws Failure that of the first one that cannot be read, when the others give nothing
     */
    <T> List<T> all(Function<Path, List<T>> given) {
        List<T> all = new ArrayList<>();
        List<Failure> failures = new ArrayList<>();
        for (Path file : files) {
            try {
                all.addAll(unreadable.contains(file) ? List.of() : given.apply(file));
            } catch (Failure e) {
                failures.add(e);
                passOver(file, e);
            }
        }
        if (all.isEmpty() && !failures.isEmpty()) {
            throw failures.get(0);
        }
        return all;
    }

    private void passOver(Path file, Failure why) {
        if (isFolder && why.kind() != Failure.Kind.INTERRUPTED) {
            unreadable.add(file);
            why.problems().forEach(problem -> listener.on(new Event.Warning(problem)));
            listener.on(new Event.Note(file + " is passed over; it is read again when this process is started again"));
            return;
        }
        throw why;
    }

    boolean isFolder() {
        return isFolder;
    }

    /** How many were passed over. */
    int unreadable() {
        return unreadable.size();
    }

    @Override
    public String toString() {
        return files.stream().map(Path::toString).collect(Collectors.joining(", "));
    }
}

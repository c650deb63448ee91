package dev.cdctl.cli.console.display;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Keeps the lines of steps that run at once apart: one of them is told as it goes, the lines of the others are held
 * until it has ended. Where nothing is to be held, every line goes through at once.
 */
public final class Sections {
    private final boolean hold;
    private final Consumer<String> lines;
    private final Markers markers;
    private final Map<String, Held> open = new LinkedHashMap<>();
    private Optional<String> begun = Optional.empty();

    /** The lines of a step that is not told yet. */
    private record Held(List<String> lines, boolean ended) {}

    /** What stands around the lines of a step. */
    public interface Markers {
        /** None. */
        Markers NONE = new Markers() {
            @Override
            public void open(String step) {
                // Lines alone.
            }

            @Override
            public void close(String step) {
                // Lines alone.
            }
        };

        /** Before the first line. */
        void open(String step);

        /** After the last one. */
        void close(String step);
    }

    /** Sections whose lines go there. */
    Sections(boolean hold, Consumer<String> lines, Markers markers) {
        this.hold = hold;
        this.lines = lines;
        this.markers = markers;
    }

    /** A line of a step; the first one begins its section. */
    void line(String step, String text) {
        if (!hold) {
            lines.accept(text);
            return;
        }
        Held held = open.computeIfAbsent(step, name -> new Held(new ArrayList<>(), false));
        if (told().equals(Optional.of(step))) {
            begin(step);
            lines.accept(text);
        } else {
            held.lines().add(text);
        }
    }

    /** The last line of a step. */
    void end(String step, String text) {
        line(step, text);
        Held held = open.get(step);
        if (held != null) {
            open.put(step, new Held(held.lines(), true));
        }
        while (told().map(open::get).filter(Held::ended).isPresent()) {
            next();
        }
    }

    /** Tells everything that is held, and ends what is open: nothing that follows belongs to a step. */
    void finish() {
        while (told().isPresent()) {
            next();
        }
    }

    private void next() {
        begun.ifPresent(markers::close);
        begun = Optional.empty();
        told().ifPresent(open::remove);
        told().ifPresent(step -> {
            begin(step);
            List<String> held = Objects.requireNonNull(open.get(step)).lines();
            held.forEach(lines);
            held.clear();
        });
    }

    private void begin(String step) {
        if (begun.isEmpty()) {
            begun = Optional.of(step);
            markers.open(step);
        }
    }

    /** The step that is told as it goes: the one that began first. */
    private Optional<String> told() {
        return open.keySet().stream().findFirst();
    }
}

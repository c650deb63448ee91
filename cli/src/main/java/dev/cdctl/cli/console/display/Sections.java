package dev.cdctl.cli.console.display;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Keeps the lines of steps that run at once apart: one of them is told as it goes, the lines of the others are held
 * until it has ended. Where nothing is to be held, every line goes through at once.
 */
final class Sections {
    private final boolean hold;
    private final Consumer<String> lines;
    private final Map<String, Held> open = new LinkedHashMap<>();

    /** The lines of a step that is not told yet. */
    private record Held(List<String> lines, boolean ended) {}

    /** Sections whose lines go there. */
    Sections(boolean hold, Consumer<String> lines) {
        this.hold = hold;
        this.lines = lines;
    }

    /** A line of a step; the first one begins its section. */
    void line(String step, String text) {
        if (!hold) {
            lines.accept(text);
            return;
        }
        Held held = open.computeIfAbsent(step, name -> new Held(new ArrayList<>(), false));
        if (told().equals(Optional.of(step))) {
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
            told().ifPresent(open::remove);
            told().map(open::get).ifPresent(next -> {
                next.lines().forEach(lines);
                next.lines().clear();
            });
        }
    }

    /** The step that is told as it goes: the one that began first. */
    private Optional<String> told() {
        return open.keySet().stream().findFirst();
    }
}

package dev.cdctl.cli.command;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Every command there is, by what is typed.
 *
 * @param sections in the order of the overview
 */
public record Catalogue(List<Section> sections) {
    /** Copies the list. */
    public Catalogue {
        sections = List.copyOf(sections);
    }

    /** Every command that users may know of, in the order of the overview. */
    public List<Entry> entries() {
        return all().filter(entry -> !entry.hidden()).toList();
    }

    /** The command of that path. */
    public Optional<Entry> entry(String path) {
        for (Section section : sections) {
            for (Entry entry : section.entries()) {
                if (entry.path().equals(path)) {
                    return Optional.of(entry);
                }
            }
        }
        return Optional.empty();
    }

    /** Makes the command of that path. */
    public Optional<Command> create(String path) {
        for (Section section : sections) {
            Optional<Command> command = section.create(path);
            if (command.isPresent()) {
                return command;
            }
        }
        return Optional.empty();
    }

    /** The commands below a word: those of {@code lock} are {@code lock status} and {@code lock break}. */
    public List<Entry> below(String word) {
        return entries().stream()
                .filter(entry -> entry.path().startsWith(word + " "))
                .toList();
    }

    private Stream<Entry> all() {
        return sections.stream().flatMap(section -> section.entries().stream());
    }
}

package dev.cdctl.cli;

import dev.cdctl.cli.command.Command;
import dev.cdctl.cli.command.Entry;
import dev.cdctl.cli.command.Section;
import java.util.List;
import java.util.Optional;

/** The commands that only cdctl itself and its launcher call. */
final class InternalSection implements Section {
    @Override
    public String title() {
        return "Internal";
    }

    @Override
    public List<Entry> entries() {
        return List.of(
                Entry.hidden("__train", "Loads what most commands load, for the start-up archive"),
                Entry.hidden("__retire", "Ends a release whose time to be warm is over"));
    }

    @Override
    public Optional<Command> create(String path) {
        return switch (path) {
            case "__train" -> Optional.of(new TrainCommand());
            case "__retire" -> Optional.of(new RetireCommand());
            default -> Optional.empty();
        };
    }
}

package dev.cdctl.cli.command;

import java.util.List;
import java.util.Optional;

/** Commands that stand together in the overview. Only the class of the command that was typed is loaded. */
public interface Section {
    /** The heading in the overview. */
    String title();

    /** Its commands, in the order of the overview. */
    List<Entry> entries();

    /** Makes the command of that path, when it is one of these. */
    Optional<Command> create(String path);
}

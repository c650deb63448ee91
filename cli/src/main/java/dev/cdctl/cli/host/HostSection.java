package dev.cdctl.cli.host;

import dev.cdctl.cli.command.Command;
import dev.cdctl.cli.command.Entry;
import dev.cdctl.cli.command.Forks;
import dev.cdctl.cli.command.Section;
import java.util.List;
import java.util.Optional;

/** What is about the hosts of an environment, and about one instance. */
public final class HostSection implements Section {
    @Override
    public String title() {
        return "Hosts";
    }

    @Override
    public List<Entry> entries() {
        return List.of(
                Entry.of("host check", "Finds what is wrong with the hosts of an environment"),
                Entry.of("host setup", "Installs what a Debian host needs, or says what that would be"),
                Entry.of("exec", "Runs a command where an instance runs"));
    }

    @Override
    public Optional<Command> create(String path) {
        return switch (path) {
            case "host check" -> Optional.of(new HostCheckCommand());
            case "host setup" -> Optional.of(Forks.guard(new HostSetupCommand()));
            case "exec" -> Optional.of(Forks.guard(new ExecCommand()));
            default -> Optional.empty();
        };
    }
}

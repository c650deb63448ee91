package dev.cdctl.cli;

import dev.cdctl.cli.command.Catalogue;
import dev.cdctl.cli.environment.EnvironmentSection;
import dev.cdctl.cli.help.HelpSection;
import dev.cdctl.cli.host.HostSection;
import dev.cdctl.cli.look.LookSection;
import dev.cdctl.cli.supply.SupplySection;
import dev.cdctl.cli.work.WorkSection;
import java.util.List;

/** All commands, section by section, in the order of the overview. A new section is added here and nowhere else. */
final class Commands {
    private Commands() {}

    static Catalogue all() {
        return new Catalogue(List.of(
                new WorkSection(),
                new EnvironmentSection(),
                new LookSection(),
                new HostSection(),
                new SupplySection(),
                new HelpSection(),
                new InternalSection()));
    }
}

package dev.cdctl.cli.look;

import dev.cdctl.cli.catalogue.CatalogueCommand;
import dev.cdctl.cli.command.Command;
import dev.cdctl.cli.command.Entry;
import dev.cdctl.cli.command.Section;
import dev.cdctl.cli.doctor.DoctorCommand;
import dev.cdctl.cli.state.StateCopyCommand;
import dev.cdctl.cli.state.StateReopenCommand;
import dev.cdctl.cli.sync.RouterForgetCommand;
import dev.cdctl.cli.sync.RouterSyncCommand;
import java.util.List;
import java.util.Optional;

/** What looks at environments, and the router, the lock and the state that they share. */
public final class LookSection implements Section {
    @Override
    public String title() {
        return "Look";
    }

    @Override
    public List<Entry> entries() {
        return List.of(
                Entry.of("status", "Shows what is live, what runs, and what differs from what was decided"),
                Entry.of("doctor", "Finds what is wrong with this machine, the pipeline and its environments"),
                Entry.of("catalogue", "Lists every service of a store: where it is, what is live, how it is"),
                Entry.of("history", "Lists what was deployed when, by whom, with what outcome"),
                Entry.of("logs", "Prints what the instances wrote"),
                Entry.of("lock status", "Shows who holds the environment's lock"),
                Entry.of("lock break", "Takes the lock away from its holder"),
                Entry.of("state copy", "Copies the state of environments to another store, which is in force then"),
                Entry.of("state reopen", "Has the old store be in force again, after the new one was lost"),
                Entry.of("router status", "Shows what the embedded router and those of the pipeline serve"),
                Entry.of("router sync", "Follows the store's decisions with the router beside it, in the foreground"),
                Entry.of("router forget", "Declares a router gone that follows by itself, so that nobody waits for it"),
                Entry.of("router init", "Prints what a router of yours needs once, and writes its first files"),
                Entry.of("router restart", "Has this cdctl's router take over from the one that runs"),
                Entry.of("router stop", "Stops the embedded router once its requests have ended"),
                Entry.of("router unit", "Prints a systemd unit for the embedded router"),
                Entry.of("router serve", "Is the embedded router; the first deployment starts it by itself"));
    }

    @Override
    public Optional<Command> create(String path) {
        return switch (path) {
            case "status" -> Optional.of(new StatusCommand());
            case "doctor" -> Optional.of(new DoctorCommand());
            case "catalogue" -> Optional.of(new CatalogueCommand());
            case "history" -> Optional.of(new HistoryCommand());
            case "logs" -> Optional.of(new LogsCommand());
            case "lock status" -> Optional.of(new LockStatusCommand());
            case "lock break" -> Optional.of(new LockBreakCommand());
            case "state copy" -> Optional.of(new StateCopyCommand());
            case "state reopen" -> Optional.of(new StateReopenCommand());
            case "router status" -> Optional.of(new RouterStatusCommand());
            case "router sync" -> Optional.of(new RouterSyncCommand());
            case "router forget" -> Optional.of(new RouterForgetCommand());
            case "router init" -> Optional.of(new RouterInitCommand());
            case "router restart" -> Optional.of(new RouterRestartCommand());
            case "router stop" -> Optional.of(new RouterStopCommand());
            case "router unit" -> Optional.of(new RouterUnitCommand());
            case "router serve" -> Optional.of(new RouterServeCommand());
            default -> Optional.empty();
        };
    }
}

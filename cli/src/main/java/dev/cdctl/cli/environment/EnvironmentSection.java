package dev.cdctl.cli.environment;

import dev.cdctl.cli.command.Command;
import dev.cdctl.cli.command.Entry;
import dev.cdctl.cli.command.Forks;
import dev.cdctl.cli.command.Section;
import dev.cdctl.cli.sync.RepairCommand;
import java.util.List;
import java.util.Optional;

/** Everything that changes an environment. */
public final class EnvironmentSection implements Section {
    @Override
    public String title() {
        return "Environment";
    }

    @Override
    public List<Entry> entries() {
        return List.of(
                Entry.of("deploy", "Brings a release into an environment and makes it live"),
                Entry.of("promote", "Deploys what is live in the environment before"),
                Entry.of("verify", "Runs the environment's verification against the idle colour"),
                Entry.of("flip", "Makes the other colour live, with what runs in it"),
                Entry.of("rollback", "Brings an earlier release back"),
                Entry.of("adopt", "Takes over a service that runs in containers already"),
                Entry.of("approve", "Approves a release for an environment"),
                Entry.of("freeze", "Refuses deployments to an environment until it is lifted"),
                Entry.of("resume", "Ends what a killed command left half-done"),
                Entry.of("repair", "Starts and registers again what went away by itself"),
                Entry.of("up", "Starts what is missing of the live release, after a reboot for example"),
                Entry.of("start", "Starts a stopped environment again"),
                Entry.of("stop", "Ends every instance; users get 503"),
                Entry.of("restart", "Starts the live release anew, without losing a request"),
                Entry.of("prune", "Removes old releases and logs that nothing needs"),
                Entry.of("remove", "Removes everything of an environment"));
    }

    @Override
    public Optional<Command> create(String path) {
        return command(path).map(Forks::guard);
    }

    private static Optional<Command> command(String path) {
        return switch (path) {
            case "deploy" -> Optional.of(new DeployCommand());
            case "promote" -> Optional.of(new PromoteCommand());
            case "verify" -> Optional.of(new VerifyCommand());
            case "flip" -> Optional.of(new FlipCommand());
            case "rollback" -> Optional.of(new RollbackCommand());
            case "adopt" -> Optional.of(new AdoptCommand());
            case "approve" -> Optional.of(new ApproveCommand());
            case "freeze" -> Optional.of(new FreezeCommand());
            case "resume" -> Optional.of(new ResumeCommand());
            case "repair" -> Optional.of(new RepairCommand());
            case "up", "start", "stop" -> Optional.of(new PowerCommand(path));
            case "restart" -> Optional.of(new RestartCommand());
            case "prune" -> Optional.of(new PruneCommand());
            case "remove" -> Optional.of(new RemoveCommand());
            default -> Optional.empty();
        };
    }
}

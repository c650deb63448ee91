package dev.cdctl.adapter.ssh;

import dev.cdctl.adapter.shell.SshShell;
import dev.cdctl.host.SshUrl;
import dev.cdctl.servers.Sshd;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A computer that keeps state, and the commands that use it: each has a connection and an agent of its own. */
final class Keeper implements AutoCloseable {
    private final Sshd sshd;
    private final Path folder;
    private final List<AutoCloseable> open = new ArrayList<>();

    /** The computer behind that sshd, whose state is in that folder. */
    Keeper(Sshd sshd, Path folder) {
        this.sshd = sshd;
        this.folder = folder;
    }

    /** One more command. */
    synchronized Agent agent() {
        return agent(Duration.ofSeconds(20));
    }

    /** One whose answers have to come in that time. */
    synchronized Agent agent(Duration deadline) {
        return agent(sshd.program(), deadline);
    }

    /** One that connects by another program. */
    synchronized Agent agent(Path program) {
        return agent(program, Duration.ofSeconds(20));
    }

    private Agent agent(Path program, Duration deadline) {
        SshShell shell = SshShell.by(List.of(program.toString()), SshUrl.parse(sshd.url("")));
        Agent agent = new Agent(shell, folder.toString(), deadline);
        open.add(0, shell);
        open.add(0, agent);
        return agent;
    }

    @Override
    public void close() throws Exception {
        for (AutoCloseable each : open) {
            each.close();
        }
    }
}

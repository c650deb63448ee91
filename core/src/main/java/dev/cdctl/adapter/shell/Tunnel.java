package dev.cdctl.adapter.shell;

import dev.cdctl.host.HostShell;
import dev.cdctl.model.Failure;
import dev.cdctl.model.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * A Unix socket of another computer, such as {@code /var/run/docker.sock}, that is used by a socket of this one. It
 * lives as long as the connection, and only this user can use it.
 */
public final class Tunnel implements AutoCloseable {
    static final String ENDING = ".sock";
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final SshMaster master;
    private final Path local;
    private final String remote;

    private Tunnel(SshMaster master, Path local, String remote) {
        this.master = master;
        this.local = local;
        this.remote = remote;
    }

    static Tunnel to(HostShell shell, SshMaster master, String remote) {
        requireSocket(shell, remote);
        Tunnel tunnel = new Tunnel(master, SocketFolder.next(ENDING), remote);
        HostShell.Ran ran = tunnel.tell("forward");
        if (!ran.isGood()) {
            throw unusable(shell, remote, ran.errors());
        }
        return tunnel;
    }

    /** The socket on this computer. */
    public Path local() {
        return local;
    }

    /** {@code unix:///tmp/.../x.sock}, as clients of Docker want it. */
    public String url() {
        return "unix://" + local;
    }

    /** Ends it; what is being said over it may go on to its end. */
    @Override
    public void close() {
        try {
            tell("cancel");
            Files.deleteIfExists(local);
        } catch (Failure | IOException e) {
            // The connection is gone, and the tunnel with it; the next process removes the file.
        }
    }

    /** ssh itself notices only when the first client comes, whom it can tell nothing. */
    private static void requireSocket(HostShell shell, String remote) {
        HostShell.Ran ran = shell.run(HostShell.Command.of(
                "[ -S \"$1\" ] || { echo 'there is no such socket' >&2; exit 1; }\n"
                        + "[ -w \"$1\" ] || { echo \"$(id -un) may not use it\" >&2; exit 1; }",
                remote));
        if (!ran.isGood()) {
            throw unusable(shell, remote, ran.errors());
        }
    }

    private HostShell.Ran tell(String request) {
        List<String> words = master.telling(request, "-L", local + ":" + remote);
        return new Call(words, new byte[0], PATIENCE)
                .run()
                .orElseThrow(() -> SshProblems.silent(master.host(), PATIENCE, "ssh -O " + request));
    }

    private static Failure unusable(HostShell shell, String remote, String errors) {
        return Failure.unreachable(Problem.of(
                        "CD-629", "the socket " + remote + " of " + shell.describe() + " cannot be used from here")
                .because(errors.strip().replace("\n", "; "))
                .remedy("see that the program behind it runs there and that its group has that user; sshd needs "
                        + "AllowStreamLocalForwarding, which is on by default"));
    }
}

package dev.cdctl.adapter.shell;

import dev.cdctl.host.HostShell;
import dev.cdctl.host.Session;
import dev.cdctl.host.Sessions;
import dev.cdctl.host.SshUrl;
import java.util.List;

/**
 * The shell of another computer, by the user's own OpenSSH with its configuration, agent and known hosts. Nothing is
 * ever asked: an unknown host or a key that is not accepted is a failure. All commands share one connection, which is
 * made by the first. A script must not end with status 255, which is ssh's own.
 */
public final class SshShell implements HostShell, Sessions, AutoCloseable {
    private static final int SSH_FAILED = 255;

    private final SshMaster master;

    private SshShell(SshMaster master) {
        this.master = master;
    }

    /** The shell of that computer. */
    public static SshShell of(SshUrl url) {
        return by(List.of("ssh"), url);
    }

    /** The same by another program than the {@code ssh} of the PATH, or with options. */
    public static SshShell by(List<String> program, SshUrl url) {
        return new SshShell(new SshMaster(program, url.withoutFolder()));
    }

    /** Begins to connect, for whoever has something else to do meanwhile; the first command tells what comes of it. */
    public void begin() {
        master.begin();
    }

    @Override
    public String describe() {
        return master.host();
    }

    @Override
    public Ran run(Command command) {
        List<String> words = master.running(RemoteWords.of(command.script(), command.arguments()));
        Ran ran = new Call(words, command.input(), command.deadline())
                .run()
                .orElseThrow(() -> SshProblems.silent(describe(), command.deadline(), command.script()));
        if (ran.exit() == SSH_FAILED) {
            throw SshProblems.of(describe(), ran.errors());
        }
        return ran;
    }

    @Override
    public Session open() {
        return OpenSession.start(master.running("exec sh"), errors -> SshProblems.lost(describe(), errors));
    }

    /**
     * A socket of that computer as one of this computer.
     *
     * @param remote its path there
     * @throws dev.cdctl.model.Failure unreachable, when there is no such socket or it cannot be used
     */
    public Tunnel tunnel(String remote) {
        return Tunnel.to(this, master, remote);
    }

    @Override
    public void close() {
        master.close();
    }
}

package dev.cdctl.wiring.kept;

import dev.cdctl.adapter.shell.KeptShell;
import dev.cdctl.adapter.shell.LocalShell;
import dev.cdctl.adapter.shell.SshShell;
import dev.cdctl.adapter.shell.Tunnel;
import dev.cdctl.adapter.ssh.Agent;
import dev.cdctl.host.Host;
import dev.cdctl.host.HostShell;
import dev.cdctl.host.SshUrl;
import dev.cdctl.model.Failure;
import dev.cdctl.model.Problem;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The shells of the computers that a command works with: one connection with each, made when it is first needed and
 * ended with the process. Thread-safe.
 */
public final class Shells implements AutoCloseable {
    private final Map<String, SshShell> shells = new LinkedHashMap<>();
    private final HostShell here;
    private final Map<String, Agent> agents = new LinkedHashMap<>();
    private Optional<Thread> end = Optional.empty();

    private Shells(HostShell here) {
        this.here = here;
    }

    /** For a command. */
    public Shells() {
        this(new LocalShell());
    }

    /** For a process that runs for long, and keeps the shell of this computer too. */
    public static Shells forLong() {
        return new Shells(new KeptShell());
    }

    /**
     * The shell of a host.
     *
     * @throws Failure refused, when it is one that has no shell: {@code tcp://}
     */
    public HostShell of(Host host) {
        if (host.isHere()) {
            return here;
        }
        if (!host.url().startsWith("ssh:")) {
            throw Failure.refused(Problem.of("CD-635", "no command can be run on " + host.url())
                    .because("a host of that kind has an engine, and no shell")
                    .remedy("name it by ssh://user@host"));
        }
        return ssh(SshUrl.parse(host.url()));
    }

    /** The shell of that computer. */
    public synchronized SshShell ssh(SshUrl url) {
        if (shells.isEmpty()) {
            // Whatever ends the command ends the connections; after a kill they end by themselves.
            Thread hook = new Thread(() -> shells.values().forEach(SshShell::close), "ssh-end");
            Runtime.getRuntime().addShutdownHook(hook);
            end = Optional.of(hook);
        }
        return shells.computeIfAbsent(url.withoutFolder().toString(), key -> SshShell.of(url));
    }

    /** A socket of that computer, as one of this computer. */
    public Tunnel tunnel(SshUrl url, String socket) {
        return ssh(url).tunnel(socket);
    }

    /** Who keeps the state in the folder of that URL. */
    synchronized Agent agent(SshUrl url) {
        return agents.computeIfAbsent(url.toString(), key -> new Agent(ssh(url), url.folder()));
    }

    /** Ends the connections, and with them what runs over them. */
    @Override
    public synchronized void close() {
        shells.values().forEach(SshShell::close);
        shells.clear();
        agents.clear();
        end.ifPresent(Shells::forget);
        end = Optional.empty();
    }

    private static void forget(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException ignored) {
            // The process ends already, and the hook with it.
        }
    }
}

package dev.cdctl.adapter.shell;

import dev.cdctl.host.HostShell;
import dev.cdctl.host.SshUrl;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The one connection with a computer, which all commands share: a master of OpenSSH in the background. It ends when it
 * is closed, and else a few seconds after the last command that used it.
 */
final class SshMaster implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int SSH_FAILED = 255;

    /** A question that nobody answers would hang; a connection that says nothing for 12 s is given up. */
    private static final List<String> TERMS = List.of(
            "BatchMode=yes",
            "ConnectTimeout=10",
            "ServerAliveInterval=4",
            "ServerAliveCountMax=3",
            "RequestTTY=no",
            "RemoteCommand=none",
            "PermitLocalCommand=no",
            "LogLevel=ERROR",
            "ControlPersist=10");

    private final List<String> program;
    private final SshUrl url;
    private final AtomicReference<Optional<Path>> socket = new AtomicReference<>(Optional.empty());

    /**
     * A connection that is made when it is needed.
     *
     * @param program ssh, and options of the user's own
     */
    SshMaster(List<String> program, SshUrl url) {
        this.program = List.copyOf(program);
        this.url = url;
    }

    /** The words that run that command line over the connection, which is made first. */
    List<String> running(String commandLine) {
        return words(connected(), List.of("-o", "ControlMaster=no"), List.of(commandLine));
    }

    /** The words that have the master do something: {@code forward}, {@code cancel}. */
    List<String> telling(String request, String... options) {
        List<String> all = new ArrayList<>(List.of("-O", request));
        all.addAll(List.of(options));
        return words(connected(), all, List.of());
    }

    String host() {
        return url.toString();
    }

    /** Ends the connection, with everything that still runs over it. */
    @Override
    public void close() {
        Optional<Path> open = Objects.requireNonNull(socket.getAndSet(Optional.empty()));
        open.ifPresent(path -> call(words(path, List.of("-O", "exit"), List.of())));
    }

    private synchronized Path connected() {
        Optional<Path> open = Objects.requireNonNull(socket.get());
        if (open.isPresent()) {
            return open.get();
        }
        Path path = SocketFolder.next("");
        HostShell.Ran ran = call(words(path, List.of("-o", "ControlMaster=auto"), List.of("exit 0")))
                .orElseThrow(() -> SshProblems.silent(url.toString(), PATIENCE, "connecting"));
        if (ran.exit() == SSH_FAILED) {
            throw SshProblems.of(url.toString(), ran.errors());
        }
        socket.set(Optional.of(path));
        return path;
    }

    private static Optional<HostShell.Ran> call(List<String> words) {
        return new Call(words, new byte[0], PATIENCE).run();
    }

    private List<String> words(Path path, List<String> more, List<String> command) {
        List<String> words = new ArrayList<>(program);
        for (String term : TERMS) {
            words.addAll(List.of("-o", term));
        }
        words.addAll(List.of("-o", "ControlPath=" + path, "-T"));
        words.addAll(more);
        url.port().ifPresent(port -> words.addAll(List.of("-p", port.toString())));
        url.user().ifPresent(user -> words.addAll(List.of("-l", user)));
        words.add("--");
        words.add(url.host());
        words.addAll(command);
        return words;
    }
}

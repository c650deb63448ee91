package dev.cdctl.adapter.shell;

import dev.cdctl.host.SshUrl;
import dev.cdctl.model.Failure;
import dev.cdctl.model.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The one connection with a computer, which all commands share: a master of OpenSSH in the background. It ends when it
 * is closed, and a few seconds after this process when that was killed.
 */
final class SshMaster implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

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
    private final AtomicReference<Optional<Held>> begun = new AtomicReference<>(Optional.empty());
    private final AtomicReference<Optional<Held>> held = new AtomicReference<>(Optional.empty());

    /** The connection's socket, and a session that does nothing: while it is open, an idle connection is not ended. */
    private record Held(Path socket, OpenSession session) {}

    /**
     * A connection that is made when it is needed.
     *
     * @param program ssh, and options of the user's own
     */
    SshMaster(List<String> program, SshUrl url) {
        this.program = List.copyOf(program);
        this.url = url;
    }

    /** Begins to connect, and does not wait; what comes of it is told by the first command. */
    synchronized void begin() {
        if (Objects.requireNonNull(begun.get()).isEmpty()
                && Objects.requireNonNull(held.get()).isEmpty()) {
            try {
                begun.set(Optional.of(connecting()));
            } catch (Failure e) {
                // The first command has it, too.
            }
        }
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
        Objects.requireNonNull(begun.getAndSet(Optional.empty())).ifPresent(now -> {
            now.session().close();
            if (Files.exists(now.socket())) {
                exit(now.socket());
            }
        });
        Objects.requireNonNull(held.getAndSet(Optional.empty())).ifPresent(now -> {
            exit(now.socket());
            now.session().close();
            remove(now.socket());
        });
    }

    private void exit(Path socket) {
        new Call(words(socket, List.of("-O", "exit"), List.of()), new byte[0], PATIENCE).run();
    }

    /** The master removes it, too, when it comes to it. */
    private static void remove(Path socket) {
        try {
            Files.deleteIfExists(socket);
        } catch (IOException e) {
            // It is of no use to anybody any more.
        }
    }

    private synchronized Path connected() {
        Optional<Held> open = Objects.requireNonNull(held.get());
        if (open.isPresent()) {
            return open.get().socket();
        }
        Held next = Objects.requireNonNull(begun.getAndSet(Optional.empty())).orElseGet(this::connecting);
        boolean up = false;
        try {
            if (!speaks(next.session())) {
                throw next.session().end();
            }
            up = true;
        } finally {
            if (!up) {
                next.session().close();
            }
        }
        held.set(Optional.of(next));
        return next.socket();
    }

    private Held connecting() {
        Path path = SocketFolder.next("");
        List<String> words = words(path, List.of("-o", "ControlMaster=auto"), List.of("echo up; exec cat"));
        return new Held(path, OpenSession.start(words, errors -> SshProblems.of(url.toString(), errors)));
    }

    /** Whether it says anything before it ends. */
    private boolean speaks(OpenSession session) {
        CompletableFuture<Boolean> spoken = new CompletableFuture<>();
        Thread listener = new Thread(() -> spoken.complete(hears(session)), "ssh-connecting");
        listener.setDaemon(true);
        listener.start();
        try {
            return spoken.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            throw SshProblems.silent(url.toString(), PATIENCE, "connecting").causedBy(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Failure.of(Failure.Kind.INTERRUPTED, Problem.of("CD-801", "stopped while connecting with " + url));
        }
    }

    private static boolean hears(OpenSession session) {
        try {
            return session.output().read() >= 0;
        } catch (IOException e) {
            return false;
        }
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

package dev.cdctl.script;

import dev.cdctl.model.Failure;
import dev.cdctl.model.Problem;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * A process and everything that it started, which can be ended together.
 *
 * <p>It gets a session of its own where {@code setsid} or {@code perl} is there: the child of a JVM leads no group, so
 * the session is made in place and the process keeps its id. On Linux its members are the processes of that session
 * and those that carry its cookie in their environment; elsewhere they are the descendants. Until it is closed, its
 * group does not outlive this JVM.
 */
final class ProcessTree implements AutoCloseable {
    /** How long processes may take to end after they were asked to; a cancel has 8 s for everything. */
    static final Duration PATIENCE = Duration.ofSeconds(5);

    private static final Duration MOMENT = Duration.ofMillis(200);
    private static final Duration CERTAINTY = Duration.ofSeconds(1);
    private static final long GLANCE = Duration.ofMillis(20).toNanos();
    private static final String SETSID = "use POSIX; POSIX::setsid(); exec { $ARGV[0] } @ARGV or exit 127";

    /** What is stopped has to go on before it can end. */
    private static final String SIGNAL = "kill -s \"$1\" -- \"-$2\"; kill -s CONT -- \"-$2\"";

    private static final String RELAY = "trap '' HUP INT TERM; exec \"$0\"";

    private final Process process;
    private final InputStream output;
    private final String cookie;
    private final boolean ownSession;
    private final Watchdog watchdog;

    private ProcessTree(List<Process> started, String cookie, boolean ownSession, Watchdog watchdog) {
        this.process = started.get(0);
        this.output = started.get(started.size() - 1).getInputStream();
        this.cookie = cookie;
        this.watchdog = watchdog;
        this.ownSession = ownSession;
    }

    /**
     * Starts a process in a session of its own, with nothing to read.
     *
     * @throws Failure when it cannot be started (CD-305)
     */
    static ProcessTree start(ProcessBuilder builder, Programs programs) {
        List<String> argv = builder.command();
        String cookie = UUID.randomUUID().toString();
        List<String> session = session(programs);
        boolean own = !session.isEmpty();
        Watchdog watchdog = own ? Watchdog.of(cookie, programs) : Watchdog.none();
        try {
            builder.environment().merge(ScriptVariables.SCRIPT_ID, cookie, (outer, inner) -> outer + ":" + inner);
            builder.command(Stream.of(session, argv).flatMap(List::stream).toList());
            List<Process> started = launch(builder.redirectInput(nothing()), programs);
            watchdog.watch(started.get(0).pid());
            return new ProcessTree(started, cookie, own, watchdog);
        } catch (IOException e) {
            watchdog.close();
            throw cannotStart(argv.get(0), e);
        }
    }

    /**
     * A JVM drops what is written to a process's pipe after the process itself has ended: {@code exec > >(tee log)}
     * would lose its last lines. So merged output goes through a {@code cat}, which lives as long as anyone can write.
     */
    private static List<Process> launch(ProcessBuilder builder, Programs programs) throws IOException {
        Optional<Path> sh = programs.find("sh");
        Optional<Path> cat = programs.find("cat");
        if (!builder.redirectErrorStream() || sh.isEmpty() || cat.isEmpty()) {
            return List.of(builder.start());
        }
        ProcessBuilder relay =
                new ProcessBuilder(sh.get().toString(), "-c", RELAY, cat.get().toString());
        return ProcessBuilder.startPipeline(List.of(builder, relay.redirectError(Redirect.DISCARD)));
    }

    /** The failure of a process that could not be started. */
    static Failure cannotStart(String program, Throwable cause) {
        return Failure.failed(Problem.of("CD-305", program + " cannot be started")
                        .because(String.valueOf(cause.getMessage()))
                        .remedy("a long script belongs in a file of its own, which the stage then runs"))
                .causedBy(cause);
    }

    private static List<String> session(Programs programs) {
        Optional<Path> setsid = programs.find("setsid");
        if (setsid.isPresent()) {
            return List.of(setsid.get().toString());
        }
        return programs.find("perl")
                .map(perl -> List.of(perl.toString(), "-e", SETSID, "--"))
                .orElse(List.of());
    }

    private static Redirect nothing() {
        return Redirect.from(new File(File.separatorChar == '/' ? "/dev/null" : "NUL"));
    }

    Process process() {
        return process;
    }

    /** Lets go of what still runs. */
    @Override
    public void close() {
        watchdog.close();
    }

    /** What it writes to stdout, and to stderr too when that is merged. */
    InputStream output() {
        return output;
    }

    /** Completed with the exit status when the process itself has ended. */
    CompletableFuture<Integer> exit() {
        return process.onExit().thenApply(Process::exitValue);
    }

    /** What of it goes on running, for people: {@code 4711 (sleep)}. */
    List<String> running() {
        if (goneWithin(MOMENT, handles().toList())) {
            return List.of();
        }
        return ProcessTable.exists()
                ? entries().stream().map(ProcessTable.Entry::toString).toList()
                : handles().map(handle -> String.valueOf(handle.pid())).toList();
    }

    private List<ProcessTable.Entry> entries() {
        return ProcessTable.find(entry -> (ownSession && entry.session() == process.pid())
                || entry.pid() == process.pid()
                || entry.carries(cookie));
    }

    private Stream<ProcessHandle> handles() {
        return Stream.concat(Stream.of(process.toHandle()), process.descendants())
                .filter(ProcessHandle::isAlive);
    }

    /** Asks everything to end, and after {@link #PATIENCE} ends what is left. */
    void end() {
        List<ProcessHandle> seen = handles().toList();
        signal("TERM", seen);
        if (!goneWithin(PATIENCE, seen)) {
            signal("KILL", seen);
            goneWithin(CERTAINTY, seen);
        }
    }

    private void signal(String name, List<ProcessHandle> seen) {
        if (ownSession) {
            signalGroup(name);
        }
        boolean kill = name.equals("KILL");
        outsideTheGroup(seen).forEach(handle -> {
            if (kill) {
                handle.destroyForcibly();
            } else {
                handle.destroy();
            }
        });
    }

    /** In one go, so that nothing slips through by forking; the shell has the only {@code kill} that is everywhere. */
    private void signalGroup(String name) {
        try {
            new ProcessBuilder("sh", "-c", SIGNAL, "sh", name, String.valueOf(process.pid()))
                    .redirectOutput(Redirect.DISCARD)
                    .redirectError(Redirect.DISCARD)
                    .start()
                    .onExit()
                    .orTimeout(CERTAINTY.toMillis(), TimeUnit.MILLISECONDS)
                    .handle((ended, late) -> "")
                    .join();
        } catch (IOException e) {
            process.destroy();
        }
    }

    private Stream<ProcessHandle> outsideTheGroup(List<ProcessHandle> seen) {
        if (!ProcessTable.exists()) {
            return seen.stream().filter(handle -> !ownSession || handle.pid() != process.pid());
        }
        return entries().stream()
                .filter(entry -> !ownSession || entry.group() != process.pid())
                .flatMap(entry -> ProcessHandle.of(entry.pid()).stream());
    }

    private boolean goneWithin(Duration limit, List<ProcessHandle> seen) {
        long start = System.nanoTime();
        while (!gone(seen)) {
            if (System.nanoTime() - start > limit.toNanos()) {
                return false;
            }
            LockSupport.parkNanos(GLANCE);
        }
        return true;
    }

    private boolean gone(List<ProcessHandle> seen) {
        return ProcessTable.exists() ? entries().isEmpty() : seen.stream().noneMatch(ProcessHandle::isAlive);
    }
}

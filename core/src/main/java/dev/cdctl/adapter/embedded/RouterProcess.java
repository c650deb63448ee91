package dev.cdctl.adapter.embedded;

import dev.cdctl.json.Json;
import dev.cdctl.model.Failure;
import dev.cdctl.state.ShortId;
import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** The router's process in the background: found, started when it is not there, stopped. Safe across processes. */
public final class RouterProcess {
    /** What is passed on of the environment; a CI job's marks are not, or the job's end would kill the router. */
    private static final List<String> PASSED_ON = List.of("PATH", "HOME", "USER", "LANG", "TZ", "TMPDIR", "JAVA_HOME");

    /**
     * What the router's JVM wants: a small heap, the collector with the least overhead, room for the buffers of slow
     * clients, and an end that the guard sees when memory is out.
     */
    public static final List<String> JVM_FLAGS = List.of(
            "-Xms64m",
            "-Xmx256m",
            "-XX:MaxDirectMemorySize=512m",
            "-XX:+UseParallelGC",
            "-XX:+ExitOnOutOfMemoryError",
            "-Dorg.jboss.logging.provider=jdk");

    /** The word that has a router take over from the one that runs. */
    public static final String TAKE_OVER = "--take-over";

    private static final int GUARD_NAME = 12;
    private static final Duration START = Duration.ofSeconds(20);
    private static final Duration PAUSE = Duration.ofMillis(10);

    private final RouterFiles files;
    private final List<String> command;

    /**
     * The router of a state folder.
     *
     * @param command what starts it in the foreground: {@code cdctl router serve --state <folder>}, as words
     */
    public RouterProcess(Path stateFolder, List<String> command) {
        this.files = RouterFiles.in(stateFolder);
        this.command = List.copyOf(command);
    }

    /** The administration that the router left word of; the router may have died since. */
    Optional<RouterAdmin> find() {
        return RouterAdmin.find(files);
    }

    /** The administration of the router that runs now. */
    public Optional<RouterAdmin> running() {
        return find().filter(admin -> admin.pid().isPresent());
    }

    /**
     * Starts the router unless it runs, and waits until it answers; everything that it served before is served then.
     *
     * @throws Failure unreachable, with the last lines that it wrote, when it does not come up
     */
    public RouterAdmin ensureRunning() {
        Optional<RouterAdmin> running = running();
        if (running.isPresent()) {
            return running.get();
        }
        return alone(() -> {
            Optional<RouterAdmin> started = running();
            return started.isPresent() ? started.get() : start();
        });
    }

    /**
     * Has a new process take over from the one that runs, which lets its requests end. It is asked to go only when the
     * new one is ready to listen, and new connections are refused for the instant in between.
     *
     * @return false when none runs; then none is started
     * @throws Failure unreachable, when the new one does not come up; then the old one still serves
     */
    public boolean restart() {
        return alone(() -> {
            Optional<Long> before = running().flatMap(RouterAdmin::pid);
            if (before.isEmpty()) {
                return false;
            }
            Process guard = launch(List.of(TAKE_OVER));
            await(
                    guard,
                    admin ->
                            admin.pid().filter(pid -> !pid.equals(before.get())).isPresent());
            program().removeOthers(command);
            return true;
        });
    }

    /**
     * Ends the router, and removes its files, when it serves no environment any more.
     *
     * @return false when it serves one
     */
    public boolean retire(Duration patience) {
        return alone(() -> {
            Optional<RouterAdmin> admin = running();
            if (admin.isPresent()) {
                RouterAdmin.Said said = admin.get()
                        .ask(admin.get().get("/v1/retire").sending("POST", millis(patience)))
                        .orElseGet(() -> new RouterAdmin.Said(409, Json.object().build()));
                if (said.status() != 202) {
                    return false;
                }
                awaitEnd(said.body().needNumber("pid"), patience);
            } else if (files.serves()) {
                return false;
            }
            files.remove();
            return true;
        });
    }

    /** What is done while nobody else starts or ends a router. */
    private <T> T alone(Work<T> work) {
        try {
            while (true) {
                files.create();
                try (FileChannel channel =
                        FileChannel.open(files.startLock(), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
                    await(channel);
                    if (isThere(channel)) {
                        return work.done();
                    }
                }
            }
        } catch (IOException e) {
            throw Failure.unreachable(RouterProblems.notStarted(files.log(), e.toString()))
                    .causedBy(e);
        }
    }

    /** Whether the locked file is still the one in the folder: whoever held it before may have removed that. */
    private boolean isThere(FileChannel channel) throws IOException {
        String mark = ShortId.random(16);
        channel.truncate(0);
        channel.write(ByteBuffer.wrap(mark.getBytes(StandardCharsets.UTF_8)));
        return RouterFiles.read(files.startLock()).equals(Optional.of(mark));
    }

    private interface Work<T> {
        T done() throws IOException;
    }

    /** Waits for the lock; the system takes threads of one process for one holder, so those are tried again. */
    private static void await(FileChannel channel) throws IOException {
        while (true) {
            try {
                channel.lock();
                return;
            } catch (OverlappingFileLockException e) {
                pause();
            }
        }
    }

    /**
     * Asks the router to stop when its requests have ended, or after that time. Returns when it is gone.
     *
     * @return false when none runs
     * @throws Failure unreachable, when it does not end
     */
    public boolean stop(Duration patience) {
        Optional<RouterAdmin> admin = find();
        Optional<Long> pid = admin.flatMap(RouterAdmin::pid);
        if (admin.isEmpty() || pid.isEmpty()) {
            return false;
        }
        admin.get().need(admin.get().get("/v1/stop").sending("POST", millis(patience)));
        awaitEnd(pid.get(), patience);
        return true;
    }

    private void awaitEnd(long pid, Duration patience) {
        long end = System.nanoTime() + patience.plus(START).toNanos();
        while (ProcessHandle.of(pid).isPresent() || files.hasStandby()) {
            if (System.nanoTime() > end) {
                throw Failure.unreachable(RouterProblems.notStopped(pid, files.log()));
            }
            pause();
        }
    }

    private static String millis(Duration patience) {
        return "{\"patienceMillis\":" + patience.toMillis() + "}";
    }

    private RouterAdmin start() throws IOException {
        Process guard = launch(List.of());
        RouterAdmin started = await(guard, admin -> admin.pid().isPresent());
        program().removeOthers(command);
        return started;
    }

    /** A guard that ended may have met the router of another one, which died a moment ago and is back soon. */
    private RouterAdmin await(Process guard, Predicate<RouterAdmin> started) throws IOException {
        long end = System.nanoTime() + START.toNanos();
        while (System.nanoTime() < end) {
            Optional<RouterAdmin> running = find().filter(started);
            if (running.isPresent()) {
                return running.get();
            }
            if (!guard.isAlive() && !files.isHeld()) {
                break;
            }
            pause();
        }
        guard.destroy();
        throw Failure.unreachable(RouterProblems.notStarted(files.log(), String.join(" | ", tail())));
    }

    private Process launch(List<String> more) throws IOException {
        List<String> words = new ArrayList<>(List.of("setsid", "sh", "-c", Guard.SCRIPT, "cdctl-router"));
        words.addAll(List.of(ShortId.random(GUARD_NAME), files.place().toString()));
        words.addAll(program().keep(command));
        words.addAll(more);
        ProcessBuilder builder = new ProcessBuilder(words)
                .directory(files.folder().toFile())
                .redirectInput(new File("/dev/null"))
                .redirectOutput(ProcessBuilder.Redirect.appendTo(files.log().toFile()))
                .redirectErrorStream(true);
        Map<String, String> environment = builder.environment();
        environment.keySet().retainAll(PASSED_ON);
        return builder.start();
    }

    private Program program() {
        return new Program(files.folder());
    }

    RouterFiles files() {
        return files;
    }

    private List<String> tail() throws IOException {
        if (!Files.exists(files.log())) {
            return List.of();
        }
        try (RandomAccessFile log = new RandomAccessFile(files.log().toFile(), "r")) {
            log.seek(Math.max(0, log.length() - 2000));
            byte[] end = new byte[(int) (log.length() - log.getFilePointer())];
            log.readFully(end);
            List<String> lines = new String(end, StandardCharsets.UTF_8).lines().toList();
            return lines.subList(Math.max(0, lines.size() - 5), lines.size());
        }
    }

    static void pause() {
        try {
            Thread.sleep(PAUSE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Failure.unreachable(RouterProblems.unreachable("interrupted while waiting for it"))
                    .causedBy(e);
        }
    }
}

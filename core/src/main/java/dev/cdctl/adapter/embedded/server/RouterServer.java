package dev.cdctl.adapter.embedded.server;

import dev.cdctl.adapter.embedded.Build;
import dev.cdctl.adapter.embedded.RouterAdmin;
import dev.cdctl.adapter.embedded.RouterFiles;
import dev.cdctl.adapter.embedded.RouterProblems;
import dev.cdctl.adapter.embedded.proxy.Proxy;
import dev.cdctl.adapter.embedded.upstream.Limits;
import dev.cdctl.json.Json;
import dev.cdctl.json.JsonText;
import dev.cdctl.model.Failure;
import dev.cdctl.traffic.Address;
import dev.cdctl.traffic.Traffic;
import io.undertow.connector.ByteBufferPool;
import io.undertow.server.DefaultByteBufferPool;
import java.io.IOException;
import java.nio.channels.FileLockInterruptionException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.xnio.OptionMap;
import org.xnio.Options;
import org.xnio.Xnio;
import org.xnio.XnioWorker;

/** A running router: one per state folder. Everything that it served before is served when {@link #start} returns. */
public final class RouterServer implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger("dev.cdctl.router");
    private static final long FORMAT = 1;
    private static final int BUFFER_BYTES = 16 * 1024;
    private static final int BUFFERS_PER_THREAD = 12;
    /** Longer than most clients keep a connection without a request. */
    private static final Duration LINGER = Duration.ofSeconds(10);
    /** After a hand-over, the limit for what lasts, such as WebSockets. */
    private static final Duration LAST_REQUESTS = Duration.ofMinutes(5);

    private static final Duration LOOK_PAUSE = Duration.ofSeconds(1);

    private final RouterFiles files;
    private final XnioWorker worker;
    private final ByteBufferPool buffers = new DefaultByteBufferPool(true, BUFFER_BYTES, -1, BUFFERS_PER_THREAD, 0);
    private final Proxy proxy;
    private final Listeners listeners;
    private final Listeners adminListener;
    private final Environments environments;
    private final ScheduledExecutorService clock;
    private final CountDownLatch stopped = new CountDownLatch(1);
    /** Held from the instant at which this process is the router to the one at which it is not. */
    private Optional<FolderLock> lock = Optional.empty();

    private RouterServer(RouterFiles files, Limits limits, String probeToken) throws IOException {
        this.files = files;
        this.worker = Xnio.getInstance(RouterServer.class.getClassLoader()).createWorker(workerOptions());
        this.proxy = new Proxy(worker, buffers, limits, probeToken);
        this.listeners = new Listeners(worker, buffers);
        this.adminListener = new Listeners(worker, buffers);
        this.environments = new Environments(proxy, listeners, new StateFile(files));
        this.clock = Executors.newSingleThreadScheduledExecutor(RouterServer::daemon);
    }

    /**
     * Starts the router of a state folder.
     *
     * @throws Failure refused, when one already runs there or a newer cdctl wrote its state; failed, when the folder
     *     cannot be written
     */
    public static RouterServer start(Path stateFolder, Limits limits) {
        return start(RouterFiles.in(stateFolder), limits, FolderLock::acquire);
    }

    /**
     * The same for a process that a guard started.
     *
     * @param takesOver whether a router that runs is asked to go, once everything here is ready
     */
    public static RouterServer guarded(Path stateFolder, String guard, boolean takesOver) {
        RouterFiles files = RouterFiles.in(stateFolder);
        return start(files, Limits.standard(), lock -> {
            if (takesOver) {
                handOver(files);
            }
            return FolderLock.acquire(lock).in(Place.take(files, guard));
        });
    }

    /** The same in the place of a router that runs, which is asked to go once everything here is ready. */
    public static RouterServer takeOver(Path stateFolder) {
        RouterFiles files = RouterFiles.in(stateFolder);
        return start(files, Limits.standard(), lock -> {
            handOver(files);
            return FolderLock.acquire(lock);
        });
    }

    /**
     * The same for the standby of a guard's router: it is ready, and waits until that one has died.
     *
     * @return empty when that one ended as it was asked to, or this thread was interrupted
     */
    public static Optional<RouterServer> standBy(Path stateFolder, String guard) {
        RouterFiles files = RouterFiles.in(stateFolder);
        try {
            return Optional.of(start(
                    files,
                    Limits.standard(),
                    lock -> Place.inherit(files, guard).orElseThrow(Place.NotNeeded::new)));
        } catch (Place.NotNeeded e) {
            return Optional.empty();
        }
    }

    private static void handOver(RouterFiles files) {
        Optional<RouterAdmin> running =
                RouterAdmin.find(files).filter(admin -> admin.pid().isPresent());
        running.ifPresent(admin -> admin.need(admin.get("/v1/hand-over").sending("POST", "{}")));
    }

    private static RouterServer start(RouterFiles files, Limits limits, Turn turn) {
        try {
            files.create();
            RouterServer server = new RouterServer(files, limits, secret());
            try {
                server.open(turn);
                return server;
            } catch (FileLockInterruptionException e) {
                server.close();
                throw new Place.NotNeeded();
            } catch (Failure | Place.NotNeeded | IOException e) {
                server.close();
                throw e;
            }
        } catch (IOException e) {
            throw Failure.failed(RouterProblems.notKept(files.folder(), e.toString()))
                    .causedBy(e);
        }
    }

    /** Takes the lock when it is this router's turn. */
    private interface Turn {
        FolderLock take(Path lock) throws IOException;
    }

    /** The same with the limits that suit a machine that runs services. */
    public static RouterServer start(Path stateFolder) {
        return start(stateFolder, Limits.standard());
    }

    /** Waits until somebody has stopped it. */
    public void await() throws InterruptedException {
        stopped.await();
    }

    /** Stops accepting, lets requests end for at most this long, and closes. */
    public void stop(Duration patience) {
        listeners.stopAccepting();
        proxy.stopping();
        long end = System.nanoTime() + patience.toNanos();
        while (!isQuiet() && System.nanoTime() < end && pause()) {
            // until nothing is under way, or the time is up
        }
        close();
    }

    /** Closes at once. */
    @Override
    public void close() {
        try {
            clock.shutdown();
            adminListener.close();
            listeners.close();
            proxy.close();
            worker.shutdown();
            resign();
        } finally {
            // Whoever waits for the end must not wait for ever because something could not be closed.
            stopped.countDown();
        }
    }

    /** All that takes time is done before the turn, so that nobody listens for an instant only. */
    private void open(Turn turn) throws IOException {
        Instant now = Instant.now();
        StatusReport report = new StatusReport(environments, proxy.tallies(), proxy.probeToken(), now, Build.own());
        if (RouterFiles.read(files.token()).isEmpty()) {
            lock = Optional.of(turn.take(files.lock()));
        }
        AdminApi api = new AdminApi(token(), report, ends());
        int port = adminListener.open(new Address("127.0.0.1", 0), api, Optional.empty());
        environments.prepare();
        if (lock.isEmpty()) {
            lock = Optional.of(turn.take(files.lock()));
        }
        environments.restore();
        environments.notes().forEach(note -> LOG.log(System.Logger.Level.WARNING, note));
        files.write(
                files.admin(),
                JsonText.line(Json.object()
                        .put("format", FORMAT)
                        .put("port", port)
                        .put("pid", ProcessHandle.current().pid())
                        .put("startedAt", now.toString())
                        .build()));
        clock.scheduleWithFixedDelay(
                environments::look, LOOK_PAUSE.toMillis(), LOOK_PAUSE.toMillis(), TimeUnit.MILLISECONDS);
    }

    private String token() throws IOException {
        Optional<String> known =
                RouterFiles.read(files.token()).map(String::strip).filter(text -> !text.isEmpty());
        if (known.isPresent()) {
            return known.get();
        }
        String fresh = secret();
        files.write(files.token(), fresh + "\n");
        return fresh;
    }

    private AdminApi.Ends ends() {
        return new AdminApi.Ends() {
            @Override
            public void stop(long patienceMillis) {
                new Thread(() -> RouterServer.this.stop(Duration.ofMillis(patienceMillis)), "stop").start();
            }

            @Override
            public void handOver() {
                environments.close();
                proxy.stopping();
                listeners.stopAccepting();
                resign();
                new Thread(RouterServer.this::linger, "hand-over").start();
            }
        };
    }

    /** Connections that are up get their answers here; a connection is closed after the answer that it carries. */
    private void linger() {
        long end = System.nanoTime() + LINGER.toNanos();
        while (System.nanoTime() < end && pause()) {
            // Clients that keep connections hear by their next answer that they need another one.
        }
        stop(LAST_REQUESTS);
    }

    /** Is the router no longer; what says where it is to be found goes first. */
    private synchronized void resign() {
        if (lock.isPresent()) {
            files.forget(files.admin());
            lock.get().close();
            lock = Optional.empty();
        }
    }

    private boolean isQuiet() {
        return proxy.tallies().all().values().stream().allMatch(counters -> {
            Traffic traffic = counters.traffic();
            return traffic.isQuiet();
        });
    }

    private boolean pause() {
        try {
            return !stopped.await(10, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static OptionMap workerOptions() {
        int cores = Runtime.getRuntime().availableProcessors();
        return OptionMap.builder()
                .set(Options.WORKER_NAME, "router")
                .set(Options.WORKER_IO_THREADS, cores)
                .set(Options.WORKER_TASK_CORE_THREADS, 1)
                .set(Options.WORKER_TASK_MAX_THREADS, 4)
                .set(Options.TCP_NODELAY, true)
                .getMap();
    }

    private static String secret() {
        byte[] bytes = new byte[32];
        new SecureRandom().nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    private static Thread daemon(Runnable task) {
        Thread thread = new Thread(task, "router-clock");
        thread.setDaemon(true);
        return thread;
    }
}

package dev.cdctl.adapter.process;

import dev.cdctl.adapter.process.proc.Proc;
import dev.cdctl.adapter.process.proc.Processes;
import dev.cdctl.deploy.machine.Exec;
import dev.cdctl.deploy.machine.Instance;
import dev.cdctl.deploy.machine.Machine;
import dev.cdctl.deploy.machine.Software;
import dev.cdctl.model.Digest;
import dev.cdctl.model.Failure;
import dev.cdctl.model.Name;
import dev.cdctl.model.Problem;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * This computer. Everything lies under a root folder, below it in {@code <service>/<environment>/}: {@code releases},
 * {@code logs} (which grow without a limit), {@code jobs} and {@code instances}. Machines of different root folders do
 * not see each other's processes.
 *
 * <p>An instance ends with its first process, so a command has to stay in the foreground; what that process leaves
 * behind is observed with pid 0 and can be stopped. The first process is the program itself when the command is one
 * program with its arguments, else the shell that runs the command. The process that asks and those that it runs in are never counted
 * as an instance's, and never ended. Thread-safe.
 */
public final class LocalMachine implements Machine {
    private static final long REAPED_MILLIS = 1000;

    private final Path root;
    private final Unpacker unpacker;
    private final Processes processes;
    private final Running running;
    private final Launch launch;
    /** By instance, not by pid: of an instance that ended before anybody looked nobody knows a pid. */
    private final Map<String, Process> children = new ConcurrentHashMap<>();

    private LocalMachine(Path root, Unpacker unpacker, Map<String, String> caller, Path proc) {
        this.root = root;
        this.unpacker = unpacker;
        this.processes = Files.isReadable(proc.resolve("self/environ"))
                ? new Proc(proc, root.toString())
                : new Processes.Handles();
        this.running = new Running(root, processes, new Self(caller));
        this.launch = new Launch(root.toString(), caller);
    }

    /**
     * The machine of that root folder, which is made when something is put into it.
     *
     * @param caller the environment that cdctl runs in
     */
    public static LocalMachine at(Path root, Unpacker unpacker, Map<String, String> caller) {
        return at(root, unpacker, caller, Path.of("/proc"));
    }

    static LocalMachine at(Path root, Unpacker unpacker, Map<String, String> caller, Path proc) {
        try {
            return new LocalMachine(Disk.realPath(root), unpacker, caller, proc);
        } catch (IOException e) {
            throw cannotWrite(root, e);
        }
    }

    @Override
    public List<Instance> observe(Name service, Name environment) {
        return running.instances(service, environment);
    }

    @Override
    public Software place(Name service, Name environment, Software software) {
        if (!(software instanceof Software.Archive archive)) {
            throw new IllegalStateException("processes run from archives");
        }
        Layout layout = Layout.of(root, service, environment);
        try {
            return new Software.Folder(
                    new Releases(layout, unpacker).place(archive.digest(), archive.content()), archive.digest());
        } catch (IOException e) {
            throw cannotWrite(layout.releases(), e);
        }
    }

    @Override
    public Instance start(Start start) {
        prepare(start);
        return started(start, launch.service(start, file(start.instance())));
    }

    @Override
    public Instance startJob(Start start) {
        prepare(start);
        Path exit = Layout.of(root, start.instance()).job(start.instance());
        return started(start, launch.job(start, file(start.instance()), exit));
    }

    @Override
    public Optional<Exit> exit(Instance instance) {
        Process child = child(instance);
        if (child != null ? child.isAlive() : running.firstRuns(instance)) {
            return Optional.empty();
        }
        Optional<Exit> written = Launch.ended(Layout.of(root, instance).job(instance));
        if (written.isPresent()) {
            return written;
        }
        return Optional.of(child == null ? new Exit.Gone() : new Exit.Code(child.exitValue()));
    }

    private @Nullable Process child(Instance instance) {
        Process child = children.get(Layout.stem(instance));
        return child != null && (instance.pid() == 0 || instance.pid() == child.pid()) ? child : null;
    }

    @Override
    public boolean stop(Instance instance, Duration patience) {
        boolean gentle = new Stopping(running, processes, instance).within(patience);
        reap(instance);
        Layout layout = Layout.of(root, instance);
        try {
            Records.forget(layout, instance);
        } catch (IOException e) {
            throw cannotWrite(layout.records(), e);
        }
        return gentle;
    }

    /** The JVM learns of the end of a child a moment after the kernel; its exit code is known only then. */
    private void reap(Instance instance) {
        Process child = child(instance);
        if (child != null) {
            try {
                child.waitFor(REAPED_MILLIS, TimeUnit.MILLISECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public List<String> tail(Instance instance, int lines) {
        return Disk.tail(file(instance), lines);
    }

    @Override
    public String log(Instance instance) {
        return file(instance).toString();
    }

    @Override
    public Closeable follow(Instance instance, Consumer<String> lines) {
        return Following.of(file(instance), lines);
    }

    /** In the folder and with the variables that its first process was started with. */
    @Override
    public int exec(Instance instance, Exec exec) {
        Path proc = Path.of("/proc", Long.toString(instance.pid()));
        Optional<Path> folder = Records.read(Layout.of(root, instance), instance)
                .map(Records.Started::folder)
                .filter(Files::isDirectory);
        if (folder.isEmpty() || !running.firstRuns(instance) || !Files.isReadable(proc.resolve("environ"))) {
            throw Failure.refused(Problem.of("CD-723", instance.slot().brief() + " does not run, or not as this user")
                    .because("a command gets the folder and the variables of its first process")
                    .remedy("see what runs with `cdctl status`"));
        }
        return new Beside(instance, folder.get(), proc.resolve("environ")).run(exec);
    }

    private Path file(Instance instance) {
        return Layout.of(root, instance).log(instance);
    }

    @Override
    public void prune(Name service, Name environment, List<Digest> keepReleases, List<String> keepDeployments) {
        Layout layout = Layout.of(root, service, environment);
        List<Instance> running = observe(service, environment);
        Set<Path> folders =
                new HashSet<>(keepReleases.stream().map(layout::release).toList());
        Set<String> deployments = new HashSet<>(keepDeployments);
        for (Instance instance : running) {
            deployments.add(instance.deployment());
            Records.read(layout, instance).ifPresent(started -> folders.add(started.folder()));
        }
        try {
            new Releases(layout, unpacker).prune(folders);
            for (Path folder : List.of(layout.logs(), layout.jobs(), layout.records())) {
                forget(folder, deployments);
            }
        } catch (IOException e) {
            throw cannotWrite(layout.folder(), e);
        }
    }

    private static void forget(Path folder, Set<String> deployments) throws IOException {
        for (Path file : Disk.list(folder)) {
            String name = file.getFileName().toString();
            if (deployments.stream().noneMatch(deployment -> name.startsWith(deployment + "-"))) {
                Files.deleteIfExists(file);
            }
        }
    }

    /** What an earlier start of the same slot and deployment left must not be taken for this one's. */
    private void prepare(Start start) {
        Platform.require(System.getProperty("os.name", ""));
        Layout layout = Layout.of(root, start.instance());
        try {
            Disk.folder(layout.logs());
            Disk.folder(layout.jobs());
            Files.deleteIfExists(layout.job(start.instance()));
            Records.forget(layout, start.instance());
        } catch (IOException e) {
            throw cannotWrite(layout.folder(), e);
        }
    }

    private Instance started(Start start, Process process) {
        Instance i = start.instance();
        Instance instance =
                new Instance(i.slot(), i.deployment(), i.version(), i.digest(), i.token(), process.pid(), i.address());
        children.put(Layout.stem(instance), process);
        Layout layout = Layout.of(root, instance);
        Optional<String> birth = processes.birth(process.pid());
        if (birth.isPresent()) {
            try {
                Records.write(layout, new Records.Started(instance, birth.get(), start.folder()));
            } catch (IOException e) {
                throw cannotWrite(layout.records(), e);
            }
        }
        return instance;
    }

    private static Failure cannotWrite(Path folder, IOException cause) {
        return Failure.unreachable(Problem.of("CD-505", "the state folder cannot be used: " + folder)
                        .because(cause.toString())
                        .remedy("check the folder's owner, its permissions and the space on its disk"))
                .causedBy(cause);
    }
}

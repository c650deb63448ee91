package dev.cdctl.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cdctl.cli.e2e.Program.Ended;
import dev.cdctl.cli.e2e.Program.Started;
import dev.cdctl.load.Service;
import dev.cdctl.servers.Ports;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * A service with a git repository, a home and ports of its own, and the packaged cdctl that carries it to users in the
 * environment {@code production}. Closed, it removes that environment and sees that no process is left.
 */
final class Shop implements AutoCloseable {
    /** What a release runs when a test does not say otherwise. */
    static final String SERVES = "exec " + java() + " dev.cdctl.load.Service \"$CDCTL_VERSION\"";

    /** A first use trains a start-up archive in the background, several at once on a busy machine. */
    private static final Duration GONE = Duration.ofSeconds(90);

    private static final Duration GLANCE = Duration.ofMillis(20);

    private final Path folder;
    private final Ports ports = Ports.block();
    private final Map<String, String> variables = new HashMap<>();
    private final List<Started> started = new ArrayList<>();

    private Shop(Path folder) {
        this.folder = folder;
    }

    /** Opens one in an empty folder, with two seconds to drain and one to watch. */
    static Shop open(Path folder) {
        return open(folder, pipeline -> pipeline);
    }

    /**
     * Opens one in an empty folder.
     *
     * @param change makes another pipeline of the usual one
     */
    static Shop open(Path folder, UnaryOperator<String> change) {
        Shop shop = new Shop(folder);
        for (String each : List.of("home", "logs", "project")) {
            make(folder.resolve(each));
        }
        String path = System.getenv().getOrDefault("PATH", "/usr/bin:/bin");
        shop.with("PATH", path).with("JAVA_HOME", Objects.requireNonNull(System.getProperty("java.home")));
        shop.with("XDG_CACHE_HOME", Program.CACHE.toString());
        for (String who : List.of("AUTHOR", "COMMITTER")) {
            shop.with("GIT_" + who + "_NAME", "Ana").with("GIT_" + who + "_EMAIL", "ana@example.org");
        }
        shop.with("HOME", Program.CACHE.resolve("home").toString());
        Program.warm(shop.variables, folder.resolve("logs"));
        shop.with("HOME", shop.home().toString());
        shop.git("init", "-q", "-b", "main");
        shop.write(".gitignore", ".cdctl/\n");
        shop.write("pipeline.yaml", change.apply(shop.usual()));
        shop.write("start.sh", "#!/bin/sh\n" + SERVES + "\n");
        assertThat(shop.project().resolve("start.sh").toFile().setExecutable(true))
                .isTrue();
        return shop;
    }

    private String usual() {
        return """
                service: shop
                version: {from: git}
                package:
                  - archive: {name: shop, files: [start.sh, release.txt]}
                push: {archives: "file:../repository"}
                run:
                  command: ./start.sh
                  health: {http: /health, every: 50ms, times: 2, within: 30s}
                  stop-timeout: 5s
                environments:
                  production:
                    routers: [{embedded: {port: %d}}]
                    ports: %d-%d
                    drain: 2s
                    watch: 1s
                """.formatted(port(), ports.first() + 1, ports.last());
    }

    /** Sets a variable for every command from now on. */
    Shop with(String name, String value) {
        variables.put(name, value);
        return this;
    }

    /** No longer sets it. */
    Shop without(String name) {
        variables.remove(name);
        return this;
    }

    /** What its commands have in their environment. */
    Map<String, String> variables() {
        return Map.copyOf(variables);
    }

    /** Where the router listens for users. */
    int port() {
        return ports.first();
    }

    Path home() {
        return folder.resolve("home");
    }

    /** Where cdctl keeps its state. */
    Path state() {
        return home().resolve(".local/state/cdctl");
    }

    /** The git repository with pipeline.yaml and start.sh. */
    Path project() {
        return folder.resolve("project");
    }

    /** Writes a file of the repository; a script stays one. */
    void write(String file, String text) {
        try {
            Files.writeString(project().resolve(file), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A file of the repository. */
    String read(String file) {
        try {
            return Files.readString(project().resolve(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Commits what is there as that version, packages and pushes it. */
    void release(String version) {
        write("release.txt", version + "\n");
        git("add", "-A");
        git("commit", "-q", "-m", "release " + version);
        git("tag", "v" + version);
        done("run", "--to", "push");
    }

    /** A release that runs this script instead of the good service. */
    void release(String version, String script) {
        write("start.sh", "#!/bin/sh\n" + script + "\n");
        release(version);
        write("start.sh", "#!/bin/sh\n" + SERVES + "\n");
    }

    /** Makes that release live. */
    void deploy(String version) {
        done("deploy", "--release", version);
    }

    /** Runs a command that has to end well. */
    Ended done(String... arguments) {
        Ended ended = cdctl(arguments);
        assertThat(ended.exit()).as("cdctl %s: %s", List.of(arguments), ended).isZero();
        return ended;
    }

    /** Runs a command in the repository without questions, for production when it names no other environment. */
    Ended cdctl(String... arguments) {
        return start(arguments).end();
    }

    /** Starts one. Its process is cdctl's own, so it can be killed. */
    Started start(String... arguments) {
        List<String> command = new ArrayList<>(List.of(Program.FILE.toString()));
        command.addAll(List.of(arguments));
        command.add("--yes");
        if (!command.contains("-e")) {
            command.addAll(List.of("-e", "production"));
        }
        Started one = Program.start(project(), variables, folder.resolve("logs"), command);
        started.add(one);
        return one;
    }

    /** Runs another program in the repository with the same variables. */
    Started run(String... command) {
        Started one = Program.start(project(), variables, folder.resolve("logs"), List.of(command));
        started.add(one);
        return one;
    }

    /** The version that answers a user now. */
    String served() {
        return Question.ask(port()).version();
    }

    /** What {@code cdctl status} says, as JSON without spaces. */
    String status() {
        return done("status", "-o", "json").out().replaceAll("\\s", "");
    }

    /** Everything that runs for this shop: instances, the router with its guard, commands. */
    List<ProcessHandle> processes() {
        return Processes.with("HOME", home().toString());
    }

    /** The instances that run. */
    List<ProcessHandle> instances() {
        return Processes.with("CDCTL_STATE", state().resolve("machine").toString());
    }

    /** The router itself, without its guard and its standby. */
    ProcessHandle router() {
        List<ProcessHandle> routers = routers();
        assertThat(routers).map(Processes::describe).hasSize(1);
        return routers.get(0);
    }

    /** What waits for the router's death. */
    List<ProcessHandle> standbys() {
        List<ProcessHandle> serving = routers();
        return servers().filter(process -> !serving.contains(process)).toList();
    }

    /** The same, with one that was restarted and lets its last requests end. */
    List<ProcessHandle> routers() {
        String pid = routerPid();
        return servers()
                .filter(process -> Long.toString(process.pid()).equals(pid)
                        || !Processes.describe(process).contains(" --standby"))
                .toList();
    }

    private Stream<ProcessHandle> servers() {
        return processes().stream()
                .filter(process -> Processes.describe(process).matches("[0-9]+ \\S*java .*router serve --state.*"));
    }

    private String routerPid() {
        try {
            return Files.readString(state().resolve("router/admin.json")).replaceAll(".*\"pid\":([0-9]+).*\\s*", "$1");
        } catch (IOException e) {
            return "none";
        }
    }

    @Override
    public void close() {
        started.forEach(one -> one.process().destroyForcibly());
        List<Ended> ends = List.of(cdctl("remove"), cdctl("router", "stop"));
        long limit = System.nanoTime() + GONE.toNanos();
        while (!processes().isEmpty() && System.nanoTime() < limit) {
            LockSupport.parkNanos(GLANCE.toNanos());
        }
        List<String> left = processes().stream().map(Processes::describe).toList();
        processes().forEach(ProcessHandle::destroyForcibly);
        ports.close();
        assertThat(left).as("processes that are left; %s", ends).isEmpty();
        assertThat(ends).allMatch(end -> end.exit() == 0);
    }

    /** Runs git in the repository; it has to end well. */
    void git(String... arguments) {
        List<String> command = new ArrayList<>(List.of("git"));
        command.addAll(List.of(arguments));
        Ended ended = Program.start(project(), variables, folder.resolve("logs"), command)
                .end();
        assertThat(ended.exit()).as("%s: %s", command, ended).isZero();
    }

    private static String java() {
        try {
            Path classes = Path.of(Service.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            return "java -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xmx64m -cp '" + classes + "'";
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void make(Path folder) {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

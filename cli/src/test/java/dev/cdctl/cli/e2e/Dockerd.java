package dev.cdctl.cli.e2e;

import dev.cdctl.cli.world.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * A Docker Engine of a test's own: data, socket and networks are in its folder or of its own ranges, and no rule of the
 * firewall is touched. Where none can be started, the test fails.
 */
final class Dockerd implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final Path folder;
    private final Process process;

    private Dockerd(Path folder, Process process) {
        this.folder = folder;
        this.process = process;
    }

    static Dockerd start(Path folder) throws IOException, InterruptedException {
        return start(folder, List.of());
    }

    /**
     * One that also listens at a port of the loopback address, by TLS, and takes nobody there without a certificate of
     * its CA: {@code client} in its folder is what DOCKER_CERT_PATH wants.
     */
    static Dockerd secure(Path folder, int port) throws IOException, InterruptedException {
        Path client = Files.createDirectories(folder.resolve("client"));
        Registry.run(
                folder, "openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=ca -keyout ca-key -out ca.pem");
        for (String each : List.of("server", "client")) {
            Registry.run(folder, "openssl ecparam -name prime256v1 -genkey -noout -out " + each + "-key");
            Registry.run(folder, "openssl req -new -key " + each + "-key -subj /CN=" + each + " -out request");
            Files.writeString(
                    folder.resolve("use"), "subjectAltName=IP:127.0.0.1\nextendedKeyUsage=" + each + "Auth\n");
            Registry.run(
                    folder,
                    "openssl x509 -req -in request -CA ca.pem -CAkey ca-key -CAcreateserial -days 2 -extfile use -out "
                            + each + ".pem");
        }
        Files.copy(folder.resolve("ca.pem"), client.resolve("ca.pem"));
        Files.copy(folder.resolve("client.pem"), client.resolve("cert.pem"));
        Files.copy(folder.resolve("client-key"), client.resolve("key.pem"));
        return start(
                folder,
                List.of(
                        "--host=tcp://127.0.0.1:" + port,
                        "--tlsverify",
                        "--tlscacert=" + folder.resolve("ca.pem"),
                        "--tlscert=" + folder.resolve("server.pem"),
                        "--tlskey=" + folder.resolve("server-key")));
    }

    private static Dockerd start(Path folder, List<String> more) throws IOException, InterruptedException {
        Files.createDirectories(folder.resolve("config"));
        int range = ThreadLocalRandom.current().nextInt(64, 255);
        List<String> command = new ArrayList<>(List.of(
                program(),
                "--data-root=" + folder.resolve("data"),
                "--exec-root=" + folder.resolve("exec"),
                "--pidfile=" + folder.resolve("pid"),
                "--host=unix://" + folder.resolve("docker.sock"),
                "--bridge=none",
                "--iptables=false",
                "--default-address-pool=base=10." + range + ".0.0/16,size=24"));
        command.addAll(more);
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
        Dockerd dockerd = new Dockerd(folder, process);
        long end = System.nanoTime() + LIMIT.toNanos();
        while (dockerd.run("version").exit() != 0) {
            if (!process.isAlive() || System.nanoTime() > end) {
                process.destroyForcibly();
                throw new IllegalStateException("dockerd does not start here:\n" + dockerd.log());
            }
            Thread.sleep(100);
        }
        return dockerd;
    }

    private static String program() {
        return Files.isExecutable(Path.of("/usr/sbin/dockerd")) ? "/usr/sbin/dockerd" : "dockerd";
    }

    private String log() throws IOException {
        return Files.readString(folder.resolve("log"));
    }

    /** For DOCKER_HOST. */
    String host() {
        return "unix://" + folder.resolve("docker.sock");
    }

    /** From now on every user of this machine can use it. */
    void open() throws IOException {
        for (Path each : List.of(folder, folder.resolve("docker.sock"))) {
            Files.setPosixFilePermissions(each, PosixFilePermissions.fromString("rwxrwxrwx"));
        }
    }

    /** Docker's own command line for this engine. */
    private Command docker() {
        return new Command(
                List.of("docker"),
                Map.of(
                        "DOCKER_HOST", host(),
                        "DOCKER_CONFIG", folder.resolve("config").toString()));
    }

    /** Runs a command of docker's own against this engine. */
    Command.Answer run(String... arguments) {
        return docker().run(arguments);
    }

    /** The output of a command that has to end well. */
    String text(String... arguments) {
        return docker().text(arguments);
    }

    /** The containers and networks that tests of images made and that are there now. */
    String leftovers() {
        String label = "label=dev.cdctl.test.owner";
        return text("ps", "-a", "-q", "--filter", label) + text("network", "ls", "-q", "--filter", label);
    }

    @Override
    public void close() throws IOException, InterruptedException {
        // The bridges of its networks would stay in this machine, and keep their addresses from others.
        if (process.isAlive()) {
            for (String container : text("ps", "-aq").lines().toList()) {
                run("rm", "-f", "-v", container);
            }
            run("network", "prune", "-f");
        }
        process.destroy();
        if (!process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
        }
        for (String line : Files.readAllLines(Path.of("/proc/mounts"))) {
            String place = line.split(" ")[1];
            if (place.startsWith(folder.toString())) {
                new ProcessBuilder("umount", "-l", place).start().waitFor();
            }
        }
        // Layers hold links out of the folder, about each of which JUnit would warn when it removes the folder.
        new ProcessBuilder("rm", "-rf", folder.resolve("data").toString())
                .start()
                .waitFor();
    }
}

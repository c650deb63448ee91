package dev.cdctl.cli.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
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
        Files.createDirectories(folder.resolve("config"));
        int range = ThreadLocalRandom.current().nextInt(64, 255);
        Process process = new ProcessBuilder(
                        program(),
                        "--data-root=" + folder.resolve("data"),
                        "--exec-root=" + folder.resolve("exec"),
                        "--pidfile=" + folder.resolve("pid"),
                        "--host=unix://" + folder.resolve("docker.sock"),
                        "--bridge=none",
                        "--iptables=false",
                        "--default-address-pool=base=10." + range + ".0.0/16,size=24")
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

    /** What a command of docker's own answered. */
    record Answer(int exit, String text) {}

    /** Runs a command of docker's own against this engine. */
    Answer run(String... arguments) {
        List<String> command = new ArrayList<>(List.of("docker"));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("DOCKER_HOST", host());
        builder.environment().put("DOCKER_CONFIG", folder.resolve("config").toString());
        try {
            Process docker = builder.start();
            String text = new String(docker.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new Answer(docker.waitFor(), text.strip());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** The output of a command that has to end well. */
    String text(String... arguments) {
        Answer answer = run(arguments);
        if (answer.exit() != 0) {
            throw new IllegalStateException("docker " + String.join(" ", arguments) + ": " + answer.text());
        }
        return answer.text();
    }

    /** The containers and networks that tests of images made and that are there now. */
    String leftovers() {
        String label = "label=dev.cdctl.test.owner";
        return text("ps", "-a", "-q", "--filter", label) + text("network", "ls", "-q", "--filter", label);
    }

    @Override
    public void close() throws IOException, InterruptedException {
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
    }
}

package dev.cdctl.servers;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * An sshd on a free port of the loopback address, with a host key of its own, which lets in whoever has the key that is
 * made with it. The program {@code bin/ssh} in its folder is the real one with a configuration that knows both.
 */
public final class Sshd implements AutoCloseable {
    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(20);

    private final Path folder;
    private final int port;
    private final Process process;

    private Sshd(Path folder, int port, Process process) {
        this.folder = folder;
        this.port = port;
        this.process = process;
    }

    /** Starts one whose files are in that folder, which may be missing. */
    public static Sshd start(Path folder) throws IOException, InterruptedException {
        Files.createDirectories(folder.resolve("bin"));
        key(folder.resolve("host"));
        key(folder.resolve("user"));
        Files.copy(folder.resolve("user.pub"), folder.resolve("authorized"));
        int port = freePort();
        configure(folder, port);
        if (System.getProperty("user.name").equals("root")) {
            Files.createDirectories(Path.of("/run/sshd"));
        }
        Process process = new ProcessBuilder(
                        "/usr/sbin/sshd",
                        "-D",
                        "-e",
                        "-f",
                        folder.resolve("sshd_config").toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("sshd.log").toFile())
                .start();
        Sshd sshd = new Sshd(folder, port, process);
        sshd.await();
        return sshd;
    }

    public int port() {
        return port;
    }

    /** {@code ssh://127.0.0.1:22022} and then the path. */
    public String url(String path) {
        return "ssh://127.0.0.1:" + port + path;
    }

    /** The program that is to be found as {@code ssh}. */
    public Path program() {
        return folder.resolve("bin/ssh");
    }

    /** Writes another program, whose configuration says this besides, before anything else. */
    public Path programWith(String name, String... lines) throws IOException {
        Path configuration = Files.writeString(
                folder.resolve(name + "_config"),
                String.join("\n", lines) + "\n" + Files.readString(folder.resolve("ssh_config")));
        return script(folder.resolve(name), "exec /usr/bin/ssh -F " + configuration + " \"$@\"");
    }

    /** Kills every connection that there is; what ran over it loses its input and output. */
    public void cut() throws IOException {
        connections().forEach(ProcessHandle::destroyForcibly);
    }

    /** The processes of the connections that there are, without what runs over them. */
    public List<ProcessHandle> connections() throws IOException {
        List<ProcessHandle> all = new ArrayList<>();
        for (ProcessHandle each : process.descendants().toList()) {
            if (isSshd(each.pid())) {
                all.add(each);
            }
        }
        return all;
    }

    /** Sends a signal: STOP, CONT. */
    public static void signal(String name, List<ProcessHandle> processes) throws IOException, InterruptedException {
        for (ProcessHandle each : processes) {
            new ProcessBuilder("kill", "-" + name, Long.toString(each.pid()))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
        }
    }

    @Override
    public void close() {
        List<ProcessHandle> all = process.descendants().toList();
        process.destroyForcibly();
        all.forEach(ProcessHandle::destroyForcibly);
    }

    private static boolean isSshd(long pid) throws IOException {
        try {
            return Files.readString(Path.of("/proc", Long.toString(pid), "comm"))
                    .strip()
                    .equals("sshd");
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    private static void configure(Path folder, int port) throws IOException {
        Files.writeString(
                folder.resolve("sshd_config"),
                String.join(
                        "\n",
                        "ListenAddress 127.0.0.1:" + port,
                        "HostKey " + folder.resolve("host"),
                        "AuthorizedKeysFile " + folder.resolve("authorized"),
                        "PidFile none",
                        "StrictModes no",
                        "UsePAM no",
                        // The user's own .bashrc is read for each command, and may wait for locks.
                        "SetEnv HOME=" + Files.createDirectories(folder.resolve("home")),
                        "PasswordAuthentication no",
                        "KbdInteractiveAuthentication no",
                        "PermitRootLogin yes",
                        "MaxStartups 100",
                        "MaxSessions 100",
                        ""));
        Files.writeString(
                folder.resolve("known"), "[127.0.0.1]:" + port + " " + Files.readString(folder.resolve("host.pub")));
        Files.writeString(
                folder.resolve("ssh_config"),
                String.join(
                        "\n",
                        "IdentityFile " + folder.resolve("user"),
                        "IdentitiesOnly yes",
                        "IdentityAgent none",
                        "UserKnownHostsFile " + folder.resolve("known"),
                        "GlobalKnownHostsFile /dev/null",
                        ""));
        script(folder.resolve("bin/ssh"), "exec /usr/bin/ssh -F " + folder.resolve("ssh_config") + " \"$@\"");
    }

    private static Path script(Path file, String line) throws IOException {
        Files.writeString(file, "#!/bin/sh\n" + line + "\n");
        if (!file.toFile().setExecutable(true)) {
            throw new IOException("cannot make " + file + " a program");
        }
        return file;
    }

    private static void key(Path file) throws IOException, InterruptedException {
        Process made = new ProcessBuilder(
                        "ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "a test", "-f", file.toString())
                .redirectErrorStream(true)
                .start();
        if (made.waitFor() != 0) {
            throw new IOException(new String(made.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private void await() throws IOException {
        for (long start = System.nanoTime(); System.nanoTime() - start < PATIENCE; ) {
            if (!process.isAlive()) {
                throw new IOException(Files.readString(folder.resolve("sshd.log")));
            }
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
                socket.setSoTimeout(5000);
                BufferedReader in =
                        new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
                if (String.valueOf(in.readLine()).startsWith("SSH-")) {
                    return;
                }
            } catch (IOException e) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
            }
        }
        throw new IOException("sshd does not answer on port " + port);
    }
}

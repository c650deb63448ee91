package dev.cdctl.cli.e2e;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** An image registry of a test's own, on a free port of the loopback address. */
final class Registry implements AutoCloseable {
    private static final Pattern REQUEST = Pattern.compile("] \"([A-Z]+ [^ ]+) HTTP/1.1\" ([0-9]+)");
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final Path folder;
    private final Process process;
    private final int port;

    private Registry(Path folder, Process process, int port) {
        this.folder = folder;
        this.process = process;
        this.port = port;
    }

    /** One without TLS that lets everybody in. */
    static Registry plain(Path folder) throws IOException, InterruptedException {
        return start(folder, "", "");
    }

    /** One with TLS, its CA in {@code cert.pem}, that lets only this user in. */
    static Registry secure(Path folder, String user, String password) throws IOException, InterruptedException {
        Files.createDirectories(folder);
        run(folder, "htpasswd -Bbc users " + user + " " + password);
        run(
                folder,
                "openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost -addext"
                        + " subjectAltName=DNS:localhost,IP:127.0.0.1 -keyout key.pem -out cert.pem");
        return start(
                folder,
                "  tls: {certificate: '" + folder.resolve("cert.pem") + "', key: '" + folder.resolve("key.pem")
                        + "'}\n",
                "auth: {htpasswd: {realm: test, path: '" + folder.resolve("users") + "'}}\n");
    }

    /** One without TLS that lets in whoever has a token of that server. */
    static Registry token(Path folder, TokenServer tokens) throws IOException, InterruptedException {
        return start(
                folder,
                "",
                "auth: {token: {realm: '%s', service: %s, issuer: %s, rootcertbundle: '%s'}}\n"
                        .formatted(tokens.realm(), TokenServer.SERVICE, TokenServer.ISSUER, tokens.certificate()));
    }

    private static Registry start(Path folder, String http, String more) throws IOException, InterruptedException {
        Files.createDirectories(folder);
        int port = freePort();
        Files.writeString(
                folder.resolve("config.yml"),
                "version: 0.1\nlog: {level: warn}\nhttp:\n  addr: 127.0.0.1:" + port + "\n" + http + more
                        + "storage: {filesystem: {rootdirectory: '" + folder.resolve("data") + "'}}\n");
        Process process = new ProcessBuilder(
                        "docker-registry", "serve", folder.resolve("config.yml").toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
        long end = System.nanoTime() + LIMIT.toNanos();
        while (!accepts(port)) {
            if (!process.isAlive() || System.nanoTime() > end) {
                process.destroyForcibly();
                throw new IllegalStateException("no registry: " + Files.readString(folder.resolve("log")));
            }
            Thread.sleep(50);
        }
        return new Registry(folder, process, port);
    }

    private static boolean accepts(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** A port of the loopback address that nobody listens at now. */
    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** Runs a command whose words have no spaces in that folder. */
    static void run(Path folder, String command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(List.of(command.split(" ")))
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("setup.log").toFile())
                .start();
        if (process.waitFor() != 0) {
            throw new IllegalStateException(Files.readString(folder.resolve("setup.log")));
        }
    }

    int port() {
        return port;
    }

    /** {@code localhost:5000}. */
    String address() {
        return "localhost:" + port;
    }

    /** The file of the CA. */
    Path ca() {
        return folder.resolve("cert.pem");
    }

    /** Every request so far, with its status: {@code HEAD /v2/team/shop/manifests/1.0.0 200}. */
    List<String> requests() throws IOException {
        return REQUEST.matcher(Files.readString(folder.resolve("log")))
                .results()
                .map(match -> match.group(1) + " " + match.group(2))
                .toList();
    }

    /** The file in which it keeps the blob of that SHA-256. */
    Path blob(String hex) {
        return folder.resolve("data/docker/registry/v2/blobs/sha256")
                .resolve(hex.substring(0, 2))
                .resolve(hex)
                .resolve("data");
    }

    /** Loses the manifest of an image. */
    void forget(String repository, String digest) throws IOException {
        Files.delete(manifests(repository)
                .resolve("revisions/sha256")
                .resolve(digest.substring("sha256:".length()))
                .resolve("link"));
    }

    /** Lets a tag point to what another one points to. */
    void retag(String repository, String from, String to) throws IOException {
        Path tags = manifests(repository).resolve("tags");
        Files.copy(
                tags.resolve(from).resolve("current/link"),
                tags.resolve(to).resolve("current/link"),
                StandardCopyOption.REPLACE_EXISTING);
    }

    private Path manifests(String repository) {
        return folder.resolve("data/docker/registry/v2/repositories")
                .resolve(repository)
                .resolve("_manifests");
    }

    @Override
    public void close() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
    }
}

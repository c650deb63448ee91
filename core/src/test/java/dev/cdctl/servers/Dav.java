package dev.cdctl.servers;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** nginx with WebDAV on a free loopback port, of its own configuration in a folder; gone when closed. */
public final class Dav implements Closeable {
    private static final String CERTIFICATE = "localhost";

    private final Path folder;
    private final int port;
    private final boolean secure;
    private final Process process;

    private Dav(Path folder, int port, boolean secure, Process process) {
        this.folder = folder;
        this.port = port;
        this.secure = secure;
        this.process = process;
    }

    /** Lets everybody read and write. */
    public static Dav open(Path folder) throws IOException, InterruptedException {
        return start(folder, "", Optional.empty());
    }

    /** Lets only that user in. */
    public static Dav guarded(Path folder, String user, String password) throws IOException, InterruptedException {
        return start(folder, guard(folder, user, password), Optional.empty());
    }

    /** Answers by TLS, with a certificate for localhost that lies in {@link #ca}, and lets only that user in. */
    public static Dav secure(Path folder, String user, String password) throws IOException, InterruptedException {
        String guard = guard(folder, user, password);
        certificate(folder);
        return start(folder, guard, Optional.of(CERTIFICATE));
    }

    private static String guard(Path folder, String user, String password) throws IOException {
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("users"), user + ":{PLAIN}" + password + "\n");
        return "auth_basic cdctl; auth_basic_user_file " + folder.resolve("users") + ";";
    }

    private static void certificate(Path folder) throws IOException, InterruptedException {
        Path log = folder.resolve("openssl.log");
        Process process = new ProcessBuilder(("openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost"
                                + " -addext subjectAltName=DNS:localhost -keyout " + CERTIFICATE + ".key -out "
                                + CERTIFICATE + ".pem")
                        .split(" "))
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        if (process.waitFor() != 0) {
            throw new IOException("no certificate: " + Files.readString(log));
        }
    }

    private static Dav start(Path folder, String more, Optional<String> certificate)
            throws IOException, InterruptedException {
        Files.createDirectories(folder.resolve("www"));
        Files.createDirectories(folder.resolve("temp"));
        int port = freePort();
        String tls = certificate
                .map(name -> "ssl_certificate " + folder.resolve(name + ".pem") + "; ssl_certificate_key "
                        + folder.resolve(name + ".key") + ";")
                .orElse("");
        Path file = folder.resolve("nginx.conf");
        Files.writeString(file, """
                daemon off;
                master_process off;
                pid %1$s/nginx.pid;
                error_log %1$s/error.log;
                events {}
                http {
                  access_log %1$s/access.log combined;
                  client_body_temp_path %1$s/temp/body;
                  proxy_temp_path %1$s/temp/proxy;
                  fastcgi_temp_path %1$s/temp/fastcgi;
                  uwsgi_temp_path %1$s/temp/uwsgi;
                  scgi_temp_path %1$s/temp/scgi;
                  client_max_body_size 0;
                  server {
                    listen 127.0.0.1:%2$d %3$s;
                    root %1$s/www;
                    %4$s
                    %5$s
                    location / { dav_methods PUT DELETE MKCOL; create_full_put_path on; }
                  }
                }
                """.formatted(folder, port, certificate.isPresent() ? "ssl" : "", tls, more));
        Process process = new ProcessBuilder(List.of(program(), "-p", folder.toString(), "-c", file.toString()))
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("nginx.out").toFile())
                .start();
        Dav dav = new Dav(folder, port, certificate.isPresent(), process);
        dav.await();
        return dav;
    }

    /** {@code http://127.0.0.1:8080/}. */
    public String url() {
        return (secure ? "https://localhost:" : "http://127.0.0.1:") + port + "/";
    }

    /** The certificate that it shows, which signs itself. */
    public Path ca() {
        return folder.resolve(CERTIFICATE + ".pem");
    }

    /** Where it listens. */
    public int port() {
        return port;
    }

    /** The files that it serves. */
    public Path files() {
        return folder.resolve("www");
    }

    /** What it was asked, one line each. */
    public List<String> asked() throws IOException {
        return Files.readAllLines(folder.resolve("access.log"));
    }

    @Override
    public void close() throws IOException {
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    private void await() throws IOException, InterruptedException {
        while (process.isAlive()) {
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
                return;
            } catch (IOException e) {
                process.waitFor(20, TimeUnit.MILLISECONDS);
            }
        }
        throw new IOException("nginx ended: " + Files.readString(folder.resolve("nginx.out")));
    }

    private static String program() {
        return Files.isExecutable(Path.of("/usr/sbin/nginx")) ? "/usr/sbin/nginx" : "nginx";
    }

    /** A port that was free a moment ago. */
    public static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}

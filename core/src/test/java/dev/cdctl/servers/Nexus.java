package dev.cdctl.servers;

import java.io.Closeable;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/**
 * Nexus Repository 3 (OSS) on a free loopback port, with its data in a folder; gone when closed. The program is the
 * artifact {@link #ARTIFACT} of Maven Central, which the real Maven copies from there. It takes a minute to start.
 */
public final class Nexus implements Closeable {
    /** Its administrator, who exists from the beginning. */
    public static final String USER = "admin";

    /** The administrator's password. */
    public static final String PASSWORD = "admin123";

    private static final String ARTIFACT = "org.sonatype.nexus.assemblies:nexus-base-template:3.71.0-06:zip";
    private static final String COPY = "org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy";
    private static final Duration LIMIT = Duration.ofMinutes(8);
    private static final List<String> OPENS = List.of(
            "java.base/java.security",
            "java.base/java.net",
            "java.base/java.lang",
            "java.base/java.util",
            "java.naming/javax.naming.spi",
            "java.rmi/sun.rmi.transport.tcp");
    private static final List<String> EXPORTS = List.of(
            "java.base/sun.net.www.protocol.http",
            "java.base/sun.net.www.protocol.https",
            "java.base/sun.net.www.protocol.jar",
            "jdk.xml.dom/org.w3c.dom.html",
            "jdk.naming.rmi/com.sun.jndi.url.rmi",
            "java.security.sasl/com.sun.security.sasl");

    private final Path folder;
    private final int port;
    private final Process process;
    private final HttpClient client = HttpClient.newHttpClient();

    private Nexus(Path folder, int port, Process process) {
        this.folder = folder;
        this.port = port;
        this.process = process;
    }

    /** Starts one in an empty folder, and waits until it can be written to. */
    public static Nexus start(Path folder) throws IOException, InterruptedException {
        unpack(obtained(folder), folder);
        int port = Dav.freePort();
        Files.createDirectories(folder.resolve("data/etc"));
        Files.createDirectories(folder.resolve("data/tmp"));
        Files.writeString(folder.resolve("data/etc/nexus.properties"), """
                application-port=%d
                application-host=127.0.0.1
                nexus-edition=nexus-oss-edition
                nexus-features=nexus-core-feature
                nexus.security.randompassword=false
                nexus.onboarding.enabled=false
                """.formatted(port));
        Path program = program(folder);
        Process process = new ProcessBuilder(command(program, folder.resolve("data")))
                .directory(program.toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("nexus.out").toFile())
                .start();
        Nexus nexus = new Nexus(folder, port, process);
        try {
            nexus.await();
        } catch (IOException | InterruptedException e) {
            nexus.close();
            throw e;
        }
        return nexus;
    }

    private static Path obtained(Path folder) throws IOException, InterruptedException {
        Path log = folder.resolve("copy.log");
        Process copy = new ProcessBuilder(
                        "mvn",
                        "-B",
                        "-ntp",
                        "-q",
                        COPY,
                        "-Dartifact=" + ARTIFACT,
                        "-DoutputDirectory=" + folder,
                        "-Dmdep.stripVersion=true")
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        if (!copy.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS) || copy.exitValue() != 0) {
            copy.destroyForcibly();
            throw new IOException("Nexus cannot be had: " + Files.readString(log));
        }
        return folder.resolve("nexus-base-template.zip");
    }

    private static void unpack(Path zip, Path folder) throws IOException {
        try (InputStream in = Files.newInputStream(zip);
                ZipInputStream entries = new ZipInputStream(in)) {
            for (ZipEntry entry = entries.getNextEntry(); entry != null; entry = entries.getNextEntry()) {
                Path path = folder.resolve(entry.getName()).normalize();
                if (!path.startsWith(folder)) {
                    throw new IOException("it leads out: " + entry.getName());
                }
                Files.createDirectories(entry.isDirectory() ? path : path.resolveSibling(""));
                if (!entry.isDirectory()) {
                    Files.copy(entries, path);
                }
            }
        }
        Files.delete(zip);
    }

    private static Path program(Path folder) throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.filter(path -> Files.isDirectory(path.resolve("lib/boot")))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private static List<String> command(Path program, Path data) throws IOException {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx900m"));
        OPENS.forEach(each -> command.addAll(List.of("--add-opens", each + "=ALL-UNNAMED")));
        EXPORTS.forEach(each -> command.add("--add-exports=" + each + "=ALL-UNNAMED"));
        command.addAll(List.of(
                "-Dkaraf.home=.",
                "-Dkaraf.base=.",
                "-Dkaraf.etc=etc/karaf",
                "-Dkaraf.data=" + data,
                "-Dkaraf.instances=" + data.resolve("tmp/instances"),
                "-Djava.io.tmpdir=" + data.resolve("tmp"),
                "-Djava.util.logging.config.file=etc/karaf/java.util.logging.properties",
                "-Dkaraf.startLocalConsole=false",
                "-Dkaraf.startRemoteShell=false",
                "-Dnexus.datastore.enabled=true",
                "-classpath",
                jars(program.resolve("lib")),
                "org.sonatype.nexus.karaf.NexusMain"));
        return command;
    }

    private static String jars(Path lib) throws IOException {
        try (Stream<Path> all = Stream.concat(Files.list(lib), Files.list(lib.resolve("boot")))) {
            return all.filter(path -> path.toString().endsWith(".jar"))
                    .map(Path::toString)
                    .collect(Collectors.joining(File.pathSeparator));
        }
    }

    /** {@code http://127.0.0.1:8081/repository/<name>/}. */
    public String repository(String name) {
        return "http://127.0.0.1:" + port + "/repository/" + name + "/";
    }

    /** Makes a repository that keeps any files, each written once. */
    public void makeRaw(String name) throws IOException, InterruptedException {
        String body = "{\"name\": \"" + name + "\", \"online\": true, \"storage\": {\"blobStoreName\": \"default\","
                + " \"strictContentTypeValidation\": false, \"writePolicy\": \"ALLOW_ONCE\"}}";
        HttpRequest request = request("service/rest/v1/repositories/raw/hosted")
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() != 201) {
            throw new IOException(answer.statusCode() + " " + answer.body());
        }
    }

    /** What lies at that path, relative to the server; with its status. */
    public HttpResponse<byte[]> get(String path) throws IOException, InterruptedException {
        return client.send(request(path).build(), HttpResponse.BodyHandlers.ofByteArray());
    }

    private HttpRequest.Builder request(String path) {
        String login = Base64.getEncoder().encodeToString((USER + ":" + PASSWORD).getBytes(StandardCharsets.UTF_8));
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/" + path))
                .timeout(Duration.ofSeconds(30))
                .header("Authorization", "Basic " + login);
    }

    private void await() throws IOException, InterruptedException {
        long limit = System.nanoTime() + LIMIT.toNanos();
        while (process.isAlive() && System.nanoTime() < limit) {
            try {
                if (get("service/rest/v1/status/writable").statusCode() == 200) {
                    return;
                }
            } catch (IOException e) {
                // It does not listen yet.
            }
            process.waitFor(500, TimeUnit.MILLISECONDS);
        }
        throw new IOException("Nexus did not start: " + Files.readString(folder.resolve("nexus.out")));
    }

    @Override
    public void close() throws IOException {
        process.destroy();
        try {
            if (!process.waitFor(60, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}

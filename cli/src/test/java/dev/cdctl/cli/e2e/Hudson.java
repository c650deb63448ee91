package dev.cdctl.cli.e2e;

import static org.awaitility.Awaitility.await;

import dev.cdctl.cli.world.Command;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Hudson 3.3, the elder of Jenkins, on a free loopback port with its home in a folder; gone when closed. It comes from
 * Maven Central and needs a Java 8. A job is a script, run by {@code sh -xe}; it is cancelled by SIGKILL to its processes.
 */
final class Hudson implements CiServer {
    private static final String WAR = "org.eclipse.hudson:hudson-war:3.3.2:war";
    private static final String COPY = "org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy";
    private static final Path KEPT = Path.of("target/hudson").toAbsolutePath();
    private static final Duration LIMIT = Duration.ofMinutes(3);

    private final String url;
    private final Process process;
    private final HttpClient client = HttpClient.newHttpClient();

    private Hudson(String url, Process process) {
        this.url = url;
        this.process = process;
    }

    static Hudson start(Path home) throws IOException {
        Files.createDirectories(home);
        new Command(List.of(Path.of("../e2e/clients").toAbsolutePath().toString()), Map.of())
                .text("java8", KEPT.toString());
        if (Files.notExists(KEPT.resolve("hudson-war-3.3.2.war"))) {
            new Command(List.of("mvn", "-q", "-B", COPY), Map.of())
                    .text("-Dartifact=" + WAR, "-DoutputDirectory=" + KEPT);
        }
        int port = Registry.freePort();
        ProcessBuilder builder = new ProcessBuilder(
                        KEPT.resolve("root/usr/lib/jvm/java-8-openjdk-amd64/jre/bin/java")
                                .toString(),
                        "-Xmx512m",
                        "-Djava.awt.headless=true",
                        "-Duser.home=" + home,
                        "-jar",
                        KEPT.resolve("hudson-war-3.3.2.war").toString(),
                        "--httpPort=" + port,
                        "--httpListenAddress=127.0.0.1")
                .redirectErrorStream(true)
                .redirectOutput(home.resolve("out").toFile());
        builder.environment().put("HUDSON_HOME", home.toString());
        Hudson hudson = new Hudson("http://127.0.0.1:" + port + "/", builder.start());
        hudson.ready();
        return hudson;
    }

    /** It shows its first page until it is told that that is over. */
    private void ready() {
        await().atMost(LIMIT).until(() -> post("finish", "", "text/plain") < 500 || !process.isAlive());
        await().atMost(LIMIT).until(() -> status("api/json") == 200 || !process.isAlive());
    }

    @Override
    public void job(String name, String script) throws IOException {
        String escaped = script.replace("&", "&amp;").replace("<", "&lt;");
        String job = "<project><builders><hudson.tasks.Shell><command>" + escaped
                + "</command></hudson.tasks.Shell></builders></project>";
        int status = post("createItem?name=" + name, job, "text/xml");
        if (status != 200) {
            throw new IOException("Hudson answered " + status);
        }
    }

    @Override
    public boolean run(String name) throws IOException {
        int number = builds(name) + 1;
        begin(name);
        await().atMost(LIMIT)
                .until(() -> builds(name) >= number && build(name, number).contains("\"building\":false"));
        return build(name, number).contains("\"result\":\"SUCCESS\"");
    }

    @Override
    public void begin(String name) {
        post("job/" + name + "/build?delay=0sec", "", "text/plain");
    }

    @Override
    public void abort(String name, int number) {
        post("job/" + name + "/" + number + "/stop", "", "text/plain");
        await().atMost(LIMIT).until(() -> build(name, number).contains("\"result\":\"ABORTED\""));
    }

    @Override
    public String log(String name, int number) throws IOException {
        return Http.text(url + "job/" + name + "/" + number + "/consoleText");
    }

    private int builds(String name) throws IOException {
        return Http.text(url + "job/" + name + "/api/json").split("\"number\":", -1).length - 1 == 0
                ? 0
                : Integer.parseInt(Http.text(url + "job/" + name + "/lastBuild/buildNumber")
                        .strip());
    }

    private String build(String name, int number) throws IOException {
        return Http.text(url + "job/" + name + "/" + number + "/api/json").replace(" ", "");
    }

    private int status(String path) {
        return send(HttpRequest.newBuilder(URI.create(url + path)));
    }

    private int post(String path, String body, String type) {
        return send(HttpRequest.newBuilder(URI.create(url + path))
                .header("Content-Type", type)
                .POST(BodyPublishers.ofString(body)));
    }

    /** The status; 599 when nobody answers. */
    private int send(HttpRequest.Builder request) {
        try {
            return client.send(request.timeout(Duration.ofSeconds(30)).build(), HttpResponse.BodyHandlers.discarding())
                    .statusCode();
        } catch (IOException e) {
            return 599;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
    }
}

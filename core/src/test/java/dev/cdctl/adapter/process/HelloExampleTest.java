package dev.cdctl.adapter.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cdctl.deploy.health.HealthCheck;
import dev.cdctl.deploy.machine.Instance;
import dev.cdctl.deploy.machine.Machine;
import dev.cdctl.deploy.spec.HealthSpec;
import dev.cdctl.http.Exchange;
import dev.cdctl.http.Probe;
import dev.cdctl.http.Reply;
import dev.cdctl.http.Target;
import dev.cdctl.traffic.Address;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The service of examples/hello, built, started, found healthy, verified and ended as a deployment does it. */
class HelloExampleTest {
    private final Fixture fixture;
    private final Path hello;

    HelloExampleTest(@TempDir Path folder) throws IOException {
        fixture = new Fixture(folder);
        hello = folder.resolve("hello");
        copy(Path.of("../examples/hello"), hello);
    }

    @AfterEach
    void endAll() {
        fixture.close();
    }

    @Test
    void itBecomesHealthyAndEndsCleanly() throws Exception {
        run("./build.sh", Map.of("CDCTL_VERSION", "1.2"));
        Address address = new Address("127.0.0.1", freePort());
        Instance started = fixture.machine.start(new Machine.Start(
                at(Fixture.instance("web", "d1"), address), hello.resolve("target"), "./start.sh", Map.of()));

        HealthSpec spec = new HealthSpec(
                Optional.of("/health"),
                Duration.ofSeconds(60),
                Duration.ofMillis(50),
                3,
                Duration.ofSeconds(10),
                "X-Version");
        new HealthCheck(fixture.machine, () -> false)
                .await(List.of(new HealthCheck.Subject(started, spec)), words -> {});

        assertThat(greeting(address)).startsWith("Hello from 1.2 (blue, pid " + started.pid() + ")");
        run("./verify.sh", Map.of("CDCTL_VERSION", "1.2", "CDCTL_URL", "http://" + address));
        assertThat(fixture.machine.stop(started, Duration.ofSeconds(60))).isTrue();
        assertThat(fixture.machine.exit(started)).contains(new Machine.Exit.Code(143));
    }

    private static String greeting(Address address) {
        Reply reply =
                new Probe(Duration.ofSeconds(10)).ask(Exchange.get(Target.of(address.host(), address.port()), "/"));
        return reply instanceof Reply.Answer answer ? answer.body() : reply.describe();
    }

    private void run(String script, Map<String, String> environment) throws IOException, InterruptedException {
        ProcessBuilder builder =
                new ProcessBuilder(script).directory(hello.toFile()).redirectErrorStream(true);
        builder.environment().putAll(environment);
        Process process = builder.start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
    }

    private static Instance at(Instance i, Address address) {
        return new Instance(i.slot(), i.deployment(), i.version(), i.digest(), i.token(), 0, Optional.of(address));
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.filter(path -> !path.startsWith(from.resolve("target")))
                    .toList()) {
                Files.copy(file, to.resolve(from.relativize(file).toString()));
            }
        }
    }
}

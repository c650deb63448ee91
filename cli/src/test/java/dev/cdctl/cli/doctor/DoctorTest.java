package dev.cdctl.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cdctl.cli.InProcess;
import dev.cdctl.cli.InProcess.Result;
import dev.cdctl.json.Json;
import dev.cdctl.json.JsonText;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DoctorTest {
    private static final String PIPELINE = """
            service: books
            package: [{archive: {name: books, files: ["**"]}}]
            push: {archives: "file:repo"}
            run: {command: ./start.sh}
            environments:
              production:
            """;

    private Path root;
    private Path project;

    @BeforeEach
    void folders(@TempDir Path temporary) throws IOException {
        root = temporary;
        project = Files.createDirectories(temporary.resolve("project"));
        Files.createDirectories(temporary.resolve("home"));
    }

    private InProcess cdctl() {
        return new InProcess()
                .with("PATH", System.getenv().getOrDefault("PATH", ""))
                .with("HOME", root.resolve("home").toString())
                .in(project);
    }

    private void pipeline(String environment) throws IOException {
        Files.writeString(project.resolve("pipeline.yaml"), PIPELINE + environment.indent(4));
    }

    private static List<String> findings(Result result, String level) {
        return JsonText.readObject(result.out()).items("findings").stream()
                .map(Json.Obj.class::cast)
                .filter(finding -> finding.need("level").equals(level))
                .map(finding -> finding.need("about") + ": " + finding.need("text"))
                .toList();
    }

    @Test
    void withoutAPipelineTheMachineAloneIsLookedAt() {
        Result result = cdctl().run("doctor");
        assertThat(result.exit()).isZero();
        assertThat(result.out())
                .startsWith("machine\n")
                .contains("ok       Java ", "setsid", "the state folder", "0 wrong")
                .doesNotContain("\npipeline\n");
    }

    @Test
    void anEnvironmentThatWasNeverDeployedIsWell() throws IOException {
        pipeline("drain: 1s");
        Result result = cdctl().run("doctor", "-o", "json");
        assertThat(findings(result, "wrong")).isEmpty();
        assertThat(findings(result, "ok")).contains("production: nothing is deployed yet");
        assertThat(result.exit()).isZero();
        assertThat(JsonText.readObject(result.out()).flag("ok")).isTrue();
    }

    @Test
    void nothingIsEverWritten() throws IOException {
        pipeline("drain: 1s");
        List<String> before = everything();
        cdctl().run("doctor");
        cdctl().run("doctor", "-o", "jsonl");
        assertThat(everything()).isEqualTo(before);
    }

    private List<String> everything() throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            return files.sorted()
                    .map(file -> file + " " + file.toFile().lastModified() + " "
                            + file.toFile().length())
                    .toList();
        }
    }

    @Test
    void everyProblemOfThePipelineIsAFinding() throws IOException {
        Files.writeString(project.resolve("pipeline.yaml"), "servce: books\nrun: {comand: x}\n");
        Result result = cdctl().run("doctor", "-o", "json");
        assertThat(result.exit()).isEqualTo(1);
        assertThat(findings(result, "wrong"))
                .hasSizeGreaterThan(1)
                .anySatisfy(text -> assertThat(text).contains("pipeline.yaml:1:1"));
    }

    @Test
    void aMissingPipelineThatWasNamedIsWrong() {
        Result result = cdctl().run("doctor", "-f", "other.yaml");
        assertThat(result.exit()).isEqualTo(1);
        assertThat(result.out()).contains("WRONG    there is no ");
    }

    @Test
    void aMissingProgramIsTold() {
        Result result = cdctl().with("PATH", root.toString()).run("doctor", "-o", "json");
        assertThat(result.exit()).isEqualTo(1);
        assertThat(findings(result, "wrong"))
                .contains("machine: sh is not on the PATH")
                .anySatisfy(text -> assertThat(text).contains("nor is perl"));
        assertThat(findings(result, "warning")).contains("machine: git is not on the PATH");
    }

    @Test
    void secretsAreLookedAtAndNeverShown() throws IOException {
        Files.writeString(project.resolve("password"), "correct horse battery");
        pipeline("""
                run:
                  env:
                    A: {secret: {file: password}}
                    B: {secret: {file: nowhere}}
                    C: {secret: {env: NOT_SET}}
                    D: {secret: {command: "touch ran; echo x"}}
                """);
        Result result = cdctl().run("doctor", "-o", "json");
        assertThat(findings(result, "wrong")).hasSize(2);
        assertThat(findings(result, "ok"))
                .anySatisfy(text -> assertThat(text).contains("secret A", "can be read"))
                .anySatisfy(text -> assertThat(text).contains("secret D", "was not run"));
        assertThat(result.out()).doesNotContain("horse");
        assertThat(project.resolve("ran")).doesNotExist();
    }

    @Test
    void aPortThatSomebodyElseHoldsIsWrongBeforeTheFirstDeployment() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            pipeline("routers: [{embedded: {port: " + socket.getLocalPort() + "}}]");
            Result result = cdctl().run("doctor", "-o", "json");
            assertThat(findings(result, "wrong"))
                    .singleElement()
                    .asString()
                    .contains("port " + socket.getLocalPort() + ", where users are to connect, is held by");
        }
    }

    @Test
    void aRangeWithoutEnoughFreePortsIsWrong() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            int port = socket.getLocalPort();
            pipeline("ports: " + port + "-" + (port + 1));
            assertThat(findings(cdctl().run("doctor", "-o", "json"), "wrong"))
                    .singleElement()
                    .asString()
                    .contains("are free, two colours need 2");
        }
    }

    @Test
    void aCertificateIsOpenedAndItsEndIsTold() throws IOException, InterruptedException {
        certificate("soon", 5);
        certificate("later", 100);
        assertThat(findings(withCertificate("soon"), "warning"))
                .singleElement()
                .asString()
                .contains("expires at");
        assertThat(findings(withCertificate("later"), "ok"))
                .anySatisfy(text -> assertThat(text).contains("is good until"));
        Files.writeString(project.resolve("soon.pem"), "nonsense");
        assertThat(findings(withCertificate("soon"), "wrong"))
                .singleElement()
                .asString()
                .contains("soon.pem");
        assertThat(findings(withCertificate("never"), "wrong"))
                .singleElement()
                .asString()
                .contains("never.key");
    }

    private Result withCertificate(String name) throws IOException {
        pipeline("routers: [{embedded: {tls: {certificate: " + name + ".pem, key: " + name + ".key}}}]");
        return cdctl().run("doctor", "-o", "json");
    }

    /** Made by the JDK's own tool. */
    private void certificate(String name, int days) throws IOException, InterruptedException {
        Path keytool = Path.of(System.getProperty("java.home"), "bin", "keytool");
        String store = project.resolve(name + ".p12").toString();
        run(
                keytool.toString(),
                "-genkeypair",
                "-alias",
                "a",
                "-keyalg",
                "EC",
                "-validity",
                Integer.toString(days),
                "-dname",
                "CN=localhost",
                "-keystore",
                store,
                "-storepass",
                "changeit");
        run(
                keytool.toString(),
                "-exportcert",
                "-rfc",
                "-alias",
                "a",
                "-keystore",
                store,
                "-storepass",
                "changeit",
                "-file",
                project.resolve(name + ".pem").toString());
        Files.writeString(project.resolve(name + ".key"), "a key");
    }

    private static void run(String... command) throws IOException, InterruptedException {
        assertThat(new ProcessBuilder(command).redirectErrorStream(true).start().waitFor())
                .isZero();
    }
}

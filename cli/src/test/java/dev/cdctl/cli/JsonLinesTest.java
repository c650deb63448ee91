package dev.cdctl.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.cdctl.cli.InProcess.Result;
import dev.cdctl.cli.text.OutputSchema;
import dev.cdctl.json.Json;
import dev.cdctl.json.JsonText;
import dev.cdctl.language.SchemaCheck;
import dev.cdctl.model.Failure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonLinesTest {
    private Path folder;
    private ProcessHandle started = ProcessHandle.current();

    @BeforeEach
    void folder(@TempDir Path temporary) {
        folder = temporary;
    }

    @AfterEach
    void end() {
        if (!started.equals(ProcessHandle.current())) {
            started.destroyForcibly();
        }
    }

    private InProcess cdctl() {
        return new InProcess()
                .with(new DemoSection())
                .with("XDG_STATE_HOME", folder.toString())
                .in(folder);
    }

    private static List<Json.Obj> lines(String out) {
        assertThat(out).endsWith("}\n");
        List<Json.Obj> lines = out.lines().map(JsonText::readObject).toList();
        for (Json.Obj line : lines) {
            assertThat(SchemaCheck.errors(OutputSchema.line(), line)).isEmpty();
            assertThat(Instant.parse(line.need("time"))).isBefore(Instant.now().plusSeconds(1));
        }
        return lines;
    }

    private static Json.Obj last(List<Json.Obj> lines) {
        Json.Obj last = lines.get(lines.size() - 1);
        assertThat(last.need("type")).isEqualTo("result");
        return last.object("result").orElseThrow();
    }

    @Test
    void everyEventIsALineAndTheResultIsTheLast() {
        Result result = cdctl().run("end", "FAILED", "-o", "jsonl");
        List<Json.Obj> lines = lines(result.out());
        assertThat(lines.stream().map(line -> line.need("type")))
                .containsExactly(
                        "plan_started",
                        "step_started",
                        "step_ended",
                        "warning",
                        "step_started",
                        "output",
                        "output",
                        "step_ended",
                        "step_ended",
                        "result");
        assertThat(lines.get(2).need("outcome")).isEqualTo("skipped");
        assertThat(lines.get(2).need("detail")).isEqualTo("the same bytes are there");
        assertThat(lines.get(3).object("problem").orElseThrow().need("code")).isEqualTo("CD-812");
        assertThat(lines.get(7).needNumber("took_ms")).isEqualTo(1234);
        assertThat(result.err()).contains("run ./unit.sh", "exit 1");
    }

    @Test
    void theSchemaKnowsALineThatIsNoneOfThem() {
        Json.Builder head = Json.object().put("schema_version", 1).put("time", "2026-01-01T00:00:00Z");
        assertThat(SchemaCheck.errors(
                        OutputSchema.line(), head.put("type", "note").build()))
                .isNotEmpty();
        Json.Obj note = head.put("text", "so it is").build();
        assertThat(SchemaCheck.errors(OutputSchema.line(), note)).isEmpty();
        assertThat(SchemaCheck.errors(OutputSchema.answer(), note)).isNotEmpty();
    }

    @ParameterizedTest
    @EnumSource(Failure.Kind.class)
    void theResultIsTheDocumentOfJson(Failure.Kind kind) {
        Result lines = cdctl().run("end", kind.name(), "-o", "jsonl");
        Result document = cdctl().run("end", kind.name(), "-o", "json");
        assertThat(last(lines(lines.out()))).isEqualTo(JsonText.readObject(document.out()));
        assertThat(lines.exit()).isEqualTo(document.exit());
    }

    @ParameterizedTest
    @ValueSource(strings = {"nonsense", "paint --nonsense", "paint red", "end bug", "paint blue"})
    void theLastLineIsTheResultHoweverItEnds(String line) {
        Result result = cdctl().run(("-o jsonl " + line).split(" "));
        Json.Obj last = last(lines(result.out()));
        assertThat(last.flag("ok")).isEqualTo(result.exit() == 0);
    }

    @ParameterizedTest
    @CsvSource({"wait,TERM,1,143", "wait,INT,1,130", "hang,INT,2,130", "hang,TERM,2,143"})
    void theLastLineIsTheResultAfterASignal(String command, String signal, int times, int code)
            throws IOException, InterruptedException {
        Path out = folder.resolve("out");
        Path err = folder.resolve("err");
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        Process process = new ProcessBuilder(
                        java, "-cp", classPath(), "dev.cdctl.cli.WaitingMain", command, "-o", "jsonl")
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        started = process.toHandle();
        await().atMost(Duration.ofSeconds(30)).until(() -> Files.readString(out).contains("\"type\":\"step_started\""));
        for (int time = 0; time < times; time++) {
            kill(signal, process.pid());
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> Files.readString(err).contains("stopping"));
        }
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(code);
        Json.Obj last = last(lines(Files.readString(out)));
        assertThat(last.flag("ok")).isFalse();
        assertThat(last.needNumber("exit")).isEqualTo(code);
    }

    private static void kill(String signal, long pid) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + signal, Long.toString(pid)).start().waitFor();
    }

    private static String classPath() {
        return Objects.requireNonNull(System.getProperty("java.class.path"));
    }
}

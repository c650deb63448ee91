package dev.cdctl.language;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.cdctl.Golden;
import dev.cdctl.json.Json;
import dev.cdctl.json.JsonText;
import dev.cdctl.model.Failure;
import dev.cdctl.model.Name;
import dev.cdctl.pipeline.Key;
import dev.cdctl.pipeline.Type;
import dev.cdctl.pipeline.Type.Shape;
import dev.cdctl.pipeline.YamlText;
import dev.cdctl.pipeline.reference.Explain;
import dev.cdctl.pipeline.reference.Origins;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What follows from the keys: schema, explanations, the reference page and the origins of values. */
class LanguageTest {
    private static List<String> schemaErrors(String yaml) {
        return SchemaCheck.errors(PipelineFile.schema(), YamlText.read("p.yaml", yaml));
    }

    /** Calls for every key with its path; names that users choose are stars. */
    private static void eachKey(String path, Type<?> type, BiConsumer<String, Key<?>> each) {
        Shape shape = type.shape();
        if (shape instanceof Shape.Fields fields) {
            for (Key<?> key : fields.keys()) {
                String at = path.isEmpty() ? key.name() : path + "." + key.name();
                each.accept(at, key);
                eachKey(at, key.type(), each);
            }
        } else if (shape instanceof Shape.Many many) {
            eachKey(path, many.item(), each);
        } else if (shape instanceof Shape.Named named) {
            eachKey(path + ".*", named.value(), each);
        }
    }

    @Test
    void theReferencePageIsWhatTheKeysSay() throws IOException {
        Golden.assertSame("docs/pipeline.md", PipelineFile.reference());
    }

    @Test
    void everyKeyIsDocumentedAndExplained() {
        List<String> paths = new ArrayList<>();
        eachKey("", Pipeline.BLOCK, (path, key) -> {
            paths.add(path);
            assertThat(key.doc()).as(path).isNotBlank();
            assertThat(key.required() && key.fallback().isPresent()).as(path).isFalse();
            Explain explained = PipelineFile.explain(path);
            assertThat(explained.doc()).as(path).isNotBlank();
            assertThat(explained.text()).contains(path, explained.words());
        });

        assertThat(paths)
                .hasSizeGreaterThan(90)
                .contains("environments.*.run.roles.*.health.within", "version.from.env");
    }

    @Test
    void anExplanationHasTypeDefaultAndDocumentation() {
        Explain drain = PipelineFile.explain("environments.production.drain");

        assertThat(drain.words()).isEqualTo("a duration such as 500ms, 30s, 5m or 2h");
        assertThat(drain.fallback()).isEqualTo("30s");
        assertThat(drain.doc()).startsWith("How long requests to the old colour");
        assertThat(drain.environment()).isFalse();
        assertThat(drain.keys()).isEmpty();
        assertThat(PipelineFile.explain("run.health.within").fallback()).isEqualTo("60s");
        assertThat(PipelineFile.explain("environments.*.routers.embedded.port").environment())
                .isTrue();
        assertThat(PipelineFile.explain("environments.*").keys())
                .extracting(Key::name)
                .contains("run", "drain");
        assertThat(PipelineFile.explain("").keys()).extracting(Key::name).contains("service", "stages");
    }

    @Test
    void theExplanationOfAKeyReadsWell() {
        assertThat(PipelineFile.explain("push").text()).isEqualTo("""
                        push
                          Where releases are pushed to.
                          Value: a push block
                          Keys:
                            archives     A folder as a `file:` URL, relative to the repository where it is relative; the URL of a server that keeps files; or a block with `raw` or `maven`. By default a folder of the user's own.
                            images       The registry of images: its host, its port when it is not 443, and what stands before each image's name.
                            images-ca    A PEM file with the only certificates that the registry is trusted by; those of the JVM by default.
                            images-http  Whether a registry on another machine is talked to without TLS, which everyone on the way can read and change.
                        """);
        assertThat(PipelineFile.explain("push.archives").text()).isEqualTo("""
                        push.archives
                          A folder as a `file:` URL, relative to the repository where it is relative; the URL of a server that keeps files; or a block with `raw` or `maven`. By default a folder of the user's own.
                          Value: a URL such as file:../repository or https://repository.example/releases or a repository block (raw, maven)
                          ${NAME} is replaced from the environment.
                          Keys:
                            raw          The URL of a server that keeps files: WebDAV, or a raw or generic repository.
                            user         Who pushes; without `password`, the password is looked up in `~/.netrc` (or the file that `NETRC` names).
                            password     The user's password or token, as a secret: `{secret: {env: TOKEN}}`.
                            server       The id of the `server` in `~/.m2/settings.xml` that has the user and the password.
                            ca           A PEM file with the certificates that the server's is signed by, for a CA of your own; a relative path is relative to the repository.
                            maven        The URL of a Maven repository of releases.
                            group        The group id; an archive's name is its artifact id.
                            classifiers  The classifiers under which the archive of a release may lie that `mvn deploy` put there; one without a classifier is found always.
                        """);
    }

    @Test
    void anUnknownKeyIsExplainedByTheNearestOne() {
        Failure failure = catchThrowableOfType(Failure.class, () -> PipelineFile.explain("run.helth.within"));

        assertThat(failure.kind()).isEqualTo(Failure.Kind.USAGE);
        assertThat(failure.problems().get(0).what()).isEqualTo("there is no key 'run.helth'");
        assertThat(failure.problems().get(0).remedy()).isEqualTo("type cdctl explain run.health");
        assertThat(catchThrowableOfType(Failure.class, () -> PipelineFile.explain("service.x"))
                        .problems()
                        .get(0)
                        .why())
                .isEqualTo("service has no keys below it");
    }

    @Test
    void theSchemaIsJsonWithDescriptionsAndDefaults() {
        Json.Obj schema = JsonText.readObject(JsonText.pretty(PipelineFile.schema()));
        Json.Obj properties = schema.object("properties").orElseThrow();

        assertThat(schema.need("$schema")).endsWith("/draft/2020-12/schema");
        assertThat(schema.items("required")).containsExactly(Json.of("service"), Json.of("environments"));
        assertThat(properties.members()).containsKeys("service", "stages", "run", "environments");
        Json.Obj drain = properties
                .object("environments")
                .flatMap(value -> value.object("additionalProperties"))
                .flatMap(value -> value.object("properties"))
                .flatMap(value -> value.object("drain"))
                .orElseThrow();
        assertThat(drain.need("default")).isEqualTo("30s");
        assertThat(drain.need("description")).contains("old colour");
    }

    @Test
    void theSchemaAcceptsWhatTheReaderAccepts() {
        assertThat(schemaErrors(PipelineFileTest.SMALLEST)).isEmpty();
        assertThat(schemaErrors(PipelineFileTest.GROWN)).isEmpty();
    }

    @Test
    void theSchemaRefusesWhatTheReaderRefuses() {
        for (String[] change : new String[][] {
            {"service: books", "service: Books"},
            {"service: books", "servise: books"},
            {"command: ./start.sh", "comand: ./start.sh"},
            {"command: ./start.sh", "command: x, health: {times: 0}"},
            {"command: ./start.sh", "command: x, stop-timeout: 10"},
            {"command: ./start.sh", "command: x, env: {A-B: c}"},
            {"command: ./start.sh", "command: x, env: {A: {secret: {fil: x}}}"},
            {"files: [start.sh]", "files: start.sh"},
            {"files: [start.sh]", "files: [a], format: rar"},
            {"integration:", "integration: {routers: [{embedded: {port: 99999}}]}"},
            {"integration:", "integration: {approve: yes}"},
        }) {
            String yaml = PipelineFileTest.SMALLEST.replace(change[0], change[1]);
            assertThat(schemaErrors(yaml)).as(change[1]).isNotEmpty();
            assertThat(catchThrowableOfType(
                            Failure.class, () -> PipelineFile.parse(yaml, Path.of("p.yaml"), Map.of(), Set.of())))
                    .as(change[1])
                    .isNotNull();
        }
    }

    @Test
    void whatInitWritesFitsTheSchema(@TempDir Path folder) throws IOException {
        for (String file : List.of("pom.xml", "package.json", "build.gradle", "Dockerfile", "build.sh")) {
            Path repository = Files.createDirectory(folder.resolve("for-" + file.replace('.', '-')));
            Files.writeString(repository.resolve(file), "");
            assertThat(schemaErrors(new Init(repository).text("s.json")))
                    .as(file)
                    .isEmpty();
        }
    }

    @Test
    void everyExampleOfTheRepositoryIsValid() throws IOException {
        Map<String, String> examples = examples();
        assertThat(examples.keySet())
                .anyMatch(name -> name.startsWith("README.md"))
                .hasSizeGreaterThan(2);
        examples.forEach((name, yaml) -> {
            assertThat(schemaErrors(yaml)).as(name).isEmpty();
            PipelineFile.parse(yaml, Path.of(name), Map.of(), Set.of());
        });
    }

    /** Whole pipelines, by file and position: examples, blocks of YAML on pages, and files that blocks write. */
    private static Map<String, String> examples() throws IOException {
        Map<String, String> examples = new TreeMap<>();
        examples.put("pipeline.example.yaml", Files.readString(Golden.file("pipeline.example.yaml")));
        Pattern block = Pattern.compile("(?ms)^(```yaml|cat > pipeline.yaml <<'END')\\n(.*?)^(```|END)$");
        try (Stream<Path> pages = Stream.concat(Stream.of(Golden.file("README.md")), Files.walk(Golden.file("docs")))) {
            for (Path page :
                    pages.filter(path -> path.toString().endsWith(".md")).toList()) {
                block.matcher(Files.readString(page))
                        .results()
                        .filter(found -> found.group(2).matches("(?s)(#[^\\n]*\\n)*service:.*"))
                        .forEach(found -> examples.put(page.getFileName() + ":" + found.start(), found.group(2)));
            }
        }
        return examples;
    }

    @Test
    void everyValueHasItsOrigin(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("pipeline.yaml");
        Files.writeString(file, PipelineFileTest.GROWN);
        List<Origins.Line> lines = PipelineFile.origins(file, PipelineFileTest.ENVIRONMENT);

        assertThat(lines)
                .contains(
                        new Origins.Line("service", "books", file + ":2:10"),
                        new Origins.Line("version.from.git.tag-prefix", "", file + ":6:28"),
                        new Origins.Line("stages.unit.run", "./unit.sh", file + ":13:9"),
                        new Origins.Line("stages.unit.shell", "sh", "default"),
                        new Origins.Line(
                                "push.archives", "file:../repository", file + ":18:18, environment variable REPO"),
                        new Origins.Line("environments.integration.drain", "30s", "default"),
                        new Origins.Line("environments.production.drain", "0s", file + ":48:12"),
                        new Origins.Line("environments.integration.run.env.LOG_LEVEL", "info", file + ":21:20"),
                        new Origins.Line("environments.production.run.env.LOG_LEVEL", "warn", file + ":34:24"),
                        new Origins.Line(
                                "environments.production.run.roles.web.health.http", "/health", file + ":25:53"),
                        new Origins.Line("environments.production.run.roles.web.health.every", "500ms", "default"));
        assertThat(lines)
                .filteredOn(line -> line.path().contains("DB_PASSWORD"))
                .extracting(Origins.Line::path, Origins.Line::value)
                .contains(org.assertj.core.groups.Tuple.tuple(
                        "environments.production.run.env.DB_PASSWORD.secret.file", "secrets/db"))
                .hasSize(2);
        assertThat(lines).noneMatch(line -> line.path().startsWith("run."));
        assertThat(lines)
                .extracting(Origins.Line::path)
                .contains("environments.integration.run.roles.mail.handover")
                .doesNotContain(
                        "environments.integration.run.replicas",
                        "environments.integration.run.roles.web.handover",
                        "environments.integration.run.roles.migrate.replicas");
    }

    @Test
    void aDefaultSourceOfVersionsHasNoOthersBesideIt(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("pipeline.yaml");
        Files.writeString(file, PipelineFileTest.SMALLEST);

        assertThat(PipelineFile.origins(file, Map.of()))
                .filteredOn(line -> line.path().startsWith("version"))
                .containsExactly(new Origins.Line("version.from.git.tag-prefix", "v", "default"));
        assertThat(PipelineFile.read(file, Map.of(), Set.of()).service()).isEqualTo(new Name("books"));
    }
}

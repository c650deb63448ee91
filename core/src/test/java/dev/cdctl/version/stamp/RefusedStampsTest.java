package dev.cdctl.version.stamp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cdctl.model.Failure;
import dev.cdctl.model.Origin;
import dev.cdctl.model.Problem;
import dev.cdctl.model.Version;
import dev.cdctl.version.StampSpec;
import dev.cdctl.version.StampSpec.Kind;
import dev.cdctl.version.form.Form;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.assertj.core.api.ListAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class RefusedStampsTest {
    private static final Version VERSION = new Version("1.4.2");

    private final Path folder;

    RefusedStampsTest(@TempDir Path folder) {
        this.folder = folder;
    }

    static Stream<Arguments> refused() {
        return Stream.of(
                Arguments.of(Kind.JSON, "version", "{\"a\": {\"version\": \"1\"}}", "CD-253"),
                Arguments.of(Kind.JSON, "a", "{\"a\": {\"version\": \"1\"}}", "CD-253"),
                Arguments.of(Kind.JSON, "a", "{\"a\": 1", "CD-256"),
                Arguments.of(Kind.JSON, "a", "{\"a\": 1, \"a\": 2}", "CD-256"),
                Arguments.of(Kind.YAML, "a", "a: 1\n---\na: 2\n", "CD-254"),
                Arguments.of(Kind.YAML, "a", "a: |\n  1\n", "CD-255"),
                Arguments.of(Kind.YAML, "a", "a:\nb: 1\n", "CD-255"),
                Arguments.of(Kind.YAML, "a", "a: [1\n", "CD-256"),
                Arguments.of(Kind.YAML, "a", "a: &x [*x]\n", "CD-256"),
                Arguments.of(Kind.TOML, "a", "[b]\na = '1'\n", "CD-253"),
                Arguments.of(Kind.TOML, "a", "a = \"\"\"1\"\"\"\n", "CD-255"),
                Arguments.of(Kind.TOML, "a", "a = \"1\n", "CD-256"),
                Arguments.of(Kind.PROPERTIES, "a", "a=1\na=2\n", "CD-254"),
                Arguments.of(Kind.PROPERTIES, "a", "a=1\\\n2\n", "CD-255"),
                Arguments.of(Kind.XML, "a/b", "<a><b>1</b><b>2</b></a>", "CD-254"),
                Arguments.of(Kind.XML, "a/b", "<a><b/></a>", "CD-253"),
                Arguments.of(Kind.XML, "a/@b", "<a c='b=1'/>", "CD-253"),
                Arguments.of(Kind.XML, "a", "<a>1</b>", "CD-256"),
                Arguments.of(Kind.DOTNET, "", "<Project><PropertyGroup/></Project>", "CD-253"),
                Arguments.of(
                        Kind.DOTNET,
                        "",
                        "<Project><PropertyGroup><Version>$(V)</Version></PropertyGroup></Project>",
                        "CD-253"),
                Arguments.of(Kind.NPM, "", "{\"name\": \"books\"}", "CD-253"),
                Arguments.of(Kind.INNO_SETUP, "", "[Files]\nAppVersion=1\n", "CD-253"),
                Arguments.of(Kind.INNO_SETUP, "", "[Setup]\nAppVersion={#V}\n", "CD-253"),
                Arguments.of(Kind.NSIS, "", "!define MIN_VERSION 1\n", "CD-253"),
                Arguments.of(Kind.WIX, "", "<Wix><Product Version='$(var.V)'/></Wix>", "CD-253"),
                Arguments.of(Kind.DOCKERFILE, "", "FROM scratch\n", "CD-253"),
                Arguments.of(Kind.DOCKERFILE, "", "ARG V\nLABEL org.opencontainers.image.version=$V\n", "CD-253"),
                Arguments.of(
                        Kind.POM,
                        "",
                        "<project><parent><artifactId>p</artifactId><version>1</version></parent></project>",
                        "CD-257"),
                Arguments.of(Kind.FILE, "v=(.*)", "\0v=1", "CD-250"));
    }

    @ParameterizedTest
    @MethodSource("refused")
    void whatCannotBeStampedIsToldAndLeftAlone(Kind kind, String where, String text, String code) throws IOException {
        write("good", "v=1");
        write("x", text);
        problems(VERSION, spec(Kind.FILE, "good", "v=(.*)"), spec(kind, "x", where))
                .singleElement()
                .matches(problem -> problem.code().equals(code), code)
                .matches(problem ->
                        problem.what().startsWith("x: ") && !problem.remedy().isEmpty());
        assertThat(folder.resolve("x")).hasContent(text);
        assertThat(folder.resolve("good")).hasContent("v=1");
        assertThat(folder.resolve(".cdctl")).doesNotExist();
    }

    @Test
    void aVersionThatWindowsInstallerCannotHaveIsRefused() throws IOException {
        write("x.wxs", "<Wix><Package Version='1'/></Wix>");
        problems(new Version("2026.3.1"), spec(Kind.WIX, "x.wxs", ""))
                .extracting(Problem::code)
                .containsExactly("CD-258");
    }

    @Test
    void aPropertyThatMavensCommandLineSetsIsNotStampedInVain() throws IOException {
        write(".mvn/maven.config", "-B\n-Drevision=1\n");
        write(
                "pom.xml",
                "<project><version>${revision}</version><properties><revision>1</revision></properties></project>");
        problems(VERSION, spec(Kind.POM, "pom.xml", ""))
                .extracting(Problem::code)
                .containsExactly("CD-262");
    }

    @Test
    void readOnlyAndHugeFilesAreRefused() throws IOException {
        write("locked", "v=1");
        write("open", "v=1");
        Files.setPosixFilePermissions(folder.resolve("locked"), PosixFilePermissions.fromString("r--r--r--"));
        problems(VERSION, spec(Kind.FILE, "{locked,open}", "v=(.*)"))
                .extracting(Problem::code)
                .containsExactly("CD-252");
        assertThat(folder.resolve("open")).hasContent("v=1");
        try (RandomAccessFile huge = new RandomAccessFile(folder.resolve("huge").toFile(), "rw")) {
            huge.setLength((64L << 20) + 1);
        }
        problems(VERSION, spec(Kind.FILE, "huge", "v=(.*)"))
                .extracting(Problem::code)
                .containsExactly("CD-251");
    }

    @Test
    void checkTellsEachPlaceWithItsLineAndWritesNothing() throws IOException {
        write("a.cs", "// x\r\n[assembly: AssemblyVersion(\"1.0\")]\r\n[assembly: AssemblyFileVersion(\"1.4.2.0\")]");
        write("b.json", "{\n  \"version\": 1.10}");
        List<StampSpec> specs = List.of(spec(Kind.ASSEMBLY_INFO, "a.cs", ""), spec(Kind.JSON, "b.json", "version"));
        Stamper stamper = new Stamper(folder, Optional.empty());
        assertThatThrownBy(() -> stamper.check(VERSION, specs))
                .isInstanceOfSatisfying(
                        Failure.class,
                        failure -> assertThat(failure.problems())
                                .extracting(Problem::toString)
                                .containsExactly(
                                        "CD-259 a.cs:2:29: a.cs is not stamped: it says 1.0, not 1.4.2.0",
                                        "CD-259 b.json:2:14: b.json is not stamped: it says 1.10, not \"1.4.2\""));
        assertThat(folder.resolve(".cdctl")).doesNotExist();
        stamper.stamp(VERSION, specs);
        assertThat(stamper.check(VERSION, specs)).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource({
        "1.10, a: 1.0, a: \"1.10\"",
        "1.10, a: '1.0', a: '1.10'",
        "1.4.2, a: 1.0 # x, a: 1.4.2 # x",
        "2026-03-05, a: 1, a: \"2026-03-05\"",
        "1e3, a: x, a: \"1e3\"",
        "12, a: x, a: \"12\"",
        "1.0-rc.1, a: x, a: 1.0-rc.1",
    })
    void aValueThatYamlWouldTakeForANumberGetsQuotes(String version, String before, String after) throws IOException {
        write("x.yaml", before);
        new Stamper(folder, Optional.empty()).stamp(new Version(version), List.of(spec(Kind.YAML, "x.yaml", "a")));
        assertThat(folder.resolve("x.yaml")).hasContent(after);
    }

    @Test
    void aLockFileIsStampedWhereThePackageAndItsWorkspacesAre() throws IOException {
        write("package.json", "{\"name\": \"root\", \"version\": \"0.0.1\"}");
        write("lib/a/package.json", "{\"name\": \"a\", \"version\": \"0.0.1\"}");
        String lock = """
                {"name": "root", "version": "0.0.1", "lockfileVersion": 3, "packages": {
                  "": {"name": "root", "version": "0.0.1"},
                  "lib/a": {"version": "0.0.1"},
                  "lib/b": {"version": "7.0.0"},
                  "node_modules/x": {"version": "0.0.1"}}}
                """;
        write("package-lock.json", lock);
        new Stamper(folder, Optional.empty())
                .stamp(new Version("1.4.2+7"), List.of(spec(Kind.NPM, "**/package.json", "")));
        assertThat(folder.resolve("package-lock.json"))
                .hasContent(lock.replace("0.0.1", "1.4.2")
                        .replace("x\": {\"version\": \"1.4.2", "x\": {\"version\": \"0.0.1"));
    }

    @Test
    void aKillBetweenTwoStampsIsMendedByRestore() throws IOException {
        write("a", "v=1");
        write("b", "v=1");
        Stamper stamper = new Stamper(folder, Optional.empty());
        List<StampSpec> specs = List.of(spec(Kind.FILE, "{a,b}", "v=(.*)"));
        stamper.stamp(new Version("2"), specs);
        stamper.stamp(new Version("3"), specs);
        // As if the second stamp had ended before it reached b.
        write("b", "v=2");
        assertThat(stamper.restore().orRefuse()).containsExactly("a", "b");
        assertThat(folder.resolve("b")).hasContent("v=1");
    }

    @Test
    void theFormCanBeChosenAndIsRefusedWhereItCannotBe() throws IOException {
        write("x", "v=1");
        StampSpec docker = new StampSpec(Kind.FILE, "x", "v=(.*)", Optional.of(Form.DOCKER), Origin.of("here"));
        new Stamper(folder, Optional.empty()).stamp(new Version("1.4.2+7"), List.of(docker));
        assertThat(folder.resolve("x")).hasContent("v=1.4.2_7");
        StampSpec numeric = new StampSpec(Kind.FILE, "x", "v=(.*)", Optional.of(Form.NUMERIC), Origin.of("here"));
        problems(new Version("1.99999"), numeric).extracting(Problem::code).containsExactly("CD-223");
    }

    private ListAssert<Problem> problems(Version version, StampSpec... specs) {
        return assertThatThrownBy(() -> new Stamper(folder, Optional.empty()).stamp(version, List.of(specs)))
                .asInstanceOf(InstanceOfAssertFactories.type(Failure.class))
                .extracting(
                        failure -> new ArrayList<>(failure.problems()), InstanceOfAssertFactories.list(Problem.class));
    }

    private static StampSpec spec(Kind kind, String glob, String where) {
        return new StampSpec(kind, glob, where, Optional.empty(), new Origin("pipeline.yaml", 5, 7, "    - file: x"));
    }

    private void write(String file, String content) throws IOException {
        Path path = folder.resolve(file);
        Files.createDirectories(Objects.requireNonNull(path.getParent()));
        Files.write(path, content.getBytes(StandardCharsets.UTF_8));
    }
}

package dev.cdctl.version.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cdctl.model.Failure;
import dev.cdctl.model.Origin;
import dev.cdctl.model.Problem;
import dev.cdctl.version.FakeTree;
import dev.cdctl.version.VersionSpec.Source;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.assertj.core.api.AbstractObjectAssert;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VersionResolverTest {
    private static final Origin HERE = new Origin("pipeline.yaml", 3, 9, "  from: x");

    private final Path folder;

    VersionResolverTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @Test
    void mavenGivesTheProjectsVersion() throws IOException {
        write(
                "pom.xml",
                "<project><parent><version>9</version></parent><version> 1.4.2-SNAPSHOT\n</version></project>");
        assertThat(resolve(new Source.Maven("pom.xml"))).isEqualTo("1.4.2-SNAPSHOT");
    }

    @Test
    void mavenFallsBackToTheParentsVersion() throws IOException {
        write("a/pom.xml", "<project><parent><version>1.2.3</version></parent></project>");
        assertThat(resolve(new Source.Maven("a/pom.xml"))).isEqualTo("1.2.3");
    }

    @Test
    void mavenFillsPropertiesOfTheSamePomIn() throws IOException {
        write("pom.xml", """
                <?xml version="1.0"?>
                <!-- <project><version>0</version> -->
                <project xmlns="x" a='>'>
                  <version>${revision}${changelist}</version>
                  <dependencies><dependency><version>7</version></dependency></dependencies>
                  <properties><revision><![CDATA[2.${minor}]]></revision><minor>5.0</minor><changelist/></properties>
                </project>
                """);
        assertThat(resolve(new Source.Maven("pom.xml"))).isEqualTo("2.5.0");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<project><version>${revision}</version></project>",
                "<project><version>${a}</version><properties><a>${b}</a><b>${a}</b></properties></project>",
                "<project><version>${project.version}</version></project>",
                "<project><dependency><version>1</version></dependency></project>",
            })
    void mavenWithoutAVersionIsAProblem(String pom) throws IOException {
        write("pom.xml", pom);
        problem(new Source.Maven("pom.xml")).extracting(Problem::code).isEqualTo("CD-213");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<project><version>1</project>",
                "<project><version>1</version>",
                "<project><!-- <version>1</version></project>",
                "<!DOCTYPE p [<!ENTITY v '1'>]><project><version>&v;</version></project>",
                "<project a='><version>1</version></project>",
                "</project>",
            })
    void damagedXmlIsAProblem(String pom) throws IOException {
        write("pom.xml", pom);
        problem(new Source.Maven("pom.xml")).extracting(Problem::code).isEqualTo("CD-212");
    }

    @Test
    void aFileGivesItsContentOrWhatThePatternFinds() throws IOException {
        write("VERSION", "\uFEFF 1.4.2 \r\n");
        assertThat(resolve(new Source.File("VERSION", "", HERE))).isEqualTo("1.4.2");
        write("setup.py", "name='x'\nversion='3.1.0'\nversion='4'\n");
        assertThat(resolve(new Source.File("setup.py", "^version='(.*)'$", HERE)))
                .isEqualTo("3.1.0");
    }

    @Test
    void aFileThatIsMissingOrWithoutAMatchIsAProblem() throws IOException {
        problem(new Source.File("VERSION", "", HERE)).extracting(Problem::code).isEqualTo("CD-211");
        problem(new Source.File("\0", "", HERE)).extracting(Problem::code).isEqualTo("CD-211");
        write("VERSION", "none");
        problem(new Source.File("VERSION", "v=(.*)", HERE))
                .extracting(Problem::code, Problem::origin)
                .containsExactly("CD-219", Optional.of(HERE));
        problem(new Source.File("VERSION", "v=.*", HERE))
                .extracting(Problem::code)
                .isEqualTo("CD-217");
        problem(new Source.File("VERSION", "v=(", HERE))
                .extracting(Problem::code)
                .isEqualTo("CD-217");
    }

    @Test
    void aFileOutsideTheRepositoryIsRefused(@TempDir Path outside) throws IOException {
        Files.writeString(outside.resolve("VERSION"), "1.0.0");
        Files.createSymbolicLink(folder.resolve("link"), outside.resolve("VERSION"));
        problem(new Source.File("link", "", HERE)).extracting(Problem::code).isEqualTo("CD-222");
        problem(new Source.File(outside.resolve("VERSION").toString(), "", HERE))
                .extracting(Problem::code)
                .isEqualTo("CD-222");
    }

    @Test
    void anEnvironmentVariableGivesItsValue() {
        assertThat(resolve(new Source.Env("RELEASE", HERE))).isEqualTo("5.0.1");
        problem(new Source.Env("NONE", HERE)).extracting(Problem::code).isEqualTo("CD-214");
    }

    @Test
    void aCommandGivesItsFirstLineAndRunsInTheFolder() throws IOException {
        write("VERSION", "7.0.0");
        assertThat(resolve(new Source.Command("cat VERSION; echo; echo more; exit 0", HERE)))
                .isEqualTo("7.0.0");
        assertThat(resolve(new Source.Command("echo \"$RELEASE\"", HERE))).isEqualTo("5.0.1");
    }

    @Test
    void aFailingCommandSaysItsLastLines() {
        problem(new Source.Command("echo 1.0.0; echo no such tool >&2; exit 3", HERE))
                .extracting(Problem::code, Problem::why)
                .containsExactly("CD-215", "exit status 3: no such tool");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"1.0;$(id)", "../../x", "a b", "<script>", "`id`", "-rf", "1..2", "1.", "ä", "1\u001b[31m", "a/b"
            })
    void whatNoReleaseCanBeCalledIsRefused(String hostile) {
        VersionResolver resolver = new VersionResolver(folder, Optional.empty(), Map.of("V", hostile));
        assertThatThrownBy(() -> resolver.resolve(new Source.Env("V", HERE)))
                .hasMessageContaining("CD-210")
                .hasMessageContaining("the environment variable V")
                .hasMessageNotContaining("\u001b");
    }

    @Test
    void theWrongCharactersAreNamed() {
        VersionResolver resolver = new VersionResolver(folder, Optional.empty(), Map.of("V", "1.0/beta 2 \t"));
        assertThatThrownBy(() -> resolver.resolve(new Source.Env("V", HERE)))
                .asInstanceOf(InstanceOfAssertFactories.type(Failure.class))
                .extracting(failure -> failure.problems().get(0).why())
                .isEqualTo("not allowed in it: '/', ' '");
    }

    @Test
    void theCommitIsTakenFromGitWhateverTheSource() throws IOException {
        FakeTree tree = FakeTree.clean(folder.toRealPath());
        ResolvedVersion version =
                new VersionResolver(folder, Optional.of(tree), Map.of("V", "1")).resolve(new Source.Env("V", HERE));
        assertThat(version.commit()).contains(FakeTree.HEAD);
        assertThat(version.dirty()).isFalse();
        assertThat(version.how()).isEqualTo("the environment variable V");
    }

    private String resolve(Source source) {
        Map<String, String> environment =
                Map.of("RELEASE", " 5.0.1 ", "PATH", Objects.requireNonNull(System.getenv("PATH")));
        return new VersionResolver(folder, Optional.empty(), environment)
                .resolve(source)
                .version()
                .text();
    }

    private AbstractObjectAssert<?, Problem> problem(Source source) {
        return assertThatThrownBy(() -> resolve(source))
                .asInstanceOf(InstanceOfAssertFactories.type(Failure.class))
                .extracting(failure -> List.copyOf(failure.problems()).get(0));
    }

    private void write(String file, String content) throws IOException {
        Path path = folder.resolve(file);
        Files.createDirectories(Objects.requireNonNull(path.getParent()));
        Files.write(path, content.getBytes(StandardCharsets.UTF_8));
    }
}

package dev.cdctl.version.stamp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cdctl.model.Digest;
import dev.cdctl.model.Failure;
import dev.cdctl.model.Origin;
import dev.cdctl.model.Problem;
import dev.cdctl.model.Version;
import dev.cdctl.version.FakeTree;
import dev.cdctl.version.SourceTree;
import dev.cdctl.version.SourceTree.Change;
import dev.cdctl.version.StampSpec;
import dev.cdctl.version.StampSpec.Kind;
import dev.cdctl.version.form.Form;
import java.io.IOException;
import java.nio.charset.Charset;
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
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class StamperTest {
    private static final Origin HERE = new Origin("pipeline.yaml", 5, 7, "    - file: x");
    private static final Version NEW = new Version("1.4.3-dev.5.gabcdef12");

    private final Path folder;

    StamperTest(@TempDir Path folder) {
        this.folder = folder;
    }

    static Stream<Arguments> encodings() {
        return Stream.of(
                Arguments.of("", StandardCharsets.UTF_8),
                Arguments.of("efbbbf", StandardCharsets.UTF_8),
                Arguments.of("", StandardCharsets.ISO_8859_1),
                Arguments.of("fffe", StandardCharsets.UTF_16LE),
                Arguments.of("feff", StandardCharsets.UTF_16BE));
    }

    @ParameterizedTest
    @MethodSource("encodings")
    void onlyTheVersionChangesWhateverTheEncoding(String mark, Charset charset) throws IOException {
        byte[] file = bytes(mark, "; f\u00fcr \u00e4\r\nAppVersion=1.0.0\r\n\tx=\n\nend without line end", charset);
        byte[] assembly = bytes(mark, "// \u00a9\r\n[assembly: AssemblyVersion(\"1.0.*\")]\r\n", charset);
        byte[] pom = bytes(mark, "<project>\r\n<!-- \u00fc --><version> 1 </version></project>", charset);
        write("setup.iss", file);
        write("a/AssemblyInfo.cs", assembly);
        write("pom.xml", pom);

        stamp(pattern("setup.iss", "AppVersion=(.*)"), assembly("**/AssemblyInfo.cs"), pom("**/pom.xml"));

        assertThat(read("setup.iss"))
                .isEqualTo(bytes(
                        mark,
                        "; f\u00fcr \u00e4\r\nAppVersion=1.4.3-dev.5.gabcdef12\r\n\tx=\n\nend without line end",
                        charset));
        assertThat(read("a/AssemblyInfo.cs"))
                .isEqualTo(bytes(mark, "// \u00a9\r\n[assembly: AssemblyVersion(\"1.4.2.5\")]\r\n", charset));
        assertThat(read("pom.xml"))
                .isEqualTo(bytes(
                        mark,
                        "<project>\r\n<!-- \u00fc --><version> 1.4.3-dev.5.gabcdef12 </version></project>",
                        charset));
        new Stamper(folder, Optional.empty()).restore();
        assertThat(read("setup.iss")).isEqualTo(file);
        assertThat(read("a/AssemblyInfo.cs")).isEqualTo(assembly);
        assertThat(read("pom.xml")).isEqualTo(pom);
    }

    @Test
    void anEncodingThatCannotBeKeptIsRefused() throws IOException {
        byte[] lone = {(byte) 0xff, (byte) 0xfe, 0x00, (byte) 0xd8};
        write("x", lone);
        problems(pattern("x", "(.*)")).extracting(Problem::code).containsExactly("CD-224");
        assertThat(read("x")).isEqualTo(lone);
    }

    @Test
    void aSecondStampChangesNothingAndSaysSo() throws IOException {
        write("setup.iss", "AppVersion=1.0.0\n");
        write("AssemblyInfo.vb", "<Assembly: AssemblyVersion(\"1.0\")>");
        StampSpec[] stamps = {pattern("setup.iss", "AppVersion=(.*)"), assembly("**/AssemblyInfo.vb")};
        assertThat(stamp(stamps)).isEqualTo(new Stamper.Stamped(List.of("AssemblyInfo.vb", "setup.iss"), List.of()));
        byte[] record = read(".cdctl/stamp.json");
        assertThat(stamp(stamps)).isEqualTo(new Stamper.Stamped(List.of(), List.of("AssemblyInfo.vb", "setup.iss")));
        assertThat(read(".cdctl/stamp.json")).isEqualTo(record);
    }

    @Test
    void anotherVersionIsStampedFromWhatTheFileWas() throws IOException {
        write("x", "v=1.0.0\n");
        stamp(pattern("x", "v=(.*)"));
        new Stamper(folder, Optional.empty())
                .stamp(new Version("2.0.0"), List.of(pattern("x", "v=(\\d+\\.\\d+\\.\\d+)")));
        assertThat(read("x")).asString().isEqualTo("v=2.0.0\n");
        assertThat(new Stamper(folder, Optional.empty()).restore().restored()).containsExactly("x");
        assertThat(read("x")).asString().isEqualTo("v=1.0.0\n");
    }

    @Test
    void filesWithoutTheVersionAreNotMentioned() throws IOException {
        write("a", "v=1\n");
        write("b", "other\n");
        assertThat(stamp(pattern("*", "v=(.*)"))).isEqualTo(new Stamper.Stamped(List.of("a"), List.of()));
    }

    @Test
    void severalStampsOfOneFileAllCount() throws IOException {
        write("x", "a=1\nb=1\na=1\n");
        stamp(pattern("x", "^a=(.*)$"), pattern("x", "^b=(.*)$"));
        assertThat(read("x")).asString().isEqualTo("a=V\nb=V\na=V\n".replace("V", NEW.text()));
    }

    @Test
    void theModeStays() throws IOException {
        write("run.sh", "V=1\n");
        Path script = folder.resolve("run.sh");
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-x--x"));
        stamp(pattern("run.sh", "V=(.*)"));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(script)))
                .isEqualTo("rwxr-x--x");
        new Stamper(folder, Optional.empty()).restore();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(script)))
                .isEqualTo("rwxr-x--x");
    }

    @Test
    void allProblemsAreToldAndNoFileIsChanged() throws IOException {
        write("good", "v=1\n");
        write("bad", "nothing\n");
        problems(
                        pattern("good", "v=(.*)"),
                        pattern("bad", "v=(.*)"),
                        pattern("missing/*.x", "v=(.*)"),
                        assembly("good"),
                        pattern("../x", "(.*)"),
                        pattern("good", "v=(.)(.)"),
                        pattern("good", "v=.*"))
                .extracting(Problem::code)
                .containsExactly("CD-219", "CD-221", "CD-219", "CD-220", "CD-217", "CD-217");
        assertThat(read("good")).asString().isEqualTo("v=1\n");
        assertThat(folder.resolve(".cdctl")).doesNotExist();
    }

    @Test
    void aWriteThatFailsTakesTheOthersBack() throws IOException {
        write("a", "v=1\n");
        write("locked/b", "v=1\n");
        Files.createDirectories(folder.resolve(".cdctl"));
        Files.writeString(folder.resolve(".cdctl/stamp"), "a file where a folder must be");
        problems(pattern("**", "v=(.*)")).extracting(Problem::code).containsExactly("CD-226");
        assertThat(read("a")).asString().isEqualTo("v=1\n");
        assertThat(read("locked/b")).asString().isEqualTo("v=1\n");
    }

    @Test
    void linksAreRefused(@TempDir Path outside) throws IOException {
        Files.writeString(outside.resolve("x"), "v=1");
        Files.createSymbolicLink(folder.resolve("link"), outside.resolve("x"));
        Files.createSymbolicLink(folder.resolve("dir"), outside);
        problems(pattern("link", "v=(.*)"), pattern("dir/x", "v=(.*)"))
                .extracting(Problem::code)
                .containsExactly("CD-222", "CD-222");
        assertThat(outside.resolve("x")).hasContent("v=1");
    }

    @Test
    void aPatternThatWouldGarbleItsOwnStampIsRefused() throws IOException {
        write("x", "v=1.0.0\n");
        problems(pattern("x", "v=(\\d+\\.\\d+\\.\\d+)"))
                .extracting(Problem::code)
                .containsExactly("CD-225");
    }

    @Test
    void aPatternThatRunsAwayIsStopped() throws IOException {
        write("x", "a".repeat(100_000) + "!");
        problems(pattern("x", "((?:a+)+)$")).extracting(Problem::code).containsExactly("CD-218");
        write("y", "ab".repeat(1_000_000));
        problems(pattern("y", "((?:a|b)*)c")).extracting(Problem::code).containsExactly("CD-218");
    }

    @Test
    void onlyTheProjectsVersionInAPomIsStamped() throws IOException {
        String pom = """
                <project>
                  <!-- <version>0</version> -->
                  <parent><version>9</version></parent>
                  <dependencies><dependency><version>1</version></dependency></dependencies>
                  <version><!-- here -->1</version>
                  <build><plugins><plugin><version>1</version></plugin></plugins></build>
                </project>
                """;
        write("pom.xml", pom);
        stamp(pom("pom.xml"));
        assertThat(read("pom.xml"))
                .asString()
                .isEqualTo(pom.replace(">1</version>\n  <build", ">" + NEW + "</version>\n  <build"));
    }

    @Test
    void theParentsVersionOrThePropertyIsStampedWhereThatIsTheVersion() throws IOException {
        write("a/pom.xml", "<project><parent><version>1</version></parent></project>");
        write(
                "pom.xml",
                "<project><version>${revision}</version><properties><revision><![CDATA[1]]></revision></properties></project>");
        stamp(pom("**/pom.xml"));
        assertThat(read("a/pom.xml")).asString().contains("<parent><version>" + NEW + "</version></parent>");
        assertThat(read("pom.xml"))
                .asString()
                .contains("<version>${revision}</version>")
                .contains("<revision><![CDATA[" + NEW + "]]></revision>");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<version>${revision}${sha}</version><properties><revision>1</revision><sha>2</sha></properties>",
                "<version>1<!-- -->.2</version>",
                "<version>1</version><version>2</version>",
            })
    void aVersionInSeveralPartsIsNotStamped(String body) throws IOException {
        write("pom.xml", "<project>" + body + "</project>");
        problems(pom("pom.xml")).extracting(Problem::code).containsExactly("CD-228");
    }

    @Test
    void restoreLeavesWhatWasChangedAfterTheStamp() throws IOException {
        write("a", "v=1\n");
        write("b", "v=1\n");
        write("c", "v=1\n");
        stamp(pattern("?", "v=(.*)"));
        write("b", "mine\n");
        Files.delete(folder.resolve("c"));
        Stamper stamper = new Stamper(folder, Optional.empty());
        assertThatThrownBy(() -> stamper.restore().orRefuse())
                .isInstanceOfSatisfying(
                        Failure.class,
                        failure -> assertThat(failure.problems())
                                .singleElement()
                                .matches(problem -> problem.code().equals("CD-260"))
                                .matches(problem -> problem.what().startsWith("b was changed")));
        Restored again = stamper.restore();
        assertThat(again.restored()).isEmpty();
        assertThat(again.left()).containsExactly("b");
        assertThat(again.kept().get(0)).hasContent("v=1");
        assertThat(read("a")).asString().isEqualTo("v=1\n");
        assertThat(read("b")).asString().isEqualTo("mine\n");
        assertThat(folder.resolve("c")).doesNotExist();
        write("b", "v=1\n");
        assertThat(stamper.restore()).isEqualTo(new Restored(List.of(), List.of(), List.of()));
        assertThat(folder.resolve(".cdctl/stamp.json")).doesNotExist();
        assertThat(folder.resolve(".cdctl/stamp")).isEmptyDirectory();
    }

    @Test
    void aRecordThatIsNewerDamagedOrLeadsOutIsRefusedUnchanged() throws IOException {
        write("x", "v=1\n");
        String digest = Digest.of("").toString();
        for (String record : List.of(
                "{\"format\": 2, \"files\": []}",
                "{",
                "{\"format\": 1, \"files\": [1]}",
                "{\"format\": 1, \"files\": [{\"path\": \"../x\", \"before\": \"" + digest + "\", \"after\": \""
                        + digest + "\"}]}")) {
            write(".cdctl/stamp.json", record);
            problems(pattern("x", "v=(.*)")).extracting(Problem::code).containsExactly("CD-227");
            assertThat(read(".cdctl/stamp.json")).asString().isEqualTo(record);
        }
        assertThat(read("x")).asString().isEqualTo("v=1\n");
    }

    @Test
    void aStampedFileCountsAsWhatItWasBefore() throws IOException {
        write("clean", "v=1\n");
        write("edited", "v=1\n");
        FakeTree tree = FakeTree.clean(folder.toRealPath()).changed(change("edited"));
        Optional<Digest> before = uncommitted(tree);
        new Stamper(folder, Optional.of(tree)).stamp(NEW, List.of(pattern("{clean,edited}", "v=(.*)")));
        assertThat(uncommitted(tree.changed(change("clean"), change("edited"))))
                .isPresent()
                .isEqualTo(before);
        write("clean", "v=2\n");
        assertThat(uncommitted(tree.changed(change("clean"), change("edited")))).isNotEqualTo(before);
    }

    private Optional<Digest> uncommitted(SourceTree tree) {
        return StampRecord.read(folder).uncommitted(tree);
    }

    private Change change(String path) throws IOException {
        return new Change(path, SourceTree.Kind.FILE, Optional.of(Digest.of(read(path))));
    }

    private Stamper.Stamped stamp(StampSpec... stamps) {
        return new Stamper(folder, Optional.empty()).stamp(NEW, List.of(stamps));
    }

    private ListAssert<Problem> problems(StampSpec... stamps) {
        return assertThatThrownBy(() -> stamp(stamps))
                .asInstanceOf(InstanceOfAssertFactories.type(Failure.class))
                .extracting(
                        failure -> new ArrayList<>(failure.problems()), InstanceOfAssertFactories.list(Problem.class));
    }

    private static StampSpec pattern(String glob, String pattern) {
        return new StampSpec(Kind.FILE, glob, pattern, Optional.empty(), HERE);
    }

    private static StampSpec assembly(String glob) {
        return new StampSpec(Kind.ASSEMBLY_INFO, glob, "", Optional.empty(), HERE);
    }

    private static StampSpec pom(String glob) {
        return new StampSpec(Kind.POM, glob, "", Optional.of(Form.SEMVER), HERE);
    }

    private static byte[] bytes(String mark, String text, Charset charset) {
        byte[] start = java.util.HexFormat.of().parseHex(mark);
        byte[] rest = text.getBytes(charset);
        byte[] all = java.util.Arrays.copyOf(start, start.length + rest.length);
        System.arraycopy(rest, 0, all, start.length, rest.length);
        return all;
    }

    private byte[] read(String file) throws IOException {
        return Files.readAllBytes(folder.resolve(file));
    }

    private void write(String file, String content) throws IOException {
        write(file, content.getBytes(StandardCharsets.UTF_8));
    }

    private void write(String file, byte[] content) throws IOException {
        Path path = folder.resolve(file);
        Files.createDirectories(Objects.requireNonNull(path.getParent()));
        Files.write(path, content);
    }
}

package dev.cdctl.artifact.inside;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cdctl.model.Origin;
import dev.cdctl.model.Problem;
import dev.cdctl.model.Version;
import dev.cdctl.version.stamp.OwnNames;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VersionsInsideTest {
    private static final Origin HERE = new Origin("pipeline.yaml", 9, 5, "  - archive:");
    private static final Version DEV = new Version("1.4.3-dev.5.gabcdef12");
    private static final OwnNames OWN = new OwnNames(Set.of("shelf:books"), Set.of("@shelf/books"), Set.of("books"));

    private final Path folder;
    private final Tools tools;

    VersionsInsideTest(@TempDir Path folder) {
        this.folder = folder;
        this.tools = new Tools(folder);
    }

    @Test
    void whatRealToolsBuiltSaysTheVersionInEveryForm() throws IOException {
        tools.jar("a.jar", "shelf:books", "1.4.3-milestone.0.dev.5.gabcdef12", """
                Implementation-Version: 1.4.3-dev.5.gabcdef12
                Bundle-Version: 1.4.3.dev_5_gabcdef12
                """)
                .assembly("a.exe", "1.4.2.5", "1.4.2.5", "1.4.3-dev.5.gabcdef12")
                .assembly("a.dll", "1.0.0.0", "1.4.2.5", "1.4.3-dev.5.gabcdef12+0123456789")
                .msi("a.msi", "1.4.2", 3)
                .msi("large.msi", "1.4.2.7", 3000)
                .deb("a.deb", "2:1.4.3~dev.5.gabcdef12-1", "xz")
                .deb("gz.deb", "1.4.3~dev.5.gabcdef12", "gzip")
                .npm("a.tgz", "@shelf/books", "1.4.3-dev.5.gabcdef12");
        assertThat(problems(DEV, OwnNames.none(), "*")).isEmpty();
    }

    @Test
    void anotherVersionIsToldWithItsPlace() throws IOException {
        tools.jar("a.jar", "shelf:books", "1.4.1", "Implementation-Version: 1.4.0\nBundle-Version: 1.4.2\n")
                .assembly("b.exe", "1.4.2.0", "1.3.0.0", "1.4.2-rc.1")
                .msi("c.msi", "1.4.1", 0)
                .deb("d.deb", "1.4.1-1", "xz")
                .npm("e.tgz", "books", "1.4.1");
        assertThat(problems(new Version("1.4.2"), OwnNames.none(), "*"))
                .allMatch(problem ->
                        problem.code().equals("CD-265") && problem.origin().isPresent())
                .extracting(problem ->
                        problem.what().replace(" says version ", " ").replace(", and the release is 1.4.2", "") + " in "
                                + problem.why().replace("it says so in ", ""))
                .containsExactly(
                        "a.jar 1.4.1 in META-INF/maven/shelf/books/pom.properties: version",
                        "a.jar 1.4.0 in META-INF/MANIFEST.MF: Implementation-Version",
                        "b.exe 1.3.0.0 in version resource: the numbers of the file",
                        "b.exe 1.3.0.0 in version resource: FileVersion",
                        "b.exe 1.4.2-rc.1 in version resource: ProductVersion",
                        "c.msi 1.4.1 in Property table: ProductVersion",
                        "d.deb 1.4.1-1 in control: Version",
                        "e.tgz 1.4.1 in package/package.json: version");
    }

    @Test
    void onlyTheServicesOwnFilesAreLookedAtWhenNoneIsNamed() throws IOException {
        tools.jar("books.jar", "shelf:books", "1.4.1", "Implementation-Version: 1.4.1\n")
                .jar("library.jar", "other:library", "9", "Implementation-Version: 9\n")
                .assembly("Books.dll", "9.0.0.0", "9.0.0.0", "9")
                .assembly("Library.dll", "9.0.0.0", "9.0.0.0", "9")
                .npm("web.tgz", "@shelf/books", "9.0.0")
                .npm("other.tgz", "books", "9.0.0")
                .msi("setup.msi", "9.0.0", 0)
                .write("notes.tgz", "no archive at all");
        assertThat(problems(new Version("1.4.2"), OWN))
                .extracting(problem -> problem.what().split(" ", -1)[0])
                .containsOnly("books.jar", "Books.dll", "web.tgz");
    }

    @Test
    void whatIsNamedMustBeThereAndSayAVersion() throws IOException {
        tools.write("readme.txt", "1.4.2")
                .write("broken.jar", "no zip")
                .write("broken.exe", "MZ" + " ".repeat(200))
                .write("broken.msi", "\u00d0")
                .write("broken.deb", "!<arch>\n")
                .run("mkdir e && jar cf silent.jar -C e . && rmdir e");
        assertThat(problems(new Version("1.4.2"), OWN, "*", "missing/*"))
                .extracting(problem -> problem.code() + " " + problem.what())
                .containsExactlyInAnyOrder(
                        "CD-267 no file of the archive matches missing/* of says-version",
                        "CD-267 readme.txt is of no kind whose version can be read",
                        "CD-266 the version of broken.jar cannot be read",
                        "CD-266 the version of broken.exe cannot be read",
                        "CD-266 the version of broken.msi cannot be read",
                        "CD-266 the version of broken.deb cannot be read",
                        "CD-267 silent.jar says no version");
    }

    @Test
    void aFileThatIsCutOffAnywhereIsRefusedAndEndsNothing() throws IOException {
        tools.assembly("a.exe", "1.4.2.0", "1.4.2.0", "1.4.2")
                .msi("a.msi", "1.4.2", 100)
                .deb("a.deb", "1.4.2", "xz");
        for (String name : List.of("a.exe", "a.msi", "a.deb")) {
            byte[] whole = Files.readAllBytes(folder.resolve(name));
            for (int length = 0; length < whole.length; length += Math.max(1, whole.length / 150)) {
                Files.write(folder.resolve(name), java.util.Arrays.copyOf(whole, length));
                assertThat(problems(new Version("9.9.9"), OwnNames.none(), name))
                        .as(name + " cut to " + length)
                        .isNotEmpty();
            }
            Files.delete(folder.resolve(name));
        }
    }

    private List<Problem> problems(Version version, OwnNames own, String... named) throws IOException {
        Map<String, Path> files = new TreeMap<>();
        try (Stream<Path> all = Files.list(folder)) {
            all.filter(Files::isRegularFile).forEach(file -> files.put(String.valueOf(file.getFileName()), file));
        }
        return new VersionsInside(version, own).problems(files, List.of(named), HERE);
    }
}

package dev.cdctl.cli.work;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cdctl.artifact.ReleaseFile;
import dev.cdctl.cli.InProcess.Result;
import dev.cdctl.model.Digest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same commit is the same release, wherever it is built. */
class TwoFoldersTest {
    private static final String PIPELINE = """
            service: books
            version:
              stamp: [{file: src/version.txt, pattern: 'version=(.*)'}]
            stages: {build: 'mkdir -p target/lib && cat src/* > target/app && cp src/* target/lib && chmod 700 target/app'}
            package:
              - archive: {name: books, root: target, files: ["**"]}
              - archive: {name: libraries, format: zip, root: target, files: ["lib/**"]}
            run: {archive: books, roles: {feeder: {kind: worker, command: ./app}}}
            environments: {production: {}}
            """;

    @Test
    void theSameCommitBuiltInTwoFoldersHasTheSameDigests(@TempDir Path temporary) throws IOException {
        try (WorkingCopy copy = new WorkingCopy(temporary)
                .write("pipeline.yaml", PIPELINE)
                .write("src/version.txt", "version=0\n")
                .write("src/words.txt", "M\u00f6mo\n")
                .write(".gitignore", ".cdctl/\ntarget/\n")
                .commit("Lend books")) {
            copy.git("tag", "v1.4.2");
            Path other = copy.root().resolve("elsewhere/deep/checkout");
            copy.git("clone", "-q", ".", other.toString());
            copy.good("run --to package");
            Result again = copy.cdctl().in(other).run("run", "--to", "package");
            assertThat(again.exit()).as(again.err()).isZero();

            assertThat(digests(other))
                    .isEqualTo(digests(copy.folder()))
                    .containsOnlyKeys("books-1.4.2.tar.gz", "libraries-1.4.2.zip");
            assertThat(ReleaseFile.read(other).manifest())
                    .isEqualTo(ReleaseFile.read(copy.folder()).manifest());
        }
    }

    private static Map<String, Digest> digests(Path folder) throws IOException {
        Map<String, Digest> all = new TreeMap<>();
        try (Stream<Path> files = Files.list(folder.resolve(".cdctl/dist"))) {
            files.filter(Files::isRegularFile)
                    .filter(file -> !file.getFileName().toString().startsWith("."))
                    .forEach(file -> all.put(file.getFileName().toString(), Digest.of(file)));
        }
        return all;
    }
}

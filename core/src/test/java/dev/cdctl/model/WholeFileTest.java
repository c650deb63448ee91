package dev.cdctl.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WholeFileTest {
    private final Path folder;

    WholeFileTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @Test
    void writesIntoAFolderThatIsNotThereYet() throws IOException {
        Path file = folder.resolve("a/b/state.json");

        WholeFile.at(file).write("größer\n");

        assertThat(file).hasContent("größer\n");
        assertThat(namesIn(folder.resolve("a/b"))).containsExactly("state.json");
    }

    @Test
    void replacesWhatIsThereAndKeepsItsPermissions() throws IOException {
        Path file = folder.resolve("start.sh");
        Files.writeString(file, "old and longer");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-x---"));

        WholeFile.at(file).write("new");

        assertThat(file).hasContent("new");
        assertThat(permissions(file)).isEqualTo("rwxr-x---");
    }

    @Test
    void aSecretIsForItsOwnerOnly() throws IOException {
        Path file = folder.resolve("token");

        WholeFile.at(file).onlyForOwner().write(new byte[] {1, 2, 3});

        assertThat(permissions(file)).isEqualTo("rw-------");
        assertThat(file).hasBinaryContent(new byte[] {1, 2, 3});
    }

    @Test
    void permissionsDoNotDependOnTheUmask() throws IOException {
        Path file = folder.resolve("shared");

        WholeFile.at(file).withPermissions("rwxrwxrwx").write("x");

        assertThat(permissions(file)).isEqualTo("rwxrwxrwx");
    }

    @Test
    void aFailureLeavesTheOldContentAndNoTemporaryFile() throws IOException {
        Path file = folder.resolve("taken");
        Files.createDirectories(file.resolve("inside"));

        assertThatThrownBy(() -> WholeFile.at(file).write("x")).isInstanceOf(IOException.class);

        assertThat(namesIn(folder)).containsExactly("taken");
        assertThat(file.resolve("inside")).isDirectory();
    }

    @Test
    void contentThatFailsHalfWayIsNeverSeen() throws IOException {
        Path file = Files.writeString(folder.resolve("archive"), "old");

        assertThatThrownBy(() -> WholeFile.at(file).write(out -> {
                    out.write(new byte[200_000]);
                    throw new IllegalStateException("half-way");
                }))
                .hasMessage("half-way");

        assertThat(file).hasContent("old");
        assertThat(namesIn(folder)).containsExactly("archive");
    }

    @Test
    void aLinkIsReplacedAndItsTargetIsNot() throws IOException {
        Path target = Files.writeString(folder.resolve("target"), "precious");
        Path link = Files.createSymbolicLink(folder.resolve("link"), target);

        WholeFile.at(link).write("x");

        assertThat(target).hasContent("precious");
        assertThat(link).isRegularFile().hasContent("x");
        assertThat(Files.isSymbolicLink(link)).isFalse();
    }

    @Test
    void writeNewNeverReplaces() throws IOException {
        Path file = folder.resolve("0001.json");

        assertThat(WholeFile.at(file).writeNew("first")).isTrue();
        assertThat(WholeFile.at(file).writeNew("second")).isFalse();

        assertThat(file).hasContent("first");
        assertThat(namesIn(folder)).containsExactly("0001.json");
    }

    @Test
    void ofManyWhoWriteANewFileAtOnceOneSucceeds() throws Exception {
        Path file = folder.resolve("contended");
        CountDownLatch start = new CountDownLatch(1);
        ExecutorService writers = Executors.newFixedThreadPool(8);
        List<Future<Boolean>> results = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            String text = "writer " + i;
            results.add(writers.submit(() -> {
                start.await();
                return WholeFile.at(file).writeNew(text);
            }));
        }
        start.countDown();
        int winners = 0;
        for (Future<Boolean> result : results) {
            winners += result.get() ? 1 : 0;
        }
        writers.shutdown();

        assertThat(winners).isEqualTo(1);
        assertThat(namesIn(folder)).containsExactly("contended");
    }

    private static String permissions(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }

    private static List<String> namesIn(Path folder) throws IOException {
        try (var names = Files.list(folder)) {
            return names.map(name -> name.getFileName().toString()).toList();
        }
    }
}

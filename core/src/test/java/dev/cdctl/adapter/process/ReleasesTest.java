package dev.cdctl.adapter.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cdctl.deploy.machine.Software;
import dev.cdctl.model.Digest;
import dev.cdctl.model.Failure;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReleasesTest {
    private static final Digest ARCHIVE = Digest.of("archive");
    private final AtomicInteger unpacked = new AtomicInteger();
    private final Unpacker unpacker = (archive, digest, into) -> {
        unpacked.incrementAndGet();
        Files.write(into.resolve("start.sh"), archive.readAllBytes());
        Files.createDirectories(into.resolve("lib"));
        Files.createSymbolicLink(into.resolve("lib/link"), Path.of("../start.sh"));
    };
    private final Path root;
    private final LocalMachine machine;

    ReleasesTest(@TempDir Path root) throws IOException {
        this.root = root.toRealPath();
        this.machine = LocalMachine.at(root, unpacker, System.getenv());
    }

    @Test
    void aReleaseIsUnpackedOnce() throws IOException {
        Path folder = place();

        assertThat(place()).isEqualTo(folder);
        assertThat(folder)
                .isEqualTo(root.resolve("books/test/releases")
                        .resolve(ARCHIVE.hex().substring(0, 16)));
        assertThat(folder.resolve("start.sh")).hasContent("bytes");
        assertThat(unpacked).hasValue(1);
        assertThat(Files.list(releases())).containsExactly(folder);
    }

    @Test
    void aFailureLeavesNothing() throws IOException {
        LocalMachine failing = LocalMachine.at(
                root,
                (archive, digest, into) -> {
                    Files.writeString(into.resolve("half"), "half");
                    throw new IOException("the disk is full");
                },
                System.getenv());

        assertThatThrownBy(() -> place(failing))
                .isInstanceOf(Failure.class)
                .hasMessageContaining("CD-505")
                .hasStackTraceContaining("the disk is full");
        assertThat(Files.list(releases())).isEmpty();
    }

    @Test
    void aFolderWithoutItsMarkerIsReplaced() throws IOException {
        Path folder = place();
        Files.delete(folder.resolve(".cdctl-release"));
        Files.writeString(folder.resolve("half"), "half");

        assertThat(place()).isEqualTo(folder);
        assertThat(folder.resolve("half")).doesNotExist();
        assertThat(folder.resolve("start.sh")).hasContent("bytes");
        assertThat(Files.list(releases())).containsExactly(folder);
    }

    @Test
    void aFolderOfAnotherArchiveIsRefused() throws IOException {
        Path folder = place();
        Files.writeString(folder.resolve(".cdctl-release"), "{\"format\":1,\"digest\":\"" + Digest.of("other") + "\"}");

        assertThatThrownBy(this::place).isInstanceOf(Failure.class).hasMessageContaining("CD-502");
    }

    @Test
    void aMarkerOutOfTheArchiveDoesNotCount() throws IOException {
        Path outside = Files.writeString(root.resolve("outside"), "as it was");
        LocalMachine sly = LocalMachine.at(
                root,
                (archive, digest, into) -> Files.createSymbolicLink(into.resolve(".cdctl-release"), outside),
                System.getenv());

        place(sly);

        assertThat(outside).hasContent("as it was");
    }

    @Test
    void manyAtOnceGetTheSameWholeFolder() throws Exception {
        CyclicBarrier together = new CyclicBarrier(8);
        ExecutorService pool = Executors.newFixedThreadPool(8);
        List<Future<Path>> placing = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            placing.add(pool.submit(() -> {
                together.await();
                return place(LocalMachine.at(root, unpacker, System.getenv()));
            }));
        }

        for (Future<Path> one : placing) {
            assertThat(one.get().resolve("start.sh")).hasContent("bytes");
        }
        pool.shutdown();
        assertThat(Files.list(releases())).hasSize(1);
    }

    @Test
    void pruningKeepsTheNamedAndWhatOthersAreFilling() throws IOException {
        Path kept = place();
        Digest other = Digest.of("other");
        machine.place(Fixture.BOOKS, Fixture.TEST, new Software.Archive(other, InputStream::nullInputStream));
        Path beingFilled = Files.createDirectory(
                releases().resolve("." + ProcessHandle.current().pid() + "-x"));
        Files.createDirectory(releases().resolve(".999999999-x"));

        machine.prune(Fixture.BOOKS, Fixture.TEST, List.of(ARCHIVE), List.of());

        assertThat(Files.list(releases())).containsExactlyInAnyOrder(kept, beingFilled);
    }

    @Test
    void onlyTheOwnerCanReadIt() throws IOException {
        place();

        assertThat(Files.getPosixFilePermissions(releases())).hasSize(3);
    }

    private Path place() {
        return place(machine);
    }

    private static Path place(LocalMachine on) {
        Software placed = on.place(
                Fixture.BOOKS,
                Fixture.TEST,
                new Software.Archive(
                        ARCHIVE, () -> new java.io.ByteArrayInputStream(new byte[] {'b', 'y', 't', 'e', 's'})));
        return ((Software.Folder) placed).path();
    }

    private Path releases() {
        return root.resolve("books/test/releases");
    }
}

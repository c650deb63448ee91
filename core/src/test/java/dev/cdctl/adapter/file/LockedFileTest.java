package dev.cdctl.adapter.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cdctl.model.Failure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A locked file is locked for everyone else of this process too, by whichever path they come. */
class LockedFileTest {
    private Path file;

    @BeforeEach
    void setUp(@TempDir Path temporary) throws IOException {
        file = Files.createDirectory(temporary.resolve("real")).resolve("lock");
    }

    @Test
    void aFileIsLockedOnceAtATime() throws IOException {
        try (LockedFile held = LockedFile.tryLock(file).orElseThrow()) {
            assertThat(held).isNotNull();
            assertThat(LockedFile.tryLock(file)).isEmpty();
            assertThat(LockedFile.isLocked(file)).isTrue();
        }
        assertThat(LockedFile.isLocked(file)).isFalse();
        LockedFile.tryLock(file).orElseThrow().close();
    }

    @Test
    void aLinkToItsFolderLeadsToTheSameLock() throws IOException {
        Path link = Files.createSymbolicLink(file.resolveSibling("../link"), file.getParent());
        try (LockedFile held = LockedFile.tryLock(file).orElseThrow()) {
            assertThat(held).isNotNull();
            assertThat(LockedFile.isLocked(link.resolve("lock"))).isTrue();
            assertThat(LockedFile.tryLock(link.resolve("lock"))).isEmpty();
        }
    }

    @Test
    void whoWaitsTooLongIsToldWhichFile() throws IOException {
        try (LockedFile held = LockedFile.tryLock(file).orElseThrow()) {
            assertThat(held).isNotNull();
            assertThatThrownBy(() -> LockedFile.lock(file, Duration.ofMillis(20)))
                    .isInstanceOfSatisfying(Failure.class, failure -> {
                        assertThat(failure.kind()).isEqualTo(Failure.Kind.UNREACHABLE);
                        assertThat(failure).hasMessageContaining("CD-713").hasMessageContaining(file.toString());
                    });
        }
    }

    @Test
    void aFileThatIsNotThereIsNotLockedAndNotMade() throws IOException {
        assertThat(LockedFile.isLocked(file)).isFalse();
        assertThat(file).doesNotExist();
    }
}

package dev.cdctl.artifact.context;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BuildContextTest {
    private static final Instant COMMITTED = Instant.parse("2026-02-03T04:05:06Z");

    private final Path top;

    BuildContextTest(@TempDir Path top) {
        this.top = top;
    }

    @Test
    void whatTheRulesNameStaysBehindAndTheDockerfileDoesNot() throws IOException {
        write("Dockerfile", "FROM scratch");
        write(".dockerignore", "*\n!app\napp/*.log\n");
        write("app/main", "x");
        write("app/debug.log", "x");
        write("secret", "x");
        write(".cdctl/dist/old", "x");
        assertThat(names("Dockerfile", ".")).containsExactly(".dockerignore", "Dockerfile", "app/", "app/main");
    }

    @Test
    void aDockerfileOutsideOfTheContextIsSentUnderAnotherName() throws IOException {
        write("docker/Dockerfile", "FROM scratch");
        write("src/main", "x");
        BuildContext context = BuildContext.of(top, "src", "docker/Dockerfile", COMMITTED);
        assertThat(context.dockerfile()).isEqualTo(".cdctl.Dockerfile");
        assertThat(names("docker/Dockerfile", "src")).containsExactly(".cdctl.Dockerfile", "main");
    }

    @Test
    void theSameFilesAreTheSameBytesWhateverTheirTimesAndModes() throws IOException {
        write("Dockerfile", "FROM scratch");
        write("main", "x");
        byte[] first = bytes();
        Files.setLastModifiedTime(top.resolve("main"), FileTime.fromMillis(0));
        assertThat(top.resolve("main").toFile().setReadable(false, false)).isTrue();
        assertThat(top.resolve("main").toFile().setReadable(true, true)).isTrue();
        assertThat(bytes()).isEqualTo(first);
    }

    @Test
    void aLinkOutOfTheRepositoryIsNoContext() throws IOException {
        write("Dockerfile", "FROM scratch");
        Files.createSymbolicLink(top.resolve("etc"), Path.of("/etc"));
        assertThatThrownBy(() -> BuildContext.of(top, "etc", "Dockerfile", COMMITTED))
                .hasMessageContaining("outside the repository");
    }

    private byte[] bytes() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        BuildContext.of(top, ".", "Dockerfile", COMMITTED).writeTo(out);
        return out.toByteArray();
    }

    private List<String> names(String dockerfile, String context) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        BuildContext.of(top, context, dockerfile, COMMITTED).writeTo(out);
        List<String> names = new ArrayList<>();
        TarArchiveInputStream tar = new TarArchiveInputStream(new ByteArrayInputStream(out.toByteArray()));
        for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
            names.add(entry.getName());
            assertThat(entry.getLastModifiedTime().toInstant()).isEqualTo(COMMITTED);
        }
        return names;
    }

    private void write(String file, String text) throws IOException {
        Path path = top.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
    }
}

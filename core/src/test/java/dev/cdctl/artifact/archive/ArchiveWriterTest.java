package dev.cdctl.artifact.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cdctl.model.Digest;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.TimeZone;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArchiveWriterTest {
    /** In Berlin there was no 02:30 on that day. */
    private static final Instant IN_A_GAP = Instant.parse("2026-03-29T02:30:59.9Z");

    private static final String LONG = "folder-number-nine/".repeat(20) + "größe.txt";

    private final Path folder;

    ArchiveWriterTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @Test
    void aZipDoesNotDependOnTheTimeZone() throws IOException {
        assertThat(inZone("Europe/Berlin", this::zip))
                .isEqualTo(inZone("UTC", this::zip))
                .isEqualTo(inZone("Pacific/Apia", this::zip));
    }

    @Test
    void aTarGzDoesNotDependOnTheTimeZoneNorOnTheUser() throws IOException {
        String user = System.getProperty("user.name");
        byte[] mine = tarGz();
        try {
            System.setProperty("user.name", "someone-else");
            assertThat(inZone("Asia/Kathmandu", this::tarGz)).isEqualTo(mine);
        } finally {
            System.setProperty("user.name", user);
        }
    }

    @Test
    void theBytesAreThoseOfEveryOtherMachine() throws IOException {
        assertThat(Digest.of(zip()).hex())
                .isEqualTo("556d87c5e9d125404811ccea0c95a56571f4b3634f50f42eb13c0c87b3245aba");
        assertThat(Digest.of(tarGz()).hex())
                .isEqualTo("141d3ee9eb70ebe2f98f94b59550950dcfdcaceb600c33423ca62a1e1fe91698");
    }

    @Test
    void theGzipHeaderHasNoNameNoTimeAndNoSystem() throws IOException {
        assertThat(tarGz()).startsWith(0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255);
    }

    @Test
    void theJdkReadsTheZipWithItsTimeInUtc() throws IOException {
        Path file = Files.write(folder.resolve("a.zip"), zip());

        try (ZipFile zip = new ZipFile(file.toFile())) {
            ZipEntry entry = zip.getEntry(LONG);
            assertThat(entry.getTimeLocal()).isEqualTo(LocalDateTime.parse("2026-03-29T02:30:58"));
            assertThat(zip.getInputStream(entry)).hasBinaryContent(content(LONG));
            assertThat(zip.size()).isEqualTo(3);
        }
    }

    @Test
    void timesThatDosDoesNotKnowAreBroughtIntoItsRange() throws IOException {
        assertThat(timeOf(Instant.EPOCH)).isEqualTo(LocalDateTime.parse("1980-01-01T00:00:00"));
        assertThat(timeOf(Instant.parse("2200-01-01T00:00:00Z"))).isEqualTo(LocalDateTime.parse("2107-12-31T23:59:58"));
    }

    @Test
    void moreEntriesThanAnOldZipCanCountAreThere() throws IOException {
        Path file = folder.resolve("many.zip");
        try (var out = new java.io.BufferedOutputStream(Files.newOutputStream(file));
                ArchiveWriter zip = new ZipWriter(out, IN_A_GAP)) {
            for (int i = 0; i < 70_000; i++) {
                add(zip, "f" + i, new byte[0], false);
            }
        }

        try (ZipFile zip = new ZipFile(file.toFile())) {
            assertThat(zip.size()).isEqualTo(70_000);
            assertThat(zip.getEntry("f69999")).isNotNull();
        }
    }

    @Test
    void theToolsOfTheSystemReadBoth() throws Exception {
        Files.write(folder.resolve("a.zip"), zip());
        Files.write(folder.resolve("a.tar.gz"), tarGz());

        if (Files.isExecutable(Path.of("/usr/bin/unzip"))) {
            assertThat(output("unzip", "-tq", "a.zip")).contains("No errors");
            assertThat(output("unzip", "-Z", "a.zip")).contains("-rwxr-xr-x", "-rw-r--r--");
        }
        if (Files.isExecutable(Path.of("/usr/bin/tar")) || Files.isExecutable(Path.of("/bin/tar"))) {
            assertThat(output("tar", "tvzf", "a.tar.gz", "--full-time", "--utc"))
                    .contains("-rwxr-xr-x 0/0", "2026-03-29 02:30:59", "start.sh");
        }
    }

    @Test
    void aFileThatChangedIsNoticedWhileItIsRead() {
        byte[] before = {1, 2, 3};
        ArchiveManifest.File file = new ArchiveManifest.File("a", Digest.of(before), 3, false);

        for (byte[] now : List.of(new byte[] {1, 2}, new byte[] {1, 2, 4}, new byte[] {1, 2, 3, 4}, new byte[0])) {
            assertThatThrownBy(() -> new SteadyInput(new ByteArrayInputStream(now), file).readAllBytes())
                    .isInstanceOf(SteadyInput.Changed.class)
                    .hasMessage("a");
        }
    }

    private LocalDateTime timeOf(Instant time) throws IOException {
        Path file = folder.resolve("time.zip");
        try (var out = Files.newOutputStream(file);
                ArchiveWriter zip = new ZipWriter(out, time)) {
            add(zip, "a", new byte[0], false);
        }
        try (ZipFile zip = new ZipFile(file.toFile())) {
            return zip.getEntry("a").getTimeLocal();
        }
    }

    private interface Archive {
        byte[] bytes() throws IOException;
    }

    private static byte[] inZone(String zone, Archive archive) throws IOException {
        TimeZone before = TimeZone.getDefault();
        try {
            TimeZone.setDefault(TimeZone.getTimeZone(zone));
            return archive.bytes();
        } finally {
            TimeZone.setDefault(before);
        }
    }

    private byte[] zip() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ArchiveWriter zip = new ZipWriter(bytes, IN_A_GAP)) {
            addAll(zip);
        }
        return bytes.toByteArray();
    }

    private byte[] tarGz() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ArchiveWriter tar = new TarGzWriter(bytes, IN_A_GAP)) {
            addAll(tar);
        }
        return bytes.toByteArray();
    }

    private static void addAll(ArchiveWriter archive) throws IOException {
        add(archive, "empty", new byte[0], false);
        add(archive, "start.sh", content("start.sh"), true);
        add(archive, LONG, content(LONG), false);
    }

    private static void add(ArchiveWriter archive, String name, byte[] content, boolean executable) throws IOException {
        archive.add(
                new ArchiveManifest.File(name, Digest.of(content), content.length, executable),
                new ByteArrayInputStream(content));
    }

    /** Some text with repetitions, so that there is something to compress. */
    private static byte[] content(String name) {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < 20_000; i++) {
            lines.add(name + " line " + i * i % 977);
        }
        return String.join("\n", lines).getBytes(StandardCharsets.UTF_8);
    }

    private String output(String... command) throws Exception {
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output;
    }
}

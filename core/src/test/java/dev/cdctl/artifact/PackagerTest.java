package dev.cdctl.artifact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.cdctl.artifact.archive.ArchiveManifest;
import dev.cdctl.artifact.archive.Unpack;
import dev.cdctl.model.Commit;
import dev.cdctl.model.Digest;
import dev.cdctl.model.Failure;
import dev.cdctl.model.Name;
import dev.cdctl.model.Origin;
import dev.cdctl.model.Problem;
import dev.cdctl.model.Version;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PackagerTest {
    private static final Origin ORIGIN = new Origin("pipeline.yaml", 7, 5, "  - archive: {...}");
    private static final Provenance FROM = new Provenance(
            new Name("books"),
            new Version("1.4.2"),
            Optional.of(new Commit("0123456789abcdef0123456789abcdef01234567")),
            false,
            Instant.parse("2026-08-22T11:32:05Z"),
            "run-1");

    private final Path top;
    private final Path repository;

    PackagerTest(@TempDir Path top) throws IOException {
        this.top = top;
        repository = Files.createDirectories(top.resolve("repository"));
    }

    @Test
    void packsWhatTheGlobsMeanAndUnpacksToTheSame() throws IOException {
        write(repository, "start.sh", "#!/bin/sh\n", "rwxr--r--");
        write(repository, "target/books.jar", "jar", "rw-------");
        write(repository, "target/other.jar", "other", "rw-------");
        for (ArchiveSpec.Format format : ArchiveSpec.Format.values()) {
            ReleaseManifest.Item item =
                    pack(format, "start.sh", "target/books.jar").artifacts().get(0);

            Path folder = top.resolve(format.suffix());
            try (InputStream in = Files.newInputStream(Packager.dist(repository).resolve(item.file()))) {
                Unpack.usual().into(folder, in, item.digest());
            }

            assertThat(item.file()).isEqualTo("books-1.4.2." + format.suffix());
            assertThat(folder.resolve("target/books.jar")).hasContent("jar");
            assertThat(Files.isExecutable(folder.resolve("start.sh"))).isTrue();
            assertThat(folder.resolve("target/other.jar")).doesNotExist();
            ArchiveManifest manifest = ArchiveManifest.parse(Files.readString(folder.resolve(ArchiveManifest.FILE)));
            assertThat(manifest.commit()).isEqualTo(FROM.commit());
            assertThat(manifest.files())
                    .containsExactly(
                            new ArchiveManifest.File("start.sh", Digest.of("#!/bin/sh\n"), 10, true),
                            new ArchiveManifest.File("target/books.jar", Digest.of("jar"), 3, false));
        }
    }

    @Test
    void theSameFilesGiveTheSameBytesWhateverTheirOrderTimesAndPermissions() throws IOException {
        Path other = Files.createDirectories(top.resolve("elsewhere/deep"));
        List<String> names = List.of("a/z", "a.b", "a/b/c", "Z", "größe");
        for (String name : names) {
            write(repository, name, "content of " + name, "rw-------");
        }
        for (int i = names.size() - 1; i >= 0; i--) {
            Path file = write(other, names.get(i), "content of " + names.get(i), "rw-rw-rw-");
            Files.setLastModifiedTime(file, FileTime.from(i, TimeUnit.DAYS));
        }
        for (ArchiveSpec.Format format : ArchiveSpec.Format.values()) {
            assertThat(pack(repository, format, "**")).isEqualTo(pack(other, format, "**"));
        }
    }

    @Test
    void everyProblemIsFoundAtOnceAndNothingIsWritten() throws IOException {
        Files.writeString(top.resolve("secret"), "x");
        Files.createSymbolicLink(repository.resolve("out"), Path.of("../secret"));
        Files.createSymbolicLink(repository.resolve("nowhere"), Path.of("missing"));
        Files.createSymbolicLink(repository.resolve("dir"), repository);
        write(repository, "README", "", "rw-r--r--");
        write(repository, "readme", "", "rw-r--r--");
        write(repository, "new\nline", "", "rw-r--r--");
        write(repository, "dot.", "", "rw-r--r--");
        write(repository, ArchiveManifest.FILE, "", "rw-r--r--");
        mkfifo(repository.resolve("pipe"));

        Failure failure = catchThrowableOfType(
                Failure.class, () -> pack(ArchiveSpec.Format.ZIP, "**", "target/*.jar", "../outside"));

        assertThat(failure.problems())
                .extracting(Problem::code)
                .containsExactlyInAnyOrder(
                        "CD-400", "CD-401", "CD-401", "CD-401", "CD-402", "CD-403", "CD-403", "CD-403", "CD-406",
                        "CD-426");
        assertThat(failure.problems()).allSatisfy(problem -> {
            assertThat(problem.origin()).contains(ORIGIN);
            assertThat(problem.remedy()).isNotEmpty();
            assertThat(problem.what()).doesNotContain("\n");
        });
        assertThat(Packager.dist(repository)).doesNotExist();
    }

    @Test
    void aLinkInsideIsStoredAsTheFileThatItLeadsTo() throws IOException {
        write(repository, "lib/v2.jar", "two", "rwxr-xr-x");
        Files.createSymbolicLink(repository.resolve("current.jar"), Path.of("lib/v2.jar"));

        ReleaseManifest.Item item =
                pack(ArchiveSpec.Format.TAR_GZ, "current.jar").artifacts().get(0);

        Path folder = top.resolve("unpacked");
        Unpack.usual()
                .into(folder, Files.newInputStream(Packager.dist(repository).resolve(item.file())), item.digest());
        assertThat(folder.resolve("current.jar")).isRegularFile().hasContent("two");
        assertThat(Files.isSymbolicLink(folder.resolve("current.jar"))).isFalse();
    }

    @Test
    void theRepositorysOwnFoldersAreNeverPacked() throws IOException {
        write(repository, "a", "a", "rw-r--r--");
        write(repository, ".git/config", "token", "rw-r--r--");
        write(repository, "sub/.git", "gitdir: elsewhere", "rw-r--r--");
        Digest first = pack(ArchiveSpec.Format.ZIP, "**").release().digest();

        assertThat(pack(ArchiveSpec.Format.ZIP, "**").release().digest())
                .as("the first archive is not in the second")
                .isEqualTo(first);
        assertThat(ArchiveManifest.parse(unpackedManifest()).files())
                .extracting(ArchiveManifest.File::path)
                .containsExactly("a");
    }

    @Test
    void theRootBecomesTheTopAndMustBeInTheRepository() throws IOException {
        write(repository, "target/site/index.html", "hello", "rw-r--r--");
        Files.createSymbolicLink(repository.resolve("up"), top);

        assertThat(packFrom("target/site", "**").artifacts()).hasSize(1);
        assertThat(ArchiveManifest.parse(unpackedManifest()).files())
                .extracting(ArchiveManifest.File::path)
                .containsExactly("index.html");
        for (String root : List.of("..", "missing", "up", "/", "target/site/index.html")) {
            assertThat(catchThrowableOfType(Failure.class, () -> packFrom(root, "**"))
                            .problems())
                    .extracting(Problem::code)
                    .containsExactly("CD-407");
        }
    }

    @Test
    void archivesOfEarlierVersionsAreRemoved() throws IOException {
        write(repository, "a", "a", "rw-r--r--");
        write(repository, ".cdctl/dist/books-1.4.1.zip", "old", "rw-r--r--");

        pack(ArchiveSpec.Format.ZIP, "a");

        try (var names = Files.list(Packager.dist(repository))) {
            assertThat(names).containsExactly(Packager.dist(repository).resolve("books-1.4.2.zip"));
        }
    }

    @Test
    void twoArchivesOfOneNameAreRefused() throws IOException {
        write(repository, "a", "a", "rw-r--r--");
        ArchiveSpec spec = spec(ArchiveSpec.Format.ZIP, Optional.empty(), "a");

        Failure failure =
                catchThrowableOfType(Failure.class, () -> new Packager(repository, FROM).pack(List.of(spec, spec)));

        assertThat(failure.problems()).extracting(Problem::code).containsExactly("CD-408");
    }

    @Test
    void whatCouldNotBeUnpackedIsNotPacked() throws IOException {
        Files.write(repository.resolve("zeros"), new byte[16 * 1024 * 1024]);

        Failure failure = catchThrowableOfType(Failure.class, () -> pack(ArchiveSpec.Format.ZIP, "zeros"));

        assertThat(failure.problems()).extracting(Problem::code).containsExactly("CD-409");
    }

    @Test
    void theLanguageOfTheMachineChangesNothing() throws IOException {
        write(repository, "TITLE.i", "x", "rw-r--r--");
        ReleaseManifest before = pack(ArchiveSpec.Format.ZIP, "**");
        Locale locale = Locale.getDefault();
        try {
            Locale.setDefault(Locale.forLanguageTag("tr-TR"));
            assertThat(pack(ArchiveSpec.Format.ZIP, "**")).isEqualTo(before);
        } finally {
            Locale.setDefault(locale);
        }
    }

    private String unpackedManifest() throws IOException {
        try (var zip = new java.util.zip.ZipFile(
                Packager.dist(repository).resolve("books-1.4.2.zip").toFile())) {
            return new String(
                    zip.getInputStream(zip.getEntry(ArchiveManifest.FILE)).readAllBytes(),
                    java.nio.charset.StandardCharsets.UTF_8);
        }
    }

    private ReleaseManifest packFrom(String root, String... globs) {
        return new Packager(repository, FROM).pack(List.of(spec(ArchiveSpec.Format.ZIP, Optional.of(root), globs)));
    }

    private ReleaseManifest pack(ArchiveSpec.Format format, String... globs) {
        return pack(repository, format, globs);
    }

    private static ReleaseManifest pack(Path repository, ArchiveSpec.Format format, String... globs) {
        return new Packager(repository, FROM).pack(List.of(spec(format, Optional.empty(), globs)));
    }

    private static ArchiveSpec spec(ArchiveSpec.Format format, Optional<String> root, String... globs) {
        return new ArchiveSpec(new Name("books"), format, List.of(globs), root, List.of(), ORIGIN);
    }

    private static Path write(Path top, String name, String content, String permissions) throws IOException {
        Path file = top.resolve(name);
        Files.createDirectories(java.util.Objects.requireNonNull(file.getParent()));
        Files.writeString(file, content);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
    }

    private static void mkfifo(Path path) throws IOException {
        try {
            assertThat(new ProcessBuilder("mkfifo", path.toString()).start().waitFor())
                    .isZero();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}

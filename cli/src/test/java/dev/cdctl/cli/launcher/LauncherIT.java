package dev.cdctl.cli.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.cdctl.cli.launcher.Shell.Ended;
import dev.cdctl.cli.train.Rehearsal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LauncherIT {
    private static final String PROGRAM =
            Path.of("target/cdctl").toAbsolutePath().toString();
    private static final String JAR =
            Path.of("target/cdctl.jar").toAbsolutePath().toString();

    private Path folder;
    private Shell shell;

    @BeforeEach
    void shell(@TempDir Path temporary) {
        folder = temporary;
        shell = new Shell(temporary).with("JAVA_HOME", javaHome());
    }

    String javaHome() {
        return Objects.requireNonNull(System.getProperty("java.home"));
    }

    private Path archive() throws IOException, InterruptedException {
        return archive("help");
    }

    /** The one that a first start with that command leaves, beside those that are there. */
    private Path archive(String command) throws IOException, InterruptedException {
        List<Path> before = new ArrayList<>(shell.cache());
        // A training that is under way leaves an archive in the place of its lock.
        before.removeIf(file -> file.toString().endsWith(".lock"));
        assertThat(shell.run(PROGRAM, command).exit()).isIn(0, 3);
        await().atMost(Duration.ofMinutes(2))
                .until(() -> shell.cache().stream()
                        .anyMatch(file -> file.toString().matches(".*\\.(jsa|aot)") && !before.contains(file)));
        await().atMost(Duration.ofMinutes(1)).until(() -> shell.cache().size() == before.size() + 1);
        List<Path> after = new ArrayList<>(shell.cache());
        after.removeAll(before);
        return after.get(0);
    }

    private void worksAsEver() throws IOException, InterruptedException {
        Ended good = shell.run(PROGRAM, "help", "exit-codes");
        assertThat(good.exit()).isZero();
        assertThat(good.out()).contains("143");
        assertThat(good.err()).isEmpty();
        Ended bad = shell.run(PROGRAM, "nonsense");
        assertThat(bad.exit()).isEqualTo(2);
        assertThat(bad.out()).isEmpty();
        assertThat(bad.err()).startsWith("error: unknown command 'nonsense' [CD-800]\n");
    }

    @Test
    void bothFilesAreJarsAndOneIsAProgram() throws IOException, InterruptedException {
        String version = "cdctl " + System.getProperty("cdctl.version") + "\n";
        String java = javaHome() + "/bin/java";
        assertThat(shell.run(PROGRAM, "--version")).isEqualTo(new Ended(0, version, ""));
        assertThat(shell.run("sh", PROGRAM, "--version")).isEqualTo(new Ended(0, version, ""));
        assertThat(shell.run(java, "-jar", PROGRAM, "--version")).isEqualTo(new Ended(0, version, ""));
        assertThat(shell.run(java, "-jar", JAR, "--version")).isEqualTo(new Ended(0, version, ""));
    }

    @Test
    void theArchiveIsMadeOnceForItsOwnerOnlyAndUsed() throws IOException, InterruptedException {
        Path archive = archive();
        assertThat(Files.getPosixFilePermissions(Objects.requireNonNull(archive.getParent())))
                .isEqualTo(PosixFilePermissions.fromString("rwx------"));
        Ended ended = shell.with("CDCTL_JAVA_OPTS", "-Xlog:class+load").run(PROGRAM, "help");
        assertThat(ended.out().lines().filter(line -> line.contains("dev.cdctl.")))
                .isNotEmpty()
                .allMatch(line -> line.contains("shared objects file"));
        shell.without("CDCTL_JAVA_OPTS");
        worksAsEver();
        assertThat(shell.cache()).containsExactly(archive);
    }

    /** What the training did not load is read from the jar at every start. */
    @Test
    void quickCommandsTakeTheirClassesFromTheArchive() throws IOException, InterruptedException {
        Path archive = archive();
        try (Rehearsal rehearsal = Rehearsal.open(System.getenv())) {
            rehearsal.begin();
            Shell inside = new Shell(rehearsal.folder());
            rehearsal.variables().forEach(inside::with);
            // Jobs of CI have another display, and never an archive that was made there.
            inside.without("CI")
                    .with("JAVA_HOME", javaHome())
                    .with("XDG_CACHE_HOME", folder.resolve("home/.cache").toString())
                    .with("CDCTL_JAVA_OPTS", "-Xlog:class+load");
            for (String line : List.of(
                    "status",
                    "plan",
                    "plan -f git/pipeline.yaml",
                    "flip green",
                    "help",
                    "version",
                    "lock status",
                    "history")) {
                Ended ended = inside.run((PROGRAM + " " + line).split(" "));
                assertThat(ended.exit()).as(ended.err()).isZero();
                assertThat(ended.out().lines().filter(loaded -> loaded.contains("shared objects file")))
                        .as(line)
                        .hasSizeGreaterThan(500);
                assertThat(ended.out().lines().filter(loaded -> loaded.contains("source: file:")))
                        .as(line)
                        .isEmpty();
                // The jar is not even opened, which shows where java does not load at once all that an archive has.
                assertThat(ended.out().lines().filter(loaded -> loaded.contains("java.util.zip.ZipFile$Source ")))
                        .as(line)
                        .hasSizeLessThanOrEqualTo(archive.toString().endsWith(".jsa") ? 0 : 1);
            }
        }
    }

    /** Quick commands would pay for the size of one that has them all. */
    @Test
    void commandsThatSpeakToEnginesHaveAnArchiveOfTheirOwn() throws IOException, InterruptedException {
        Path far = archive("deploy");
        assertThat(far.toString()).contains("+far-");
        Path quick = archive("help");
        assertThat(shell.cache()).containsExactlyInAnyOrder(quick, far);
        assertThat(Files.size(far)).isGreaterThan(Files.size(quick) * 3 / 2);
        shell.with("CDCTL_JAVA_OPTS", "-Xlog:class+load");
        assertThat(shell.run(PROGRAM, "deploy").out().lines())
                .filteredOn(line -> line.contains(" dev.cdctl."))
                .isNotEmpty()
                .allMatch(line -> line.contains("shared objects file"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"empty", "short", "noise", "old", "gone"})
    void anArchiveThatIsDamagedIsNotInTheWay(String how) throws IOException, InterruptedException {
        Path archive = archive();
        byte[] bytes = Files.readAllBytes(archive);
        Files.delete(archive);
        switch (how) {
            case "empty" -> Files.write(archive, new byte[0]);
            case "short" -> Files.write(archive, java.util.Arrays.copyOf(bytes, bytes.length / 2));
            case "noise" -> {
                for (int at = bytes.length / 3; at < bytes.length / 2; at++) {
                    bytes[at] = (byte) (bytes[at] + 1);
                }
                Files.write(archive, bytes);
            }
            case "old" -> {
                Files.write(archive, bytes);
                Files.setLastModifiedTime(archive, FileTime.from(Instant.EPOCH));
            }
            default -> assertThat(archive).doesNotExist();
        }
        shell.with("CI", "true");
        worksAsEver();
    }

    /** As an update of the system's JDK does it: the same folder, other bytes. */
    @Test
    void anotherJavaInThePlaceOfTheOldOneGetsAnArchiveOfItsOwn() throws IOException, InterruptedException {
        Path jdk = folder.resolve("jdk");
        Path java = Files.writeString(
                Files.createDirectories(jdk.resolve("bin")).resolve("java"),
                "#!/bin/sh\nexec '" + javaHome() + "/bin/java' \"$@\"\n");
        Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwxr-xr-x"));
        String release = Files.readString(Path.of(javaHome(), "release"));
        Files.writeString(jdk.resolve("release"), release);
        shell.with("JAVA_HOME", jdk.toString());
        Path archive = archive();
        Files.writeString(jdk.resolve("release"), release.replaceFirst("(?m)^JAVA_RUNTIME_VERSION=\"", "$0later-"));
        Ended first = shell.with("CDCTL_JAVA_OPTS", "-Xlog:class+load").run(PROGRAM, "help");
        assertThat(first.out().lines().filter(line -> line.contains("dev.cdctl.")))
                .isNotEmpty()
                .noneMatch(line -> line.contains("shared objects file"));
        shell.without("CDCTL_JAVA_OPTS");
        worksAsEver();
        await().atMost(Duration.ofMinutes(1))
                .until(() -> shell.cache().size() == 1
                        && !shell.cache().get(0).equals(archive)
                        && shell.cache().get(0).toString().contains("later-"));
        worksAsEver();
    }

    @Test
    void nothingIsMadeInCi() throws IOException, InterruptedException {
        shell.with("CI", "true");
        worksAsEver();
        assertThat(folder.resolve("home")).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/dev/null/no", "/proc/no", ""})
    void aHomeThatCannotBeWrittenIsNotInTheWay(String cache) throws IOException, InterruptedException {
        shell.without("HOME").with("XDG_CACHE_HOME", cache);
        worksAsEver();
    }

    @Test
    void startsAtTheSameTimeMakeOneArchive() throws IOException, InterruptedException {
        List<Process> processes = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            processes.add(shell.start(folder.resolve("out" + i), folder.resolve("err" + i), PROGRAM, "help"));
        }
        for (int i = 0; i < 6; i++) {
            assertThat(processes.get(i).waitFor()).isZero();
            assertThat(folder.resolve("err" + i)).isEmptyFile();
        }
        archive();
        worksAsEver();
    }

    @Test
    void aTrainingThatWasKilledIsDoneAgainLater() throws IOException, InterruptedException {
        Path archive = archive();
        Files.delete(archive);
        Path lock = Path.of(archive.toString().replaceFirst("\\.\\d+\\.(jsa|aot)$", ".lock"));
        Files.createDirectory(lock);
        Files.writeString(lock.resolve("archive"), "half");
        worksAsEver();
        assertThat(shell.cache()).containsExactly(lock);
        Files.setLastModifiedTime(lock, FileTime.from(Instant.now().minusSeconds(3600)));
        archive();
        worksAsEver();
    }

    @Test
    void itStartsFromAnywhere() throws IOException, InterruptedException {
        Path odd = Files.createDirectory(folder.resolve("a b'c$d"));
        Path copy = Files.copy(Path.of(PROGRAM), odd.resolve("cd ctl"));
        Files.setPosixFilePermissions(copy, PosixFilePermissions.fromString("rwxr-xr-x"));
        Path link = Files.createSymbolicLink(folder.resolve("cdctl"), copy);
        assertThat(shell.run(copy.toString(), "help").exit()).isZero();
        assertThat(shell.run("./a b'c$d/cd ctl", "help").exit()).isZero();
        assertThat(shell.run(link.toString(), "help").exit()).isZero();
        assertThat(shell.with("PATH", folder + ":/usr/bin:/bin")
                        .run("sh", "-c", "cdctl help")
                        .exit())
                .isZero();
        await().atMost(Duration.ofMinutes(1))
                .until(() ->
                        shell.cache().stream().noneMatch(file -> file.toString().endsWith(".lock")));
    }

    @Test
    void argumentsArriveAsTheyWereTyped() throws IOException, InterruptedException {
        Ended ended = shell.with("CI", "1").run(PROGRAM, "explain", "a  b*\n'\"$HOME", "-o", "json");
        assertThat(ended.out()).contains("'a  b*\\n'\\\"$HOME'");
    }

    @Test
    void aMissingOrOldJavaIsTold() throws IOException, InterruptedException {
        Path old = Files.createDirectories(folder.resolve("jdk11/bin"));
        Path java = Files.writeString(old.resolve("java"), "#!/bin/sh\nexit 99\n");
        Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.writeString(folder.resolve("jdk11/release"), "IMPLEMENTOR=\"X\"\nJAVA_VERSION=\"11.0.2\"\n");
        Ended ended =
                shell.with("JAVA_HOME", folder.resolve("jdk11").toString()).run(PROGRAM, "help");
        assertThat(ended.exit()).isEqualTo(4);
        assertThat(ended.err()).contains("Java 17 or newer", "is Java 11");
        assertThat(shell.with("JAVA_HOME", "/nowhere").run(PROGRAM, "help").exit())
                .isEqualTo(4);
        assertThat(shell.without("JAVA_HOME")
                        .with("PATH", "/nowhere")
                        .run("/bin/sh", PROGRAM, "help")
                        .err())
                .contains("there is no java");
    }

    @Test
    void theJavaOnPathIsFound() throws IOException, InterruptedException {
        shell.without("JAVA_HOME")
                .with("PATH", javaHome() + "/bin:/usr/bin:/bin")
                .with("CI", "1");
        worksAsEver();
    }
}

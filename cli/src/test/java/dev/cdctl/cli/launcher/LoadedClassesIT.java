package dev.cdctl.cli.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cdctl.cli.train.Rehearsal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Quick commands load nothing that is heavy. */
class LoadedClassesIT {
    private static final List<String> HEAVY = List.of(
            "io.undertow.",
            "org.xnio.",
            "org.apache.commons.",
            "com.fasterxml.jackson.",
            "org.eclipse.jgit.",
            "com.github.dockerjava.",
            "okhttp3.",
            "ch.qos.logback.",
            "java.net.http.",
            "javax.net.ssl.",
            "javax.xml.",
            "java.util.logging.");

    /** What stages, state in servers and the router itself need. */
    private static final List<String> STAGES = List.of(
            "dev.cdctl.adapter.git.",
            "dev.cdctl.version.source.GitVersion",
            "dev.cdctl.artifact.archive.",
            "dev.cdctl.adapter.consul.",
            "dev.cdctl.deploy.register.",
            "dev.cdctl.adapter.embedded.server.",
            "dev.cdctl.adapter.embedded.proxy.");

    /** Classes of the JDK whose first use takes milliseconds. */
    private static final Set<String> SETS_UP_MUCH = Set.of(
            "java.math.BigDecimal",
            "java.security.SecureRandom",
            "java.lang.runtime.ObjectMethods",
            "java.time.format.DateTimeFormatter",
            "java.util.Formatter");

    private Path folder;

    @BeforeEach
    void folder(@TempDir Path temporary) {
        folder = temporary;
    }

    private List<String> loaded(String... args) throws IOException, InterruptedException {
        return loaded(new Shell(folder), args);
    }

    private List<String> loaded(Shell shell, String... args) throws IOException, InterruptedException {
        Path log = folder.resolve("classes.txt");
        List<String> command = new java.util.ArrayList<>(List.of(
                System.getProperty("java.home") + "/bin/java",
                "-Xlog:class+load:file=" + log,
                "-jar",
                Path.of("target/cdctl.jar").toAbsolutePath().toString()));
        command.addAll(List.of(args));
        assertThat(shell.run(command.toArray(new String[0])))
                .satisfies(ended -> assertThat(ended.exit()).as(ended.err()).isZero());
        return Files.readString(log)
                .lines()
                .map(line -> line.replaceFirst("^(\\[[^]]*])+ ", "").replaceFirst(" .*", ""))
                .toList();
    }

    @Test
    void theVersionNeedsOneClass() throws IOException, InterruptedException {
        assertThat(loaded("--version").stream().filter(name -> name.startsWith("dev.cdctl.")))
                .containsExactly("dev.cdctl.cli.Main");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--version", "help", "help exit-codes -o json", "__complete -- hel", "explain CD-800"})
    void quickCommandsLoadNothingHeavy(String line) throws IOException, InterruptedException {
        assertThat(loaded(line.split(" ")))
                .hasSizeGreaterThan(100)
                .noneMatch(name -> HEAVY.stream().anyMatch(name::startsWith));
    }

    @ParameterizedTest
    @ValueSource(strings = {"status", "status -o json", "flip green", "flip green --unhealthy"})
    void whatLooksAtAnEnvironmentOrFlipsItLoadsNothingHeavy(String line) throws IOException, InterruptedException {
        try (Rehearsal rehearsal = Rehearsal.open(System.getenv())) {
            rehearsal.begin();
            Shell shell = new Shell(rehearsal.folder());
            rehearsal.variables().forEach(shell::with);
            assertThat(loaded(shell, line.split(" ")))
                    .contains("dev.cdctl.adapter.embedded.RouterAdmin", "dev.cdctl.adapter.process.LocalMachine")
                    .noneMatch(name -> HEAVY.stream().anyMatch(name::startsWith))
                    .noneMatch(name -> STAGES.stream().anyMatch(name::startsWith))
                    .noneMatch(name -> name.equals("java.security.MessageDigest"));
        }
    }

    /** A call site is linked anew in each process, which takes longer than the rest of many a method. */
    @ParameterizedTest
    @ValueSource(strings = {"status", "plan", "flip green"})
    void noLambdaOfOursIsLinkedAndNoFormatterOrProviderIsSetUp(String line) throws IOException, InterruptedException {
        try (Rehearsal rehearsal = Rehearsal.open(System.getenv())) {
            rehearsal.begin();
            Shell shell = new Shell(rehearsal.folder());
            rehearsal.variables().forEach(shell::with);
            assertThat(loaded(shell, line.split(" ")))
                    .anyMatch(name -> name.startsWith("dev.cdctl.") && name.contains("$$L"))
                    .noneMatch(name -> name.startsWith("dev.cdctl.") && name.contains("$$Lambda"))
                    .noneMatch(name -> SETS_UP_MUCH.contains(name));
        }
    }

    /** As services that say their version do; what is not rehearsed would be read from the jar. */
    @Test
    void aRehearsedFlipIsProvenByWhatTheInstanceSaysOfItsVersion() throws IOException, InterruptedException {
        try (Rehearsal rehearsal = Rehearsal.open(System.getenv())) {
            rehearsal.begin();
            Shell shell = new Shell(rehearsal.folder());
            rehearsal.variables().forEach(shell::with);
            assertThat(loaded(shell, "flip", "green")).contains("dev.cdctl.traffic.Question$Versions$Said");
        }
    }

    @Test
    void theTrainingRunsEveryCommandToItsEndAndLeavesNothing() throws IOException, InterruptedException {
        Path temporary = Files.createDirectory(folder.resolve("tmp"));
        Shell shell = new Shell(folder).with("JAVA_TOOL_OPTIONS", "-Djava.io.tmpdir=" + temporary);
        Shell.Ended ended = shell.run(
                System.getProperty("java.home") + "/bin/java",
                "-jar",
                Path.of("target/cdctl.jar").toAbsolutePath().toString(),
                "__train");
        assertThat(ended.out().lines())
                .contains(
                        "status: 0",
                        "plan: 0",
                        "plan -f git/pipeline.yaml: 0",
                        "flip green: 0",
                        "flip blue: 0",
                        "flip red: 2",
                        "flop: 2");
        assertThat(temporary).isEmptyDirectory();
        assertThat(folder.resolve("home")).doesNotExist();
    }

    @Test
    void onlyTheCommandThatWasTypedIsLoaded() throws IOException, InterruptedException {
        assertThat(loaded("errors"))
                .contains("dev.cdctl.cli.help.ErrorsCommand")
                .doesNotContain("dev.cdctl.cli.help.HelpCommand", "dev.cdctl.cli.help.ManCommand");
    }
}

package dev.cdctl.adapter.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.cdctl.deploy.machine.Instance;
import dev.cdctl.deploy.machine.Machine;
import dev.cdctl.model.Failure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LocalMachineTest {
    private final Fixture fixture;
    private final LocalMachine machine;

    LocalMachineTest(@TempDir Path folder) throws IOException {
        fixture = new Fixture(folder);
        machine = fixture.machine;
    }

    @AfterEach
    void endAll() {
        fixture.close();
    }

    @Test
    void aStartedInstanceIsObservedByEveryLaterRun() {
        Instance started = machine.start(fixture.start("sleep 100"));

        assertThat(machine.observe(Fixture.BOOKS, Fixture.TEST)).containsExactly(started);
        assertThat(fixture.another().observe(Fixture.BOOKS, Fixture.TEST)).containsExactly(started);
        assertThat(machine.exit(started)).isEmpty();
        assertThat(fixture.another().exit(started)).isEmpty();
    }

    @Test
    void anInstanceWithoutItsRecordIsObserved() throws IOException {
        Instance started = machine.start(fixture.start("sleep 100"));
        Disk.delete(fixture.root.resolve("books/test/instances"));

        assertThat(fixture.another().observe(Fixture.BOOKS, Fixture.TEST)).containsExactly(started);
        assertThat(fixture.another().stop(started, Duration.ofSeconds(10))).isTrue();
    }

    @Test
    void itIsKnownHowAnInstanceEndedThatNobodyEverSaw() {
        Machine.Start start = fixture.start("exit 7");
        machine.start(start);

        await().untilAsserted(() -> assertThat(machine.exit(start.instance())).contains(new Machine.Exit.Code(7)));
        assertThat(fixture.another().exit(start.instance())).contains(new Machine.Exit.Gone());
    }

    @Test
    void onlyWhatIsNamedComesFromTheCallersEnvironment(@TempDir Path other) {
        Map<String, String> caller = new HashMap<>(Map.of(
                "PATH", System.getenv("PATH"), "HOME", "/home/x", "LC_ALL", "C", "TZ", "UTC", "JAVA_HOME", "/jdk"));
        for (String unwanted : List.of(
                "BUILD_ID", "JENKINS_NODE_COOKIE", "HUDSON_COOKIE", "CI_JOB_TOKEN", "AWS_SECRET_KEY", "CDCTL_PID")) {
            caller.put(unwanted, "unwanted");
        }
        LocalMachine clean = LocalMachine.at(fixture.root, Fixture.NOTHING, caller);

        Map<String, String> found = environmentOf(clean, fixture.start("env > env.part; mv env.part env; sleep 100"));

        assertThat(found.values()).doesNotContain("unwanted");
        assertThat(found)
                .containsEntry("HOME", "/home/x")
                .containsEntry("LC_ALL", "C")
                .containsEntry("TZ", "UTC")
                .containsEntry("JAVA_HOME", "/jdk")
                .containsEntry("LOG_LEVEL", "info")
                .containsEntry("PORT", "20001")
                .containsEntry("CDCTL_DEPLOYMENT", "d1")
                .containsEntry("CDCTL_COLOUR", "blue")
                .containsEntry("CDCTL_VERSION", "1.2");
        assertThat(found.keySet())
                .allMatch(name -> name.startsWith("CDCTL_")
                        || List.of("PATH", "HOME", "LC_ALL", "TZ", "JAVA_HOME", "LOG_LEVEL", "PORT")
                                .contains(name)
                        || List.of("PWD", "OLDPWD", "SHLVL", "_").contains(name));
    }

    @Test
    void theServicesEnvironmentCannotChangeItsLabels() {
        Machine.Start plain = fixture.start("env > env.part; mv env.part env; sleep 100");
        Map<String, String> forged = Map.of("CDCTL_DEPLOYMENT", "other", "PORT", "1", "CDCTL_PID", "1");

        Map<String, String> found =
                environmentOf(machine, new Machine.Start(plain.instance(), plain.folder(), plain.command(), forged));

        assertThat(found)
                .containsEntry("CDCTL_DEPLOYMENT", "d1")
                .containsEntry("PORT", "20001")
                .doesNotContainEntry("CDCTL_PID", "1");
    }

    @Test
    void machinesOfOtherRootsDoNotSeeIt(@TempDir Path elsewhere) {
        machine.start(fixture.start("sleep 100"));

        assertThat(LocalMachine.at(elsewhere, Fixture.NOTHING, System.getenv()).observe(Fixture.BOOKS, Fixture.TEST))
                .isEmpty();
    }

    @Test
    void itLeadsASessionOfItsOwn() throws IOException {
        Instance started = machine.start(fixture.start("sleep 100"));

        String[] stat =
                Files.readString(Path.of("/proc/" + started.pid() + "/stat")).split(" ");
        assertThat(stat[5]).isEqualTo(Long.toString(started.pid()));
    }

    @Test
    void itsStandardInputIsEmptyAndItsOutputIsLogged() {
        Instance started = machine.start(fixture.start("cat; echo out; echo wrong >&2; exit 3"));
        awaitExit(started, new Machine.Exit.Code(3));

        assertThat(machine.tail(started, 10)).containsExactly("out", "wrong");
        assertThat(machine.tail(started, 1)).containsExactly("wrong");
        assertThat(machine.log(started)).endsWith("logs/d1-web-0-blue.log");
    }

    @Test
    void aSecondStartAppendsToTheLog() {
        awaitExit(machine.start(fixture.start("echo one")), new Machine.Exit.Code(0));
        Instance again = machine.start(fixture.start("echo two"));
        awaitExit(again, new Machine.Exit.Code(0));

        assertThat(machine.tail(again, 10)).containsExactly("one", "two");
    }

    @Test
    void aRunThatDidNotStartItOnlyKnowsThatItIsGone() {
        Instance started = machine.start(fixture.start("exit 3"));
        awaitExit(started, new Machine.Exit.Code(3));

        assertThat(fixture.another().exit(started)).contains(new Machine.Exit.Gone());
        assertThat(fixture.another().observe(Fixture.BOOKS, Fixture.TEST)).isEmpty();
    }

    @Test
    void aCommandThatDoesNotExistEndsWithTheShellsWord() {
        Instance started = machine.start(fixture.start("./missing.sh"));
        awaitExit(started, new Machine.Exit.Code(127));

        assertThat(machine.tail(started, 1)).first().asString().contains("missing.sh");
    }

    @Test
    void aCommandMayStartWithAHyphenOrHoldQuotes() {
        Instance hyphen = machine.start(fixture.start("-x"));
        awaitExit(hyphen, new Machine.Exit.Code(127));
        Instance quotes = machine.start(fixture.start("worker", "printf '%s\\n' \"a  'b'\" '$HOME' \\\"; exit 4"));
        awaitExit(quotes, new Machine.Exit.Code(4));

        assertThat(machine.tail(quotes, 10)).containsExactly("a  'b'", "$HOME", "\"");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    ./start.sh                         | exec ./start.sh
                    java -jar app.jar --port "$PORT"   | exec java -jar app.jar --port "$PORT"
                    ./a.sh 'x y' > out                 | exec ./a.sh 'x y' > out
                    exec java -jar app.jar             | exec java -jar app.jar
                    cd bin                             | cd bin
                    A=b ./start.sh                     | A=b ./start.sh
                    ./a.sh && ./b.sh                   | ./a.sh && ./b.sh
                    ./a.sh $(cat arguments)            | ./a.sh $(cat arguments)
                    ./a.sh 2>&1                        | ./a.sh 2>&1
                    -x                                 | -x
                    { ./a.sh                           | { ./a.sh
                    ! ./a.sh                           | ! ./a.sh
                    """)
    void aLoneProgramTakesTheShellsPlace(String command, String expected) {
        assertThat(Launch.asWritten(command)).isEqualTo(expected);
        assertThat(Launch.asWritten(command + "\n./other.sh")).isEqualTo(command + "\n./other.sh");
    }

    @Test
    void aLoneProgramIsTheFirstProcess() throws IOException {
        Instance started = machine.start(fixture.start("sleep 100"));

        await().untilAsserted(() ->
                assertThat(Path.of("/proc/" + started.pid() + "/comm")).hasContent("sleep"));
    }

    @Test
    void whatNoProcessCanHaveIsAFailure() {
        Machine.Start start = fixture.start("sleep 100");

        assertThatThrownBy(() -> machine.start(fixture.start("a\0b")))
                .isInstanceOf(Failure.class)
                .hasMessageContaining("CD-501");
        assertThatThrownBy(() -> machine.start(
                        new Machine.Start(start.instance(), start.folder(), "true", Map.of("A=B\0", "x"))))
                .isInstanceOf(Failure.class)
                .hasMessageContaining("CD-501");
        assertThatThrownBy(() -> machine.start(
                        new Machine.Start(start.instance(), fixture.root.resolve("missing"), "true", Map.of())))
                .isInstanceOf(Failure.class)
                .hasMessageContaining("CD-501");
        assertThatThrownBy(() -> machine.log(Fixture.instance("web", "../../etc/x")))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void programsThatHideTheirEnvironmentAreStillTheInstance() {
        Instance started = machine.start(fixture.start("exec env -i /bin/sh -c 'sleep 100 & echo $!; wait'"));
        long child = Long.parseLong(awaitLine(started));
        await().until(() -> environ(started.pid()).isEmpty());

        assertThat(fixture.another().observe(Fixture.BOOKS, Fixture.TEST)).containsExactly(started);
        assertThat(fixture.another().exit(started)).isEmpty();
        assertThat(fixture.another().stop(started, Duration.ofSeconds(10))).isTrue();
        assertThat(Fixture.birth(child)).isEmpty();
    }

    @Test
    void withoutProcRecordedProcessesAreFound(@TempDir Path notProc) {
        LocalMachine portable = LocalMachine.at(fixture.root, Fixture.NOTHING, System.getenv(), notProc);
        Instance started = portable.start(fixture.start("sleep 100 & echo $!; wait"));
        // What it starts while it is stopped would not be found.
        awaitLine(started);
        LocalMachine later = LocalMachine.at(fixture.root, Fixture.NOTHING, System.getenv(), notProc);

        assertThat(later.observe(Fixture.BOOKS, Fixture.TEST)).containsExactly(started);
        assertThat(later.exit(started)).isEmpty();
        later.stop(started, Duration.ofSeconds(10));
        assertThat(later.exit(started)).contains(new Machine.Exit.Gone());
        assertThat(machine.observe(Fixture.BOOKS, Fixture.TEST)).isEmpty();
    }

    @Test
    void pruningKeepsWhatIsNamedAndWhatRuns() throws IOException {
        Instance running = machine.start(fixture.start("echo kept; sleep 100"));
        Instance ended =
                machine.start(new Machine.Start(Fixture.instance("web", "d0"), fixture.release, "echo gone", Map.of()));
        Instance named = machine.start(
                new Machine.Start(Fixture.instance("web", "d2"), fixture.release, "echo named", Map.of()));
        awaitExit(ended, new Machine.Exit.Code(0));
        awaitExit(named, new Machine.Exit.Code(0));

        machine.prune(Fixture.BOOKS, Fixture.TEST, List.of(), List.of("d2"));

        assertThat(Path.of(machine.log(running))).exists();
        assertThat(Path.of(machine.log(named))).exists();
        assertThat(Path.of(machine.log(ended))).doesNotExist();
    }

    @Test
    void jobsTellTheirCodeToEveryLaterRun() {
        Instance job = machine.startJob(fixture.start("migrate", "echo done; exit 7"));
        awaitExit(job, new Machine.Exit.Code(7));

        assertThat(fixture.another().exit(job)).contains(new Machine.Exit.Code(7));
        assertThat(machine.tail(job, 5)).containsExactly("done");
    }

    @Test
    void aJobThatRunsIsObservedAndHasNoCode() {
        Instance job = machine.startJob(fixture.start("migrate", "sleep 100"));

        assertThat(fixture.another().observe(Fixture.BOOKS, Fixture.TEST)).containsExactly(job);
        assertThat(fixture.another().exit(job)).isEmpty();
    }

    @Test
    void aJobThatIsAskedToEndTellsSo() {
        Instance job = machine.startJob(fixture.start("migrate", "echo up; sleep 100"));
        awaitLine(job);

        assertThat(fixture.another().stop(job, Duration.ofSeconds(10))).isTrue();
        assertThat(fixture.another().exit(job)).contains(new Machine.Exit.Code(143));
    }

    @Test
    void aKilledJobHasFailed() {
        Instance job = machine.startJob(fixture.start("migrate", "echo up; sleep 100"));
        awaitLine(job);

        assertThat(fixture.another().stop(job, Duration.ZERO)).isFalse();
        // What waits for its code is killed too, a moment before or after it.
        assertThat(fixture.another().exit(job).orElseThrow()).isIn(new Machine.Exit.Gone(), new Machine.Exit.Code(137));
    }

    @Test
    void aRepeatedJobForgetsItsFirstCode() {
        Instance first = machine.startJob(fixture.start("migrate", "exit 7"));
        awaitExit(first, new Machine.Exit.Code(7));

        Instance second = machine.startJob(fixture.start("migrate", "sleep 100"));

        assertThat(fixture.another().exit(second)).isEmpty();
    }

    private void awaitExit(Instance instance, Machine.Exit exit) {
        await().until(() -> machine.exit(instance).equals(Optional.of(exit)));
    }

    private String awaitLine(Instance instance) {
        await().until(() -> !machine.tail(instance, 1).isEmpty());
        return machine.tail(instance, 1).get(0);
    }

    private static String environ(long pid) throws IOException {
        return Files.readString(Path.of("/proc/" + pid + "/environ"));
    }

    private Map<String, String> environmentOf(LocalMachine on, Machine.Start start) {
        on.start(start);
        Path file = start.folder().resolve("env");
        await().until(() -> Files.exists(file));
        Map<String, String> found = new TreeMap<>();
        for (String line : read(file).split("\n")) {
            found.put(line.split("=", 2)[0], line.split("=", 2)[1]);
        }
        return found;
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}

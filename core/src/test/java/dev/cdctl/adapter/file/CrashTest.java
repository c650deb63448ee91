package dev.cdctl.adapter.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.cdctl.json.Json;
import dev.cdctl.state.Journal;
import dev.cdctl.state.Store;
import dev.cdctl.state.Store.Change;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What kills, full disks and power cuts leave behind, seen with real processes and their system calls. */
class CrashTest {
    private static final int ROUNDS = Integer.getInteger("cdctl.crash.rounds", 30);
    private static final String RENAMES = "?rename,?renameat,?renameat2";

    private Path folder;
    private Path root;

    @BeforeEach
    void setUp(@TempDir Path temporary) {
        folder = temporary;
        root = temporary.resolve("state");
    }

    @Test
    void aTransactionIsWholeAfterAKillAtAnyMoment() throws Exception {
        Random random = new Random(20261120);
        long most = 0;
        for (int round = 0; round < ROUNDS; round++) {
            try (ChildJvm child = ChildJvm.start(List.of(), ChildMain.class, "pairs", root)) {
                child.line();
                // Not to wait for anything: the moment of the kill is what varies.
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(random.nextInt(60)));
                child.kill();
            }
            assertThat(left()).as("round %d", round).isEqualTo(right());
            most = Math.max(most, left().map(Store.Versioned::revision).orElse(0L));
        }
        assertThat(most).as("the children did write").isGreaterThan(ROUNDS);
        assertThatWritingGoesOn();
    }

    @Test
    void aKillAtEachRenameAndRemovalLeavesAWholeState() throws Exception {
        assumeStrace();
        int kills = killAtEach(RENAMES, 8, 1) + killAtEach("fsync", 25, 5) + killAtEach("?unlink,?unlinkat", 4, 3);

        assertThat(kills).isGreaterThan(10);
    }

    /** Kills a child at the first call of that kind, another one at a later one, and so on; returns how many. */
    private int killAtEach(String calls, int last, int sample) throws Exception {
        int kills = 0;
        for (int call = 1; call <= last; call += ROUNDS > 30 ? 1 : sample) {
            root = Files.createTempDirectory(folder, "state");
            kills += strace(calls, "signal=KILL:when=" + call) == 0 ? 0 : 1;
            assertThat(left()).as("%s %d", calls, call).isEqualTo(right());
            assertThat(journal().entries().size()).isBetween(0, 2);
            assertThatWritingGoesOn();
        }
        return kills;
    }

    @Test
    void aFullDiskAtEachRenameLeavesTheStoreReadable() throws Exception {
        assumeStrace();
        int refused = 0;
        for (int call = 1; call <= 8; call++) {
            root = folder.resolve("full-" + call);
            Path log = folder.resolve("full-" + call + ".log");
            assertThat(strace(log, RENAMES, "error=ENOSPC:when=" + call)).isZero();
            String said = Files.readString(log);

            assertThat(left()).as("call %d: %s", call, said).isEqualTo(right());
            assertThat(left().isPresent()).as(said).isEqualTo(said.contains("pair done"));
            assertThat(store().read("a/single").isEmpty()).isEqualTo(said.contains("delete done"));
            assertThat(said).doesNotContain("NEEDS_PERSON");
            refused += said.contains("UNREACHABLE [CD-710 cannot write ") ? 1 : 0;
            assertThatWritingGoesOn();
        }
        assertThat(refused).isGreaterThan(3);
    }

    @Test
    void aDiskThatFailsToFlushIsNeverTakenForSuccess() throws Exception {
        assumeStrace();
        int failed = 0;
        for (int call = 1; call <= 25; call += ROUNDS > 30 ? 1 : 4) {
            root = folder.resolve("failing-" + call);
            Path log = folder.resolve("failing-" + call + ".log");
            assertThat(strace(log, "fsync", "error=EIO:when=" + call)).isZero();
            String said = Files.readString(log);

            assertThat(left()).as("call %d: %s", call, said).isEqualTo(right());
            assertThat(left().isPresent()).as(said).isEqualTo(said.contains("pair done"));
            assertThat(journal().entries().size() == 2)
                    .as(said)
                    .isEqualTo(said.contains("again done") && said.contains("journal done"));
            assertThatWritingGoesOn();
            failed += said.matches("(?s).*CD-71[04].*") ? 1 : 0;
        }
        assertThat(failed).isGreaterThan(3);
    }

    @Test
    void everyWriteIsFlushedBeforeItIsRenamedAndItsFolderAfter() throws Exception {
        assumeStrace();
        Path trace = folder.resolve("trace");
        List<String> strace = List.of(
                "strace",
                "-f",
                "-qq",
                "-y",
                "-s",
                "4096",
                "-o",
                trace.toString(),
                "-e",
                "trace=write,pwrite64,fsync,fdatasync," + RENAMES);
        try (ChildJvm child = ChildJvm.start(strace, ChildMain.class, "everything", root)) {
            assertThat(child.end()).isZero();
        }
        List<String> calls = calls(trace);
        int renames = 0;
        for (int i = 0; i < calls.size(); i++) {
            if (calls.get(i).startsWith("rename ")) {
                String[] words = calls.get(i).split(" ");
                assertThat(calls.subList(0, i)).containsSubsequence("write " + words[1], "flush " + words[1]);
                assertThat(calls.subList(i, calls.size()))
                        .contains("flush " + Path.of(words[2]).getParent());
                assertThat(lastOf(calls.subList(0, i), words[1])).isEqualTo("flush " + words[1]);
                assertThat(nextAfter(calls, i))
                        .isEqualTo("flush " + Path.of(words[2]).getParent());
                renames++;
            }
        }
        assertThat(renames).isGreaterThanOrEqualTo(8);
        String journal = root.resolve("books/production/journal.jsonl").toString();
        assertThat(calls)
                .containsSubsequence("write " + journal, "flush " + journal, "write " + journal, "flush " + journal);
    }

    private static String lastOf(List<String> calls, String file) {
        return calls.stream().filter(call -> call.endsWith(" " + file)).reduce("", (a, b) -> b);
    }

    private static String nextAfter(List<String> calls, int index) {
        return index + 1 < calls.size() ? calls.get(index + 1) : "";
    }

    /** The calls that concern the state folder, in order: {@code write <file>}, {@code flush <file>}, {@code rename}. */
    private List<String> calls(Path trace) throws IOException {
        Pattern onFile = Pattern.compile("\\b(p?write(?:64)?|fsync|fdatasync)\\(\\d+<([^>]+)>.*");
        Pattern rename = Pattern.compile("\\brename\\w*\\(.*?\"([^\"]+)\",.*?\"([^\"]+)\".*");
        List<String> calls = new ArrayList<>();
        for (String line : Files.readAllLines(trace)) {
            Matcher file = onFile.matcher(line);
            Matcher names = rename.matcher(line);
            if (names.find()) {
                calls.add("rename " + names.group(1) + " " + names.group(2));
            } else if (file.find() && file.group(2).startsWith(root.toString())) {
                calls.add((file.group(1).contains("write") ? "write " : "flush ") + file.group(2));
            }
        }
        return calls;
    }

    private int strace(String calls, String injection) throws Exception {
        return strace(folder.resolve("log"), calls, injection);
    }

    private int strace(Path log, String calls, String injection) throws Exception {
        List<String> strace = List.of(
                "strace",
                "-f",
                "-qq",
                "-o",
                "/dev/null",
                "-e",
                "trace=" + calls,
                "-e",
                "inject=" + calls + ":" + injection);
        try (ChildJvm child = ChildJvm.start(strace, ChildMain.class, "everything", root)) {
            Files.writeString(log, child.all());
            return child.end();
        }
    }

    private static void assumeStrace() throws Exception {
        Process strace;
        try {
            strace = new ProcessBuilder("strace", "-qq", "-o", "/dev/null", "true").start();
        } catch (IOException e) {
            assumeTrue(false, "strace is not installed");
            return;
        }
        assumeTrue(strace.waitFor() == 0, "strace may not trace processes here");
    }

    private void assertThatWritingGoesOn() {
        List<Change> changes = new ArrayList<>();
        for (String key : List.of("pair/left", "pair/right", "x/other")) {
            long revision = store().read(key).map(Store.Versioned::revision).orElse(0L);
            changes.add(new Change.Put(key, revision, Json.object().put("n", 0).build()));
        }
        assertThat(store().commit(changes)).isTrue();
        assertThat(root.resolve(".redo.json")).doesNotExist();
    }

    private Optional<Store.Versioned> left() {
        return store().read("pair/left");
    }

    private Optional<Store.Versioned> right() {
        return store().read("pair/right");
    }

    private Store store() {
        return new FileStore(root);
    }

    private Journal journal() {
        return new FileJournal(root.resolve("books/production/journal.jsonl"));
    }
}

package dev.cdctl.adapter.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cdctl.json.Json;
import dev.cdctl.model.Failure;
import dev.cdctl.state.Journal;
import dev.cdctl.state.Journal.Entry;
import dev.cdctl.state.Journal.Phase;
import dev.cdctl.state.JournalContract;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The file journal keeps the contract, and notices what happened to its file. */
class FileJournalTest extends JournalContract {
    private Path file;

    @BeforeEach
    void setUp(@TempDir Path temporary) {
        file = temporary.resolve("books/production/journal.jsonl");
    }

    @Override
    protected Journal journal() {
        return new FileJournal(file);
    }

    @Test
    void readingCreatesNothing() {
        assertThat(journal().entries()).isEmpty();
        assertThat(file.getParent()).doesNotExist();
    }

    @Test
    void cutAtEveryByteItHasEveryWholeEntryAndTakesTheNext() throws IOException {
        write(6);
        byte[] whole = Files.readAllBytes(file);
        List<Entry> entries = journal().entries();
        for (int length = 0; length <= whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            Files.write(file, cut);
            int lines = Math.max(0, lines(cut) - 1);

            assertThat(journal().entries()).as("cut at %d", length).isEqualTo(entries.subList(0, lines));
            if (length % 7 == 0) {
                journal().append(entry(Phase.END, "next"));
                assertThat(journal().entries()).hasSize(lines + 1);
                assertThat(journal().entries().subList(0, lines)).isEqualTo(entries.subList(0, lines));
            }
        }
    }

    @Test
    void zerosThatAPowerCutLeavesAreATornLine() throws IOException {
        write(3);
        byte[] whole = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(whole, whole.length + 100));
        assertThat(journal().entries()).hasSize(3);

        Files.write(file, Arrays.copyOf(Arrays.copyOf(whole, whole.length - 1), whole.length + 4096));
        assertThat(journal().entries()).hasSize(2);
    }

    @Test
    void everyFlippedBitBeforeTheLastLineIsNoticed() throws IOException {
        write(4);
        byte[] whole = Files.readAllBytes(file);
        int lastLine = lastLine(whole);
        for (int bit = 0; bit < lastLine * 8; bit++) {
            byte[] bad = whole.clone();
            bad[bit / 8] ^= (byte) (1 << bit % 8);
            Files.write(file, bad);
            assertThatThrownBy(() -> journal().entries()).as("bit %d", bit).isInstanceOf(Failure.class);
        }
    }

    @Test
    void aFlippedBitInTheLastLineLosesNoMoreThanThatLine() throws IOException {
        write(4);
        byte[] whole = Files.readAllBytes(file);
        List<Entry> entries = journal().entries();
        for (int bit = lastLine(whole) * 8; bit < whole.length * 8; bit++) {
            byte[] bad = whole.clone();
            bad[bit / 8] ^= (byte) (1 << bit % 8);
            Files.write(file, bad);
            try {
                assertThat(journal().entries()).isEqualTo(entries.subList(0, 3));
            } catch (Failure e) {
                assertThat(e.kind()).isEqualTo(Failure.Kind.NEEDS_PERSON);
            }
        }
    }

    @Test
    void aLineThatWasTakenOutOrMovedIsNoticed() throws IOException {
        write(4);
        List<String> lines = Files.readAllLines(file);
        Files.write(file, List.of(lines.get(0), lines.get(1), lines.get(3), lines.get(4)));
        assertThatThrownBy(() -> journal().entries()).hasMessageContaining("CD-720");

        Files.write(file, List.of(lines.get(0), lines.get(2), lines.get(1), lines.get(3), lines.get(4)));
        assertThatThrownBy(() -> journal().entries()).hasMessageContaining("CD-720");
    }

    @Test
    void aDamagedJournalNamesTheLineAndTakesNoEntry() throws IOException {
        write(4);
        List<String> lines = Files.readAllLines(file);
        lines.set(2, lines.get(2).replace("INTENT", "DONE"));
        Files.write(file, lines);

        assertThatThrownBy(() -> journal().append(entry(Phase.END, "next")))
                .isInstanceOfSatisfying(Failure.class, failure -> {
                    assertThat(failure.kind()).isEqualTo(Failure.Kind.NEEDS_PERSON);
                    assertThat(failure).hasMessageContaining(file.toString()).hasMessageContaining("line 3");
                });
        assertThat(Files.readAllLines(file)).isEqualTo(lines);
    }

    @Test
    void aNewerFormatIsRefusedUnchanged() throws IOException {
        write(1);
        Files.writeString(file, "{\"format\":2,\"anything\":[]}\n?\n");

        assertThatThrownBy(() -> journal().entries()).hasMessageContaining("needs a newer cdctl");
        assertThatThrownBy(() -> journal().append(entry(Phase.END, "x"))).isInstanceOf(Failure.class);
        assertThat(file).hasContent("{\"format\":2,\"anything\":[]}\n?\n");
    }

    @Test
    void twoObjectsOnOneFileWriteInTurn() {
        Journal one = journal();
        Journal two = journal();
        for (int i = 0; i < 5; i++) {
            one.append(entry(Phase.INTENT, "one"));
            two.append(entry(Phase.DONE, "two"));
        }
        assertThat(one.entries()).hasSize(10).isEqualTo(two.entries());
    }

    @Test
    void onlyTheOwnerCanReadIt() throws IOException {
        write(1);

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    @Test
    void aLargeJournalIsPutAsideWhenNothingIsOpen() throws IOException {
        Entry large = entry(Phase.END, "x".repeat(6_000));
        journal().append(large);
        journal().append(large);
        journal().append(entry(Phase.BEGIN, "next"));

        assertThat(journal().entries()).containsExactly(entry(Phase.BEGIN, "next"));
        assertThat(new FileJournal(kept(1)).entries()).containsExactly(large, large);
    }

    @Test
    void aLargeJournalStaysWhileAnOperationIsOpen() {
        Entry large = entry(Phase.INTENT, "x".repeat(6_000));
        journal().append(large);
        journal().append(large);
        journal().append(entry(Phase.DONE, "next"));

        assertThat(journal().entries()).hasSize(3);
    }

    @Test
    void nineOldJournalsAreKept() {
        Journal journal = journal();
        for (int i = 1; i <= 12; i++) {
            journal.append(entry(Phase.END, i + "x".repeat(40_000)));
        }

        assertThat(kept(9)).exists();
        assertThat(kept(10)).doesNotExist();
        assertThat(new FileJournal(kept(9)).entries()).containsExactly(entry(Phase.END, 3 + "x".repeat(40_000)));
    }

    @Test
    void aKillBetweenPuttingAsideAndBeginningLosesNoTokenAndNoNumber() throws IOException {
        write(3);
        Files.move(file, kept(1));
        assertThat(journal().entries()).isEmpty();

        assertThatThrownBy(() -> journal().append(new Entry("a", "", Phase.BEGIN, 6, Instant.EPOCH, none())))
                .hasMessageContaining("CD-722");
        journal().append(entry(Phase.BEGIN, "next"));
        assertThat(Files.readAllLines(file).get(1)).startsWith("{\"seq\":4,");
    }

    private void write(int count) {
        for (int i = 0; i < count; i++) {
            journal().append(entry(i % 2 == 0 ? Phase.BEGIN : Phase.INTENT, "number " + i));
        }
    }

    private Path kept(int number) {
        return file.resolveSibling("journal.jsonl." + number);
    }

    private static int lines(byte[] bytes) {
        int lines = 0;
        for (byte each : bytes) {
            lines += each == '\n' ? 1 : 0;
        }
        return lines;
    }

    private static int lastLine(byte[] bytes) {
        int start = bytes.length - 1;
        while (bytes[start - 1] != '\n') {
            start--;
        }
        return start;
    }

    private static Json.Obj none() {
        return Json.object().build();
    }
}

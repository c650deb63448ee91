package dev.cdctl.adapter.ssh;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cdctl.model.Failure;
import dev.cdctl.state.Journal;
import dev.cdctl.state.Journal.Phase;
import dev.cdctl.state.JournalContract;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The journal of another computer keeps the contract. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SshJournalTest extends JournalContract {
    @RegisterExtension
    final Keeping keeping = new Keeping();

    @Override
    protected Journal journal() {
        return new SshJournal(keeping.agent(), "books/production");
    }

    private Path file() {
        return keeping.root().resolve("journals/books/production.jsonl");
    }

    @Test
    void anEntryIsOneRoundTrip() {
        Journal journal = journal();
        journal.append(entry(Phase.BEGIN, "one"));
        long before = keeping.agent().roundTrips();
        journal.append(entry(Phase.INTENT, "two"));
        journal.append(entry(Phase.DONE, "three"));

        assertThat(keeping.agent().roundTrips() - before).isEqualTo(2);
    }

    @Test
    void twoWhoWriteByTurnsKeepOneChain() {
        Journal one = journal();
        Journal two = journal();
        for (int round = 0; round < 5; round++) {
            one.append(entry(Phase.INTENT, "one " + round));
            two.append(entry(Phase.DONE, "two " + round));
        }
        assertThat(journal().entries()).hasSize(10);
    }

    @Test
    void aTornLastLineIsCutOffWhereverItWasTorn() throws IOException {
        journal().append(entry(Phase.BEGIN, "first"));
        byte[] one = Files.readAllBytes(file());
        journal().append(entry(Phase.INTENT, "second"));
        byte[] two = Files.readAllBytes(file());
        for (int length = one.length; length < two.length; length += 7) {
            Files.write(file(), Arrays.copyOf(two, length));
            assertThat(journal().entries()).hasSize(1);
            journal().append(entry(Phase.END, "third"));
            assertThat(journal().entries()).as("torn at %d", length).hasSize(2);
        }
    }

    @Test
    void aDamagedLineElsewhereNeedsAPerson() throws IOException {
        for (int round = 0; round < 3; round++) {
            journal().append(entry(Phase.INTENT, "entry " + round));
        }
        Files.writeString(file(), Files.readString(file()).replace("entry 1", "entry 7"));

        SshStoreTest.assertFailure(() -> journal().entries(), Failure.Kind.NEEDS_PERSON, "CD-720");
        SshStoreTest.assertFailure(() -> journal().append(entry(Phase.END, "")), Failure.Kind.NEEDS_PERSON, "CD-720");
    }

    @Test
    void aNewerFormatIsRefusedUnchanged() throws IOException {
        journal().append(entry(Phase.BEGIN, "one"));
        String newer = "{\"format\":2,\"anything\":[]}\n?\n";
        Files.writeString(file(), newer);

        SshStoreTest.assertFailure(() -> journal().entries(), Failure.Kind.REFUSED, "CD-721");
        SshStoreTest.assertFailure(() -> journal().append(entry(Phase.END, "")), Failure.Kind.REFUSED, "CD-721");
        assertThat(file()).hasContent(newer);
    }

    @Test
    void aFullJournalIsPutAsideAndItsTokensCountOn() {
        String text = "x".repeat(1500);
        for (int round = 0; round < 20; round++) {
            journal().append(entry(Phase.BEGIN, text));
            journal().append(entry(Phase.END, text));
        }
        assertThat(keeping.root().resolve("journals/books/production.jsonl.1")).exists();
        assertThat(keeping.root().resolve("journals/books/production.jsonl.2")).exists();
        assertThat(journal().entries()).hasSizeLessThan(10);
        assertThat(file().toFile().length()).isLessThan(16 * 1024);
    }

    @Test
    void aJournalThatWasKilledWhileItWasPutAsideGoesOn() throws IOException {
        journal().append(entry(Phase.BEGIN, "one"));
        Files.move(file(), file().resolveSibling("production.jsonl.1"));

        assertThat(journal().entries()).isEmpty();
        journal().append(entry(Phase.END, "two"));
        assertThat(journal().entries()).hasSize(1);
        assertThat(Files.readString(file())).contains("\"seq\":2");
    }

    @Test
    void aJournalWithoutAWholeLineIsBegunAnew() throws IOException {
        journal().append(entry(Phase.BEGIN, "one"));
        Files.writeString(file(), "{\"for");

        journal().append(entry(Phase.END, "two"));
        assertThat(journal().entries()).hasSize(1);
    }
}

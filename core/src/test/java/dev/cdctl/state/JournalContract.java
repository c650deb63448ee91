package dev.cdctl.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cdctl.json.Json;
import dev.cdctl.model.Failure;
import dev.cdctl.state.Journal.Entry;
import dev.cdctl.state.Journal.Phase;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What every {@link Journal} does. */
public abstract class JournalContract {
    private static final Instant AT = Instant.parse("2026-11-20T22:53:01.123456789Z");

    /** A journal without entries, or another view of the same one when it was asked for before in this test. */
    protected abstract Journal journal();

    /** An entry of some operation that says this. */
    protected static Entry entry(Phase phase, String text) {
        String step = phase == Phase.BEGIN || phase == Phase.END ? "" : "commit";
        return new Entry("20261120-225301-k3f9", step, phase, 7, AT, detail(text));
    }

    @Test
    void aNewJournalHasNoEntries() {
        assertThat(journal().entries()).isEmpty();
    }

    @Test
    void entriesComeBackAsTheyWereInTheirOrder() {
        List<Entry> written = new ArrayList<>();
        for (Phase phase : Phase.values()) {
            Entry entry = entry(phase, "ü \"quoted\"\n,\"crc\":\"00000000\"}\n\0 " + phase);
            journal().append(entry);
            written.add(entry);
        }

        assertThat(journal().entries()).isEqualTo(written);
    }

    @Test
    void theTimeDecidesNothing() {
        Entry late = new Entry("a", "", Phase.BEGIN, 1, AT.plusSeconds(3600), detail("first"));
        Entry early = new Entry("a", "", Phase.END, 1, AT, detail("second"));
        journal().append(late);
        journal().append(early);

        assertThat(journal().entries()).containsExactly(late, early);
    }

    @Test
    void whatWasReadBeforeDoesNotChange() {
        journal().append(entry(Phase.BEGIN, "one"));
        List<Entry> before = journal().entries();
        journal().append(entry(Phase.END, "two"));

        assertThat(before).hasSize(1);
    }

    @Test
    void itIsClosedUnlessSomethingIsOpen() {
        Journal looking = journal();
        Journal writing = journal();
        assertThat(looking.isClosed()).isTrue();
        for (Phase phase : Phase.values()) {
            writing.append(entry(phase, ""));
            assertThat(looking.isClosed()).as("after %s", phase).isEqualTo(phase == Phase.END);
        }
        Entry begin = entry(Phase.BEGIN, "by one who did not look");
        writing.append(begin);
        Entry end = entry(Phase.END, "by one who looked before");
        looking.append(end);

        assertThat(journal().entries()).endsWith(begin, end);
    }

    @Test
    void whoWasOvertakenWritesNoMore() {
        journal().append(new Entry("a", "", Phase.BEGIN, 3, AT, detail("")));
        journal().append(new Entry("b", "", Phase.BEGIN, 4, AT, detail("")));

        assertThatThrownBy(() -> journal().append(new Entry("a", "commit", Phase.INTENT, 3, AT, detail(""))))
                .isInstanceOfSatisfying(
                        Failure.class, failure -> assertThat(failure.kind()).isEqualTo(Failure.Kind.REFUSED));
        assertThat(journal().entries()).hasSize(2);
    }

    private static Json.Obj detail(String text) {
        return Json.object().put("text", text).build();
    }
}

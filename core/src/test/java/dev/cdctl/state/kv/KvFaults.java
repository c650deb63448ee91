package dev.cdctl.state.kv;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cdctl.json.Json;
import dev.cdctl.model.Failure;
import dev.cdctl.servers.Fault;
import dev.cdctl.servers.Toxic;
import dev.cdctl.state.Journal;
import dev.cdctl.state.Journal.Phase;
import dev.cdctl.state.ShortId;
import dev.cdctl.state.Store;
import dev.cdctl.state.Store.Change;
import java.net.URI;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What comes of commits whose answers are missing, on a real server behind a proxy that loses them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class KvFaults {
    private String prefix = "none";
    private Toxic toxic;

    /** The port of the server. */
    protected abstract int port();

    /** The path of transactions. */
    protected abstract String transactions();

    /** A connection of its own with the server at that port. */
    protected abstract KvContracts.Kv open(int port, String of);

    @BeforeEach
    void putAProxyInFront() throws Exception {
        prefix = "test/" + ShortId.random(10);
        toxic = Toxic.before(port());
    }

    @AfterEach
    void takeItAway() throws Exception {
        toxic.close();
    }

    private KvContracts.Kv spoiled() {
        return open(URI.create(toxic.url()).getPort(), prefix);
    }

    private Store direct() {
        return open(port(), prefix).store();
    }

    private static Json.Obj value(String text) {
        return Json.object().put("text", text).build();
    }

    /** Does that to the first transaction. */
    private void first(Function<Toxic.Asked, Fault> fault) {
        java.util.concurrent.atomic.AtomicBoolean done = new java.util.concurrent.atomic.AtomicBoolean();
        toxic.spoil(request -> request.path().equals(transactions()) && !done.getAndSet(true)
                ? fault.apply(request)
                : new Fault.None());
    }

    private long asked() {
        return toxic.asked().stream()
                .filter(request -> request.path().equals(transactions()))
                .count();
    }

    @ParameterizedTest
    @ValueSource(strings = {"lost", "half", "closed", "busy", "wrong"})
    void aCommitWhoseAnswerIsMissingHappensOnce(String kind) {
        Store store = spoiled().store();
        assertThat(store.commit(List.of(new Change.Put("a/gone", 0, value("x")))))
                .isTrue();
        long gone = store.read("a/gone").orElseThrow().revision();
        Fault fault = switch (kind) {
            case "lost" -> new Fault.LostAnswer();
            case "half" -> new Fault.HalfAnswer(20);
            case "closed" -> new Fault.Closed();
            case "busy" -> new Fault.Busy(500, "");
            default -> new Fault.WrongLength();
        };
        first(request -> fault);

        assertThat(store.commit(List.of(new Change.Put("a/b", 0, value("one")), new Change.Delete("a/gone", gone))))
                .isTrue();

        assertThat(asked()).isEqualTo(2);
        assertThat(direct().read("a/b").orElseThrow().value()).isEqualTo(value("one"));
        assertThat(direct().read("a/gone")).isEmpty();
        long revision = direct().read("a/b").orElseThrow().revision();
        assertThat(store.commit(List.of(new Change.Put("a/b", revision, value("two")))))
                .isTrue();
    }

    @Test
    void aRemovalWhoseAnswerIsMissingHappensOnce() {
        Store store = spoiled().store();
        assertThat(store.commit(List.of(new Change.Put("a/gone", 0, value("x")))))
                .isTrue();
        long gone = store.read("a/gone").orElseThrow().revision();
        first(request -> new Fault.LostAnswer());

        assertThat(store.commit(List.of(new Change.Delete("a/gone", gone)))).isTrue();
        assertThat(direct().read("a/gone")).isEmpty();
    }

    @Test
    void aCommitThatWasRefusedAndItsAnswerLostIsRefused() {
        Store store = spoiled().store();
        assertThat(store.commit(List.of(new Change.Put("a/b", 0, value("x"))))).isTrue();
        first(request -> new Fault.LostAnswer());

        assertThat(store.commit(List.of(new Change.Check("a/b", 0), new Change.Put("a/c", 0, value("y")))))
                .isFalse();
        assertThat(direct().read("a/c")).isEmpty();
    }

    @Test
    void whatOthersChangedSinceTheAnswerWasLostNobodyCanTell() {
        Store store = spoiled().store();
        assertThat(store.read("a/b")).isEmpty();
        first(request -> new Fault.AfterAnswer(() -> {
            long revision = direct().read("a/b").orElseThrow().revision();
            direct().commit(List.of(new Change.Put("a/b", revision, value("theirs"))));
        }));

        KvContracts.assertFailure(
                () -> store.commit(List.of(new Change.Put("a/b", 0, value("ours")))),
                Failure.Kind.NEEDS_PERSON,
                "CD-706");
        assertThat(direct().read("a/b").orElseThrow().value()).isEqualTo(value("theirs"));
    }

    @Test
    void anEntryWhoseAnswerIsMissingIsWrittenOnce() {
        Journal journal = new KvJournal(spoiled().keys(), "books/production");
        journal.append(entry(Phase.BEGIN));
        first(request -> new Fault.LostAnswer());
        journal.append(entry(Phase.INTENT));
        journal.append(entry(Phase.END));

        assertThat(journal.entries()).containsExactly(entry(Phase.BEGIN), entry(Phase.INTENT), entry(Phase.END));
    }

    @Test
    void aServerThatNeverAnsweredIsNamedAtOnce() throws Exception {
        Store store = spoiled().store();
        toxic.close();

        KvContracts.assertFailure(() -> store.read("a/b"), Failure.Kind.UNREACHABLE, "CD-704");
        KvContracts.assertFailure(
                () -> store.commit(List.of(new Change.Put("a/b", 0, value("x")))), Failure.Kind.UNREACHABLE, "CD-704");
    }

    private static Journal.Entry entry(Phase phase) {
        return new Journal.Entry(
                "20261120-225301-k3f9",
                phase == Phase.INTENT ? "commit" : "",
                phase,
                7,
                java.time.Instant.parse("2026-11-20T22:53:01Z"),
                value(phase.name()));
    }
}

package dev.cdctl.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cdctl.history.Deployment.Kind;
import dev.cdctl.history.Deployment.Outcome;
import dev.cdctl.json.Json;
import dev.cdctl.json.JsonText;
import dev.cdctl.model.Colour;
import dev.cdctl.model.Commit;
import dev.cdctl.model.Digest;
import dev.cdctl.model.Failure;
import dev.cdctl.model.Name;
import dev.cdctl.model.Release;
import dev.cdctl.model.Version;
import dev.cdctl.state.MemoryStore;
import dev.cdctl.state.Recorded;
import dev.cdctl.state.Store.Change;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HistoryTest {
    private final MemoryStore store = new MemoryStore();
    private final History history = new History(store, "books/production");
    private String live = "";
    private int number;

    /**
     * Each row is a history, oldest first, and what {@code rollback} goes to. {@code d1} deploys release 1, {@code d1s}
     * with another secret, {@code d1c} with another configuration, {@code x2} fails, {@code b2} is rolled back by
     * itself, {@code p2} is prepared, {@code f#2} flips to the second entry, {@code r#1} rolls back to the first, which
     * is warm, {@code a1} rolls back to release 1, which has to be started again, {@code e1} restarts release 1.
     */
    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource({
        "d1,                       nothing",
        "d1 d2,                    #1",
        "d1 d2 d3,                 #2",
        "d1 d2 x3,                 #1",
        "d1 x2 b3,                 nothing",
        "d1 p2,                    nothing",
        "d1 p2 f#2,                #1",
        "d1 d2 r#1,                nothing",
        "d1 d2 d3 r#2,             #1",
        "d1 d2 d3 r#2 r#1,         nothing",
        "d1 d2 f#1,                nothing",
        "d1 d2 f#1 f#2,            #1",
        "d1 d2 f#1 f#2 f#1,        nothing",
        "d1 d2 r#1 d3,             #1",
        "d1 d2 r#1 d3 x4 d5,       #4",
        "d1 d2 d3 a1,              nothing",
        "d1 d2 d3 a2,              #1",
        "d1 d2 a1 r#2 d3,          #2",
        "d1 e1,                    nothing",
        "d1 d2 e2,                 #1",
        "d1 d1c,                   #1",
        "d1 d1s,                   #1",
        "d1 d1c d2 r#2,            #1",
        "d1 d2 d1,                 #2",
        "d1 d2 d1 r#2,             #1",
        "d1 d2 b3 b4 x5,           #1",
    })
    void aRollbackGoesToWhatWasLiveBefore(String entries, String expected) {
        for (String entry : entries.strip().split(" +")) {
            happen(entry);
        }

        String target = history.lastGood(live)
                .map(found -> "#" + found.id().substring(1))
                .orElse("nothing");
        assertThat(target).isEqualTo(expected);
    }

    @Test
    void rollbacksOneAfterAnotherReachTheFirstReleaseAndStop() {
        for (int release = 1; release <= 6; release++) {
            happen("d" + release);
        }
        for (int left = 5; left >= 1; left--) {
            Deployment target = history.lastGood(live).orElseThrow();
            assertThat(target.release().version().text()).isEqualTo("1." + left);
            happen(left % 2 == 0 ? "r#" + target.id().substring(1) : "a" + left);
        }
        assertThat(history.lastGood(live)).isEmpty();
    }

    @Test
    void theLatestStandsFirstAndTheOrderIsThatOfTheBeginnings() {
        happen("d1");
        happen("d2");
        happen("x3");

        assertThat(history.latest(2)).extracting(Deployment::id).containsExactly("e3", "e2");
        assertThat(history.latest(10)).hasSize(3);
        assertThat(new History(store, "books/other").latest(10)).isEmpty();
    }

    @Test
    void anEntryIsReadAsItWasWritten() {
        Deployment written = entry("e1", Kind.PROMOTE, Outcome.OPEN, "1", "e1", identity("1", "c", "s"));
        history.add(written);

        assertThat(history.find("e1")).contains(written);
        Deployment ended = written.ended(Outcome.LIVE, Instant.parse("2026-01-02T03:04:06Z"));
        history.update(ended);
        assertThat(history.find("e1")).contains(ended);
        assertThat(history.find("e2")).isEmpty();
    }

    @Test
    void anEntryOfANewerFormatIsRefusedUnchanged() {
        happen("d1");
        String key = "books/production/deployments/e1";
        Json.Obj newer = JsonText.readObject(
                JsonText.line(store.read(key).orElseThrow().value()).replace("\"format\":1", "\"format\":4"));
        store.commit(List.of(new Change.Put(key, store.read(key).orElseThrow().revision(), newer)));

        assertThatThrownBy(() -> history.find("e1"))
                .isInstanceOf(Failure.class)
                .hasMessageContaining("needs a newer cdctl");
        assertThat(store.read(key).orElseThrow().value()).isEqualTo(newer);
    }

    /** A cdctl from before roles had containers of their own would bring back something else. */
    @Test
    void anEntryWhoseRunBlockHasAFormatOfItsOwnIsRefusedByWhoDoesNotKnowIt() {
        Identity own =
                new Identity(Digest.of("1"), Json.object().put("format", 2).build(), Digest.of(""), Map.of());
        Deployment made = entry("e1", Kind.DEPLOY, Outcome.LIVE, "1", "e1", own);
        history.add(made);
        history.update(made);

        String key = "books/production/deployments/e1";
        assertThat(store.read(key).orElseThrow().value().number("format")).contains(3L);
        assertThat(history.find("e1")).contains(made);
        assertThatThrownBy(
                        () -> Recorded.read(key, store.read(key).orElseThrow().value(), 2, Deployment::from))
                .hasMessageContaining("needs a newer cdctl");
    }

    @Test
    void newIdsDifferAndSortByTime() {
        Instant now = Instant.parse("2026-11-20T22:53:01Z");
        assertThat(History.newId(now)).matches("20261120-225301-[a-z2-9]{4}");
        assertThat(History.newId(now)).isLessThan(History.newId(now.plusSeconds(1)));
    }

    private void happen(String what) {
        String id = "e" + ++number;
        String release = what.substring(1, 2);
        String config = what.endsWith("c") ? "other" : "";
        String secret = what.endsWith("s") ? "other" : "";
        Deployment made = switch (what.charAt(0)) {
            case 'x' -> entry(id, Kind.DEPLOY, Outcome.FAILED, release, id, identity(release, "", ""));
            case 'b' -> entry(id, Kind.DEPLOY, Outcome.ROLLED_BACK, release, id, identity(release, "", ""));
            case 'p' -> entry(id, Kind.DEPLOY, Outcome.PREPARED, release, id, identity(release, "", ""));
            case 'e' -> entry(id, Kind.RESTART, Outcome.LIVE, release, id, identity(release, "", ""));
            case 'a' -> entry(id, Kind.ROLLBACK, Outcome.LIVE, release, id, identity(release, "", "today's"));
            case 'f' -> again(id, Kind.FLIP, what.substring(2));
            case 'r' -> again(id, Kind.ROLLBACK, what.substring(2));
            default -> entry(id, Kind.DEPLOY, Outcome.LIVE, release, id, identity(release, config, secret));
        };
        history.add(made);
        live = made.outcome() == Outcome.LIVE ? made.placed() : live;
    }

    private Deployment again(String id, Kind kind, String target) {
        Deployment then = history.find("e" + target).orElseThrow();
        String release = then.release().version().text().substring(2);
        return entry(id, kind, Outcome.LIVE, release, then.placed(), then.identity());
    }

    private Deployment entry(String id, Kind kind, Outcome outcome, String release, String placed, Identity identity) {
        return new Deployment(
                id,
                kind,
                new Release(
                        new Name("books"),
                        new Version("1." + release),
                        Optional.of(new Commit("3f2a9c81".repeat(5))),
                        Digest.of(release)),
                Colour.BLUE,
                placed,
                live.isEmpty() ? Optional.empty() : Optional.of(live),
                new Caller("ana", "build7", Optional.of("https://ci/1")),
                Instant.parse("2026-01-02T03:04:05Z"),
                Optional.empty(),
                outcome,
                List.of("a note"),
                identity);
    }

    private static Identity identity(String release, String config, String secret) {
        return new Identity(
                Digest.of(release),
                Json.object().put("command", "./start.sh").build(),
                Digest.of(config),
                Map.of("DB_PASSWORD", "v" + secret));
    }
}

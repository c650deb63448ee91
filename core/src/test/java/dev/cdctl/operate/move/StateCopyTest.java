package dev.cdctl.operate.move;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cdctl.deploy.Addresses;
import dev.cdctl.deploy.spec.EnvironmentSpec.Ports;
import dev.cdctl.json.Json;
import dev.cdctl.model.Failure;
import dev.cdctl.model.Name;
import dev.cdctl.model.mask.KnownSecrets;
import dev.cdctl.operate.move.Mortal.Place;
import dev.cdctl.operate.move.StateCopy.Copied;
import dev.cdctl.servers.Consul;
import dev.cdctl.servers.Etcd;
import dev.cdctl.state.ForwardingStore;
import dev.cdctl.state.Journal;
import dev.cdctl.state.Journal.Phase;
import dev.cdctl.state.Lock;
import dev.cdctl.state.MemoryJournal;
import dev.cdctl.state.MemoryLocks;
import dev.cdctl.state.MemoryStore;
import dev.cdctl.state.Owner;
import dev.cdctl.state.ShortId;
import dev.cdctl.state.Store;
import dev.cdctl.state.Store.Change;
import dev.cdctl.state.move.HomeStore;
import dev.cdctl.state.move.Move;
import dev.cdctl.sync.Reports;
import dev.cdctl.sync.SyncReport;
import dev.cdctl.wiring.kept.Kept;
import dev.cdctl.wiring.kept.Shells;
import dev.cdctl.wiring.kept.StateFolder;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The state of an environment goes from any kind of store to any other, whole, and is in force in one of them only. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StateCopyTest {
    private static final Name SERVICE = new Name("books");
    private static final Name ENVIRONMENT = new Name("production");
    private static final String NAME = "books/production";
    private static final Owner ANA = new Owner("ana", "here", 42, "state copy", Optional.empty());
    private static final StateCopy.Terms TERMS = new StateCopy.Terms(ANA, Duration.ZERO, () -> {});

    private Path folder = Path.of("");
    private Consul consul;
    private Etcd etcd;

    @BeforeAll
    void start(@TempDir Path temporary) throws Exception {
        folder = temporary;
        consul = Consul.start(temporary);
        etcd = Etcd.start(temporary);
    }

    @AfterAll
    void stop() {
        consul.close();
        etcd.close();
    }

    private Home home(String kind) {
        if (kind.equals("memory")) {
            MemoryStore store = new MemoryStore();
            MemoryJournal journal = new MemoryJournal();
            return home("memory:" + ShortId.random(6), store, new MemoryLocks(store), journal, journal::forget);
        }
        String place = ShortId.random(8);
        return real(
                switch (kind) {
                    case "consul" -> consul.url("move/" + place);
                    case "etcd" -> etcd.url("move/" + place);
                    default -> "file:" + folder.resolve(place);
                });
    }

    private Home real(String url) {
        Kept kept = Kept.raw(
                new Kept.Terms(
                        Optional.of(url),
                        StateFolder.of(Optional.of(url), folder, Map.of("HOME", folder.toString())),
                        new Shells(),
                        "here",
                        () -> false,
                        Map.of(),
                        new KnownSecrets()),
                SERVICE,
                ENVIRONMENT);
        return home(url, kept.store(), kept.locks(), kept.journal(), kept.forgetting());
    }

    private static Home home(
            String address, Store store, dev.cdctl.state.Locks locks, Journal journal, Runnable forgetting) {
        Addresses addresses = new Addresses(store, "ports", new Ports(0, 0));
        return new Home(address, SERVICE, ENVIRONMENT, store, addresses, locks, journal, forgetting);
    }

    /** An environment with a past: many records, large ones, ports on two computers, a journal, tokens that were used. */
    private static void fill(Home home, int many) {
        List<String> keys = new ArrayList<>();
        for (int i = 0; i < many; i++) {
            keys.add(NAME + "/deployments/d" + i);
        }
        keys.addAll(List.of(
                NAME + "/decision", NAME + "/freeze", NAME + "/configs/0011", NAME + "/evidence/e1", NAME + "/salt"));
        keys.addAll(List.of("_catalogue/" + NAME, "books/staging/decision", "shop/production/decision"));
        for (String key : keys) {
            put(home, key, value(key.contains("configs") ? "x".repeat(150_000) : "value of " + key + " \u00fc"));
        }
        ports(home, "ports", Map.of("20001", NAME + "/web/0/blue", "20002", "shop/production/web/0/blue"));
        ports(home, "ports/web1", Map.of("20001", NAME + "/web/0/green/web1"));
        for (int i = 0; i < 3; i++) {
            home.locks().acquire(NAME, ANA, Duration.ZERO).close();
        }
        for (int i = 0; i < 4; i++) {
            home.journal().append(List.of(entry("d" + i, Phase.BEGIN), entry("d" + i, Phase.END)));
        }
    }

    private static void put(Home home, String key, Json.Obj value) {
        assertThat(home.store().commit(List.of(new Change.Put(key, home.revision(key), value))))
                .isTrue();
    }

    private static void ports(Home home, String key, Map<String, String> owned) {
        Json.Builder ports = Json.object();
        new TreeMap<>(owned).forEach(ports::put);
        put(
                home,
                key,
                Json.object().put("format", 1).put("ports", ports.build()).build());
    }

    private static Json.Obj value(String text) {
        return Json.object().put("text", text).build();
    }

    private static Journal.Entry entry(String operation, Phase phase) {
        return new Journal.Entry(
                operation,
                "",
                phase,
                3,
                Instant.parse("2026-11-21T10:00:00Z"),
                Json.object().build());
    }

    private static Contents whole(Home home) {
        return Contents.of(home);
    }

    private static Store guarded(Home home) {
        return new HomeStore(home.store(), NAME);
    }

    private static void assertRefused(ThrowingCallable call, String code) {
        assertFailed(call, Failure.Kind.REFUSED, code);
    }

    private static Copied copy(Home from, Home to) {
        return new StateCopy(from, to, TERMS).run().orElseThrow();
    }

    @ParameterizedTest
    @CsvSource({
        "memory, memory",
        "file, consul",
        "consul, file",
        "file, etcd",
        "etcd, consul",
        "consul, etcd",
        "etcd, file",
        "file, file",
        "consul, consul"
    })
    void everythingOfTheEnvironmentArrivesAndNothingElse(String source, String target) {
        Home from = home(source);
        Home to = home(target);
        fill(from, 70);
        Contents before = whole(from);

        Copied copied = copy(from, to);

        assertThat(copied.records()).isEqualTo(76);
        assertThat(copied.ports()).isEqualTo(2);
        assertThat(whole(to)).isEqualTo(before);
        assertThat(to.store().all()).noneMatch(key -> key.startsWith("shop/") || key.startsWith("books/staging"));
        assertThat(to.store().read("ports").orElseThrow().value().toString()).doesNotContain("shop");
        assertThat(guarded(to).read(NAME + "/decision")).isPresent();
        assertRefused(() -> guarded(from).read(NAME + "/decision"), "CD-910");
        assertRefused(() -> guarded(from).commit(List.of(new Change.Put(NAME + "/new", 0, value("x")))), "CD-910");
        assertThat(from.store().list("_catalogue")).isEmpty();
        assertThat(from.store().read("books/staging/decision")).isPresent();
        try (Lock next = to.locks().acquire(NAME, ANA, Duration.ZERO)) {
            assertThat(next.token()).isGreaterThan(4);
        }
    }

    @Test
    void theSameAgainChangesNothing() {
        Home from = home("file");
        Home to = home("memory");
        fill(from, 3);
        copy(from, to);
        put(to, NAME + "/decision", value("a later one"));

        assertThat(copy(from, to).already()).isTrue();

        assertThat(to.store().read(NAME + "/decision").orElseThrow().value()).isEqualTo(value("a later one"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"memory", "file", "consul"})
    void theWayBackBringsWhatChangedSince(String kind) {
        Home from = home("file");
        Home to = home(kind);
        fill(from, 40);
        copy(from, to);
        put(to, NAME + "/decision", value("a later one"));
        put(to, NAME + "/deployments/d99", value("new"));
        to.store().commit(List.of(new Change.Delete(NAME + "/freeze", to.revision(NAME + "/freeze"))));
        Contents now = whole(to);

        copy(to, from);

        assertThat(whole(from)).isEqualTo(now);
        assertThat(guarded(from).read(NAME + "/decision").orElseThrow().value()).isEqualTo(value("a later one"));
        assertRefused(() -> guarded(to).read(NAME + "/decision"), "CD-910");
        copy(from, to);
        assertThat(whole(to)).isEqualTo(now);
    }

    @Test
    void aStoreThatHasAnotherStateOfTheEnvironmentIsLeftAsItIs() {
        Home from = home("memory");
        Home to = home("file");
        fill(from, 3);
        put(to, NAME + "/decision", value("theirs"));

        assertRefused(() -> copy(from, to), "CD-912");

        assertThat(to.store().read(NAME + "/decision").orElseThrow().value()).isEqualTo(value("theirs"));
        assertThat(guarded(from).read(NAME + "/decision")).isPresent();
        assertThat(guarded(to).read(NAME + "/decision")).isPresent();
    }

    @Test
    void ofRoutersOnlyIsCopiedThatOneIsGoneAndWhatTheySaidInTheNewStoreStays() {
        Home from = home("memory");
        Home to = home("memory");
        fill(from, 3);
        report(from, "lb1", SyncReport.Standing.FOLLOWS, "old");
        report(from, "lb2", SyncReport.Standing.FOLLOWS, "old");
        report(from, "lb3", SyncReport.Standing.GONE, "old");
        report(to, "lb1", SyncReport.Standing.FOLLOWS, "new");

        copy(from, to);

        Reports reports = new Reports(to.store(), NAME);
        assertThat(reports.read(new Name("lb1")).orElseThrow().host()).isEqualTo("new");
        assertThat(reports.read(new Name("lb2"))).isEmpty();
        assertThat(reports.read(new Name("lb3")).orElseThrow().isGone()).isTrue();
    }

    private static void report(Home home, String router, SyncReport.Standing standing, String host) {
        Instant now = Instant.parse("2026-11-21T10:00:00Z");
        SyncReport report = new SyncReport(
                new Name(router), standing, "x", host, Optional.empty(), true, "", "", "", Map.of(), now, now);
        put(home, NAME + "/routers/" + router, report.toJson());
    }

    @Test
    void aPortOfAnotherServiceIsNotTakenAway() {
        Home from = home("memory");
        Home to = home("file");
        fill(from, 3);
        ports(to, "ports/web1", Map.of("20001", "shop/production/web/0/blue/web1"));

        assertRefused(() -> copy(from, to), "CD-916");

        assertThat(guarded(from).read(NAME + "/decision")).isPresent();
        assertThat(to.keys()).isEmpty();
        assertThat(to.store().read("ports/web1").orElseThrow().value().toString())
                .contains("shop/production");
        assertThat(to.move()).isEmpty();
    }

    @Test
    void aRecordOfANewerFormatIsRefusedAndBothStoresStayAsTheyAre() {
        Home from = home("memory");
        Home to = home("file");
        fill(from, 3);
        put(from, NAME + "/freeze", Json.object().put("format", 2).build());

        assertRefused(() -> copy(from, to), "CD-712");
        assertThat(guarded(from).read(NAME + "/decision")).isPresent();
        assertThat(to.keys()).isEmpty();
    }

    @Test
    void aDeploymentThatIsNotFinishedIsFinishedFirst() {
        Home from = home("memory");
        fill(from, 3);
        from.journal().append(entry("open", Phase.BEGIN));

        assertRefused(() -> copy(from, home("memory")), "CD-913");
        assertThat(guarded(from).read(NAME + "/decision")).isPresent();
    }

    @Test
    void whoHoldsOneOfTheLocksIsWaitedForAndNotDisturbed() {
        Home from = home("file");
        Home to = home("consul");
        fill(from, 3);
        try (Lock held = from.locks().acquire(NAME, ANA, Duration.ZERO)) {
            assertRefused(() -> copy(from, to), "CD-701");
        }
        try (Lock held = to.locks().acquire(NAME, ANA, Duration.ZERO)) {
            assertRefused(() -> copy(from, to), "CD-701");
        }
        assertThat(guarded(from).read(NAME + "/decision")).isPresent();
        copy(from, to);
    }

    @Test
    void oneStoreByTwoNamesIsRefused() {
        String place = ShortId.random(8);
        Home from = real(consul.url("move/" + place));
        fill(from, 3);
        Home same = real(consul.url("move/" + place).replace("127.0.0.1", "localhost"));

        assertRefused(() -> copy(from, same), "CD-915");
        assertRefused(() -> copy(from, from), "CD-915");
        assertThat(guarded(from).read(NAME + "/decision")).isPresent();
    }

    @Test
    void aRecordThatIsTooLargeLeavesTheOldStoreInForceAndNothingInTheNewOne() {
        Home from = home("file");
        Home to = home("consul");
        fill(from, 40);
        put(from, NAME + "/configs/ff", value("x".repeat(500_000)));

        assertThatThrownBy(() -> copy(from, to))
                .isInstanceOfSatisfying(
                        Failure.class,
                        failure -> assertThat(failure.problems().get(0).code()).isEqualTo("CD-707"));

        assertThat(guarded(from).read(NAME + "/decision")).isPresent();
        assertThat(to.keys()).isEmpty();
        assertThat(to.move()).isEmpty();
        assertThat(to.addresses().of(SERVICE, ENVIRONMENT)).isEmpty();
    }

    @Test
    void aStoreThatForgetsWhatItTookIsFoundOut() {
        Home from = home("memory");
        Home to = home("memory");
        fill(from, 3);
        Store forgetful = new Odd(to.store(), key -> key.endsWith("/freeze"), commit -> true);

        assertFailed(() -> copy(from, over(to, forgetful)), Failure.Kind.FAILED, "CD-917");
        assertThat(guarded(from).read(NAME + "/decision")).isPresent();
        assertThat(to.move()).isEmpty();
    }

    @Test
    void whoIsNeverTheFirstGivesUp() {
        Home from = home("memory");
        Home to = home("memory");
        fill(from, 3);
        Store busy = new Odd(to.store(), key -> false, changes -> changes.size() < 4);

        assertFailed(() -> copy(from, over(to, busy)), Failure.Kind.UNREACHABLE, "CD-919");
        assertThat(guarded(from).read(NAME + "/decision")).isPresent();
    }

    private static Home over(Home home, Store store) {
        return home(home.address(), store, new MemoryLocks(store), home.journal(), home.forgetting());
    }

    private static void assertFailed(ThrowingCallable call, Failure.Kind kind, String code) {
        assertThatThrownBy(call).isInstanceOfSatisfying(Failure.class, failure -> {
            assertThat(failure.problems().get(0).code()).isEqualTo(code);
            assertThat(failure.kind()).isEqualTo(kind);
        });
    }

    /** A store that does not read some records, and refuses some changes. */
    private static final class Odd extends ForwardingStore {
        private final Predicate<String> hidden;
        private final Predicate<List<Change>> taken;

        Odd(Store store, Predicate<String> hidden, Predicate<List<Change>> taken) {
            super(store);
            this.hidden = hidden;
            this.taken = taken;
        }

        @Override
        public Optional<Versioned> read(String key) {
            return hidden.test(key) ? Optional.empty() : super.read(key);
        }

        @Override
        public boolean commit(List<Change> changes) {
            return taken.test(changes) && super.commit(changes);
        }
    }

    @Test
    void ofAnEnvironmentThatNeverWasNothingIsCopied() {
        Home from = home("memory");
        Home to = home("memory");

        assertThat(new StateCopy(from, to, TERMS).run()).isEmpty();
        assertThat(from.store().all()).isEmpty();
        assertThat(to.store().all()).isEmpty();
    }

    @Test
    void theOldStoreCanBeReopenedWhenTheNewOneIsLost() {
        Home from = home("file");
        fill(from, 3);
        Contents before = whole(from);
        copy(from, home("memory"));

        assertThat(new Reopen(from).run(ANA, Duration.ZERO)).isPresent();

        assertThat(whole(from)).isEqualTo(before);
        assertThat(guarded(from).read(NAME + "/decision")).isPresent();
        assertThat(new Reopen(from).run(ANA, Duration.ZERO)).isEmpty();
    }

    @Test
    void aChangeWithoutALockIsInTheNewStoreOrRefused() {
        Home from = home("memory");
        Home to = home("memory");
        fill(from, 3);
        Store slow = guarded(from);
        assertThat(slow.read(NAME + "/freeze")).isPresent();
        copy(from, to);

        assertRefused(
                () -> slow.commit(
                        List.of(new Change.Put(NAME + "/freeze", from.revision(NAME + "/freeze"), value("late")))),
                "CD-910");
    }

    /** At each write of a copying its process is killed; then it is repeated, or the old store goes on. */
    @ParameterizedTest
    @CsvSource({
        "memory, memory, false",
        "memory, memory, true",
        "file, consul, false",
        "file, consul, true",
        "etcd, file, true"
    })
    void aKillAtEachWriteLosesNothing(String source, String target, boolean after) {
        int kills = 0;
        while (killed(source, target, kills + 1, after)) {
            kills++;
        }
        assertThat(kills).isGreaterThan(12);
    }

    private boolean killed(String source, String target, int at, boolean after) {
        Home from = home(source);
        Home to = home(target);
        fill(from, 35);
        Contents before = whole(from);
        Mortal process = new Mortal(at, after);
        Home mortal = process.home(from.address(), place(from));
        Home there = process.home(to.address(), place(to));
        boolean killed = false;
        try {
            new StateCopy(mortal, there, TERMS).run();
        } catch (Mortal.Killed e) {
            killed = true;
        }
        assertThat(process.isDead()).isEqualTo(killed);
        assertInForceAtMostOnce(from, to);
        Mortal next = new Mortal(0, false);
        new StateCopy(next.home(from.address(), place(from)), next.home(to.address(), place(to)), TERMS).run();
        assertThat(whole(to)).as("killed at write %s", at).isEqualTo(before);
        assertThat(to.move()).isEmpty();
        assertThat(from.move().orElseThrow().state()).isEqualTo(Move.State.MOVED);
        return killed;
    }

    private static Place place(Home home) {
        return new Place(home.store(), home.journal(), home.forgetting());
    }

    private static void assertInForceAtMostOnce(Home from, Home to) {
        boolean old = from.move().isEmpty();
        boolean other = to.move().isEmpty() && !to.keys().isEmpty();
        assertThat(old && other).isFalse();
    }

    @Test
    void whatAKilledCopyingLeftCanBeUndone() {
        Home from = home("memory");
        Home to = home("file");
        fill(from, 35);
        Contents before = whole(from);
        Mortal process = new Mortal(7, true);
        assertThatThrownBy(() -> new StateCopy(
                                process.home(from.address(), place(from)), process.home(to.address(), place(to)), TERMS)
                        .run())
                .isInstanceOf(Mortal.Killed.class);
        Mortal next = new Mortal(0, false);
        Home old = next.home(from.address(), place(from));
        Home left = next.home(to.address(), place(to));
        assertRefused(() -> guarded(from).read(NAME + "/decision"), "CD-911");
        assertRefused(() -> guarded(to).read(NAME + "/decision"), "CD-911");
        assertRefused(() -> copy(left, home("memory")), "CD-911");
        assertRefused(() -> copy(old, home("memory")), "CD-918");

        new Reopen(left).run(ANA, Duration.ZERO);
        new Reopen(old).run(ANA, Duration.ZERO);

        assertThat(to.keys()).isEmpty();
        assertThat(whole(from)).isEqualTo(before);
        assertThat(guarded(from).read(NAME + "/decision")).isPresent();
    }
}

package dev.cdctl.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cdctl.engine.Cancel;
import dev.cdctl.engine.Event;
import dev.cdctl.engine.FaultPoints;
import dev.cdctl.model.Colour;
import dev.cdctl.model.Name;
import dev.cdctl.state.Store;
import dev.cdctl.state.Store.Change;
import dev.cdctl.sync.mirror.Mirrors;
import dev.cdctl.sync.mirror.Seen;
import dev.cdctl.traffic.Decision;
import dev.cdctl.traffic.FakeRouter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A hundred services that one process follows in one store. */
class ManyFollowersTest {
    private static final int MANY = 100;
    private static final Duration LONG = Duration.ofSeconds(60);

    private final Seen store = new Seen();
    private final Cancel cancel = new Cancel();
    private final List<FakeRouter> routers = new ArrayList<>();
    private final List<Event> events = new CopyOnWriteArrayList<>();
    private Followers all = new Followers(List.of());
    private Thread process = new Thread();

    @BeforeEach
    void start(@TempDir Path folder) {
        Mirrors mirrors = new Mirrors();
        Gate gate = new Gate();
        List<Follower> followers = new ArrayList<>();
        for (int n = 0; n < MANY; n++) {
            FakeRouter router = new FakeRouter();
            routers.add(router);
            decide(n, 1);
            Place place = place(n);
            mirrors.announce("memory", place.prefix());
            Applier.Means means = new Applier.Means(
                    router,
                    instances -> Bench.route(place, router.address(), instances),
                    new LastGood(folder.resolve(place.service() + ".json")),
                    gate,
                    event -> {},
                    FaultPoints.none());
            followers.add(new Follower(
                    place, new Applier(means), new Follower.Terms(() -> link(mirrors), "life", "here", events::add)));
        }
        all = new Followers(followers);
        process = new Thread(() -> all.run(cancel));
        process.start();
    }

    @AfterEach
    void stop() throws InterruptedException {
        cancel.request("the test is over");
        process.join(LONG.toMillis());
        routers.forEach(FakeRouter::close);
    }

    private Link link(Mirrors mirrors) {
        Mirrors.Open open = mirrors.open("memory", store::connect);
        return new Link(open.store(), open.changes(), open::close);
    }

    private static Place place(int n) {
        return new Place(new Name("s" + n), new Name("local"), new Name("lb1"));
    }

    private void decide(int n, long generation) {
        Decision decision = Bench.decision(generation, generation % 2 == 0 ? Colour.GREEN : Colour.BLUE);
        Place place = place(n);
        new SyncedRouter(place, new SyncedRouter.Means(store.store, store.store, cancel))
                .prepare(Bench.route(place, routers.get(n).address(), Bench.BOTH), decision);
        String key = place.prefix() + "/decision";
        long revision = store.store.read(key).map(Store.Versioned::revision).orElse(0L);
        assertThat(store.store.commit(List.of(new Change.Put(key, revision, decision.toJson()))))
                .isTrue();
    }

    private boolean serves(int n, long generation) {
        return routers.get(n)
                        .observe()
                        .filter(decision -> decision.generation() == generation)
                        .isPresent()
                && new Reports(store.store, place(n).prefix())
                        .read(place(n).router())
                        .filter(report -> report.generation() == generation
                                && !report.proven().isEmpty())
                        .isPresent();
    }

    /** Looks at once: a usual first look after 100 ms is ten seconds for a hundred. */
    private static ConditionFactory soon() {
        return Awaitility.await().atMost(LONG).pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(5));
    }

    private void awaitAll(long generation) {
        for (int n = 0; n < MANY; n++) {
            int one = n;
            soon().until(() -> serves(one, generation));
        }
    }

    @Test
    void eachGetsItsOwnDecisionsOverOneConnection() {
        awaitAll(1);
        decide(42, 2);
        soon().until(() -> serves(42, 2));

        for (int n = 0; n < MANY; n++) {
            assertThat(routers.get(n).applied()).isEqualTo(n == 42 ? List.of(1L, 2L) : List.of(1L));
        }
        assertThat(store.connections).hasValue(1);
        assertThat(store.watched).containsExactly("");
    }

    @Test
    void oneThatFailsAndOneThatDoesNotFollowHoldUpNobody() {
        awaitAll(1);
        routers.get(7).refuse(2);
        routers.get(8).goDeaf();
        for (int n = 0; n < MANY; n++) {
            decide(n, 2);
        }
        for (int n = 0; n < MANY; n++) {
            int one = n;
            if (n != 7 && n != 8) {
                soon().until(() -> serves(one, 2));
            }
        }
        assertThat(routers.get(7).observe()).contains(Bench.decision(1, Colour.BLUE));
        soon().until(() -> new Reports(store.store, "s7/local")
                .read(new Name("lb1"))
                .filter(report -> !report.error().isEmpty())
                .isPresent());
    }

    @Test
    void oneThatCannotGoOnEndsAloneAndIsTold() throws InterruptedException {
        awaitAll(1);
        report(7, "another process");
        routers.get(9).onApply(2, () -> {
            throw new IllegalStateException("a bug of its own");
        });
        decide(9, 2);
        soon().until(() -> !follows(7) && !follows(9));
        for (int n = 10; n < MANY; n++) {
            decide(n, 2);
        }
        for (int n = 10; n < MANY; n++) {
            int one = n;
            soon().until(() -> serves(one, 2));
        }

        assertThat(events.toString())
                .contains("CD-944", "s7 in local is followed by this process no more")
                .contains("CD-900", "s9 in local is followed by this process no more");
        assertThat(all.figures().stream().filter(Follower.Figures::follows)).hasSize(MANY - 2);
        assertThat(process.isAlive()).isTrue();
    }

    private boolean follows(int n) {
        return all.figures().get(n).follows();
    }

    /** As another process of that name does. */
    private void report(int n, String life) {
        SyncReport last = new Reports(store.store, place(n).prefix())
                .read(place(n).router())
                .orElseThrow();
        SyncReport other = new SyncReport(
                last.router(),
                last.standing(),
                life,
                "elsewhere",
                last.served(),
                true,
                last.proven(),
                last.tried(),
                "",
                last.traffic(),
                last.since(),
                Instant.now());
        Reports.write(store.store, place(n).key(), before -> {}, () -> other);
    }

    @Test
    void allComeBackAfterTheStoreWasAway() {
        awaitAll(1);
        store.goAway(true);
        for (int n = 0; n < MANY; n++) {
            decide(n, 2);
        }
        assertThat(routers).allMatch(router -> router.observe().orElseThrow().generation() <= 2);
        store.goAway(false);
        awaitAll(2);
    }
}

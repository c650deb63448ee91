package dev.cdctl.adapter.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cdctl.json.Json;
import dev.cdctl.model.Failure;
import dev.cdctl.servers.Sshd;
import dev.cdctl.state.Journal;
import dev.cdctl.state.Lock;
import dev.cdctl.state.Locks;
import dev.cdctl.state.Owner;
import dev.cdctl.state.Store;
import dev.cdctl.state.Store.Change;
import dev.cdctl.state.lease.LeasedLocks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What happens to state on another computer when connections are cut, hosts hang and agents are killed. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SshFaultTest {
    private static final String NAME = "books/production";
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final Owner ANNA = new Owner("anna", "here", 42, "deploy", Optional.empty());

    @RegisterExtension
    final Keeping keeping = new Keeping();

    private static Locks locks(Agent agent) {
        return new LeasedLocks(new SshStore(agent), new SshSigns(agent), () -> false);
    }

    @Test
    void aHolderWhoseConnectionIsCutIsOvertakenAndDoesNothingMore() throws Exception {
        Agent one = keeping.keeper().agent();
        Lock lost = locks(one).acquire(NAME, ANNA, Duration.ZERO);
        Change.Check fence = lost.fence();
        Journal journal = new SshJournal(one, NAME);
        keeping.sshd().cut();

        Agent two = keeping.keeper().agent();
        try (Lock next = locks(two).acquire(NAME, ANNA, LONG)) {
            assertThat(next.token()).isGreaterThan(lost.token());
            Json.Obj none = Json.object().build();
            List<Change> late = List.of(fence, new Change.Put("books/late", 0, none));
            assertThatThrownBy(lost::fence).isInstanceOf(Failure.class);
            assertThatThrownBy(() -> new SshStore(one).commit(late)).isInstanceOf(Failure.class);
            assertThatThrownBy(() -> journal.append(
                            new Journal.Entry("x", "", Journal.Phase.BEGIN, lost.token(), Instant.EPOCH, none)))
                    .isInstanceOf(Failure.class);
            lost.close();
            assertThat(new SshStore(two).read("books/late")).isEmpty();
            assertThat(locks(two).holder(NAME).orElseThrow().id()).isEqualTo(next.id());
        }
    }

    /** The processes of its connection are stopped: nothing is closed, and nobody says anything any more. */
    @Test
    void aHolderThatIsNotHeardAnyMoreIsOvertakenAfterItHasGivenUpItself() throws Exception {
        Agent one = keeping.keeper().agent();
        Lock lost = locks(one).acquire(NAME, ANNA, Duration.ZERO);
        List<ProcessHandle> stopped = keeping.sshd().connections();
        assertThat(stopped).isNotEmpty();
        Sshd.signal("STOP", stopped);
        try {
            Agent two = keeping.keeper().agent();
            assertThatThrownBy(() -> locks(two).acquire(NAME, ANNA, Duration.ZERO))
                    .hasMessageContaining("CD-701");
            try (Lock next = locks(two).acquire(NAME, ANNA, LONG)) {
                assertThat(one.begun().talk().over()).isPresent();
                assertThat(next.token()).isGreaterThan(lost.token());
                Sshd.signal("CONT", stopped);
                assertThatThrownBy(lost::fence).isInstanceOf(Failure.class);
                assertThat(locks(two).holder(NAME).orElseThrow().alive()).isTrue();
            }
        } finally {
            Sshd.signal("CONT", stopped);
        }
    }

    @Test
    void aHostThatHangsIsGivenUpAtTheDeadline() throws Exception {
        Agent agent = keeping.keeper().agent(Duration.ofSeconds(1));
        new SshStore(agent).read("a/b");
        List<ProcessHandle> stopped = keeping.sshd().connections();
        Sshd.signal("STOP", stopped);
        try {
            SshStoreTest.assertFailure(() -> new SshStore(agent).read("a/b"), Failure.Kind.UNREACHABLE, "CD-630");
        } finally {
            Sshd.signal("CONT", stopped);
        }
    }

    /** The agent there, or the connection, ends at any instant of a transaction. */
    @Test
    void whatBecameOfACommitIsToldRightWhereverItWasCut() throws Exception {
        Random random = new Random(7);
        int cut = 0;
        for (int round = 0; round < 8; round++) {
            Agent agent = keeping.keeper().agent();
            long process = Long.parseLong(agent.begun().process());
            boolean kill = round % 2 == 0;
            long after = random.nextLong(30_000_000L);
            ExecutorService other = Executors.newSingleThreadExecutor();
            Future<Boolean> killer = other.submit(() -> {
                LockSupport.parkNanos(after);
                if (kill) {
                    ProcessHandle.of(process).ifPresent(ProcessHandle::destroyForcibly);
                } else {
                    keeping.sshd().cut();
                }
                return true;
            });
            cut += pairsUntilTheEnd(new SshStore(agent)) ? 1 : 0;
            killer.get();
            other.shutdownNow();
        }
        assertThat(cut).isEqualTo(8);
    }

    /** Writes pairs until it fails; what is there then is what the store has said. */
    private boolean pairsUntilTheEnd(Store store) {
        long n = 0;
        boolean committing = false;
        try {
            while (n < 10_000) {
                n = number(store, "pair/left") + 1;
                Json.Obj value = Json.object().put("n", n).build();
                List<Change> both = List.of(
                        new Change.Put("pair/left", revision(store, "pair/left"), value),
                        new Change.Put("pair/right", revision(store, "pair/right"), value));
                committing = true;
                assertThat(store.commit(both)).isTrue();
                committing = false;
            }
            return false;
        } catch (Failure e) {
            Store anew = new SshStore(keeping.keeper().agent());
            long left = number(anew, "pair/left");
            assertThat(number(anew, "pair/right")).isEqualTo(left);
            if (e.kind() == Failure.Kind.UNREACHABLE && committing) {
                assertThat(left).as("%s", e).isEqualTo(n - 1);
            }
            return true;
        }
    }

    @Test
    void neverTwoHoldersAmongConnections() throws Exception {
        int holders = 4;
        int rounds = Boolean.getBoolean("cdctl.all") ? 250 : 3;
        List<Callable<Boolean>> all = new ArrayList<>();
        List<String> notes = Collections.synchronizedList(new ArrayList<>());
        for (int i = 0; i < holders; i++) {
            Locks locks = locks(keeping.keeper().agent());
            all.add(() -> {
                for (int round = 0; round < rounds; round++) {
                    try (Lock lock = locks.acquire(NAME, ANNA, Duration.ofMinutes(10))) {
                        notes.add("in " + lock.token());
                        notes.add("out " + lock.token());
                    }
                }
                return true;
            });
        }
        ExecutorService pool = Executors.newFixedThreadPool(holders);
        try {
            for (Future<Boolean> each : pool.invokeAll(all)) {
                assertThat(each.get()).isTrue();
            }
        } finally {
            pool.shutdownNow();
        }
        List<String> turns = new ArrayList<>();
        for (int token = 1; token <= holders * rounds; token++) {
            turns.addAll(List.of("in " + token, "out " + token));
        }
        assertThat(notes).isEqualTo(turns);
    }

    @Test
    void whatIsDecidedIsCompletedByWhoeverLooksNext() throws IOException {
        Store store = new SshStore(keeping.keeper().agent());
        Json.Obj value = Json.object().put("n", 1).build();
        store.commit(List.of(new Change.Put("a/one", 0, value)));
        Path redo = Files.createDirectories(keeping.root().resolve("store/.redo"));
        Files.move(keeping.root().resolve("store/a/one.json"), redo.resolve("1"));
        Files.writeString(redo.resolve("plan"), "put 1 a/one.json\ndel 2 a/none.json\n");

        assertThat(store.read("a/one").orElseThrow().value()).isEqualTo(value);
        assertThat(redo).doesNotExist();
    }

    @Test
    void whatWasBegunAndNotDecidedNeverHappened() throws IOException {
        Store store = new SshStore(keeping.keeper().agent());
        Path stage = Files.createDirectories(keeping.root().resolve("store/.stage"));
        Files.writeString(stage.resolve("plan"), "put 1 a/one.json\n");
        Files.writeString(stage.resolve("1"), "{\"for");
        Files.writeString(keeping.root().resolve("store/.new"), "{\"for");

        assertThat(store.read("a/one")).isEmpty();
        Json.Obj value = Json.object().put("n", 1).build();
        assertThat(store.commit(List.of(new Change.Put("a/one", 0, value), new Change.Put("a/two", 0, value))))
                .isTrue();
        assertThat(stage).doesNotExist();
    }

    @Test
    void aComputerWithoutFlockIsToldSo() throws Exception {
        Path tools = Files.createDirectories(keeping.root().resolveSibling("tools"));
        for (String tool : List.of("sync", "mv", "mkdir", "rm", "tail", "head", "wc", "dd", "cat", "find")) {
            Path program = Files.writeString(tools.resolve(tool), "#!/bin/sh\nexec /usr/bin/" + tool + " \"$@\"\n");
            assertThat(program.toFile().setExecutable(true)).isTrue();
        }
        Path poor = keeping.sshd().programWith("poor");
        String script = Files.readString(poor);
        Files.writeString(
                poor,
                script.replace(
                        "exec ",
                        "for last; do :; done\n[ \"$last\" != 'exec sh' ] || PATH=" + tools + " exec /bin/sh\nexec "));
        try (Agent agent = keeping.keeper().agent(poor)) {
            SshStoreTest.assertFailure(() -> agent.ask("get", "x"), Failure.Kind.UNREACHABLE, "CD-634");
        }
    }

    private static long number(Store store, String key) {
        return store.read(key).map(now -> now.value().needNumber("n")).orElse(0L);
    }

    private static long revision(Store store, String key) {
        return store.read(key).map(Store.Versioned::revision).orElse(0L);
    }
}

package dev.cdctl.adapter.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cdctl.json.Json;
import dev.cdctl.model.Failure;
import dev.cdctl.state.Lock;
import dev.cdctl.state.Locks;
import dev.cdctl.state.LocksContract;
import dev.cdctl.state.Owner;
import dev.cdctl.state.Store;
import dev.cdctl.state.Store.Change;
import dev.cdctl.state.form.Lease;
import dev.cdctl.state.lease.LeasedLocks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The file locks keep the contract, among processes too. */
class FileLocksTest extends LocksContract {
    private final AtomicBoolean cancelled = new AtomicBoolean();
    private Path root;

    @BeforeEach
    void setUp(@TempDir Path temporary) {
        root = temporary.resolve("state");
    }

    @Override
    protected Locks locks() {
        return new LeasedLocks(store(), new FileSigns(root, "here"), cancelled::get);
    }

    @Override
    protected Store store() {
        return new FileStore(root);
    }

    @Override
    protected long acquireAndDie(String name) throws Exception {
        try (ChildJvm child = ChildJvm.start(List.of(), ChildMain.class, "hold", root)) {
            long token = Long.parseLong(child.line());
            child.kill();
            return token;
        }
    }

    @Override
    protected void cancel() {
        cancelled.set(true);
    }

    @Test
    void theLockOfALivingProcessIsRefusedAndASecondLookDoesNotLoosenIt() throws Exception {
        try (ChildJvm child = ChildJvm.start(List.of(), ChildMain.class, "hold", root)) {
            long token = Long.parseLong(child.line());
            for (int look = 0; look < 3; look++) {
                assertThatThrownBy(() -> locks().acquire(NAME, owner("ben"), Duration.ZERO))
                        .hasMessageContaining("CD-701");
                assertThat(locks().holder(NAME).orElseThrow().alive()).isTrue();
            }
            assertThat(token).isEqualTo(1);
        }
    }

    @Test
    void aStoppedHolderCommitsNothingAfterItsLockWasBroken() throws Exception {
        try (ChildJvm child = ChildJvm.start(List.of(), ChildMain.class, "hold", root)) {
            long token = Long.parseLong(child.line());
            child.signal("STOP");
            Locks.Held held = locks().holder(NAME).orElseThrow();
            assertThat(held.alive()).isTrue();
            assertThat(locks().breakLock(NAME, held.id())).isTrue();
            try (Lock next = locks().acquire(NAME, owner("ben"), Duration.ZERO)) {
                assertThat(next.token()).isGreaterThan(token);
                child.signal("CONT");
                child.go();
                assertThat(child.line()).isEqualTo("false");
                assertThat(store().read(NAME + "/decision")).isEmpty();
                assertThat(locks().holder(NAME).orElseThrow().id()).isEqualTo(next.id());
            }
        }
    }

    @Test
    void neverTwoHoldersAmongProcesses() throws Exception {
        int processes = 8;
        int rounds = Boolean.getBoolean("cdctl.all") ? 125 : 25;
        List<ChildJvm> children = new ArrayList<>();
        try {
            for (int i = 0; i < processes; i++) {
                children.add(ChildJvm.start(List.of(), ChildMain.class, "contend", root, rounds));
            }
            for (ChildJvm child : children) {
                child.line();
            }
            for (ChildJvm child : children) {
                child.go();
            }
            for (ChildJvm child : children) {
                assertThat(child.end()).isZero();
            }
        } finally {
            children.forEach(ChildJvm::close);
        }
        assertThat(Files.readAllLines(root.resolve("notes"))).isEqualTo(turns(processes * rounds));
    }

    /** Each holder in and out before the next, each with the next token. */
    private static List<String> turns(int count) {
        return Stream.iterate(1, n -> n + 1)
                .limit(count)
                .flatMap(n -> Stream.of("in " + n, "out " + n))
                .toList();
    }

    @Test
    void aHolderOnAnotherHostCountsAsLivingUntilItsLockIsBroken() {
        Owner far = new Owner("anna", "elsewhere", 42, "deploy", Optional.empty());
        Lease lease = Lease.NONE.heldBy(new Lease.Holding("abcd1234", far, Instant.EPOCH, "another kernel"));
        assertThat(store().commit(List.of(new Change.Put(NAME + "/lock", 0, lease.toJson()))))
                .isTrue();

        assertThat(locks().holder(NAME).orElseThrow().alive()).isTrue();
        assertThatThrownBy(() -> locks().acquire(NAME, owner("ben"), Duration.ZERO))
                .isInstanceOf(Failure.class);
        assertThat(locks().breakLock(NAME, "abcd1234")).isTrue();
        try (Lock lock = locks().acquire(NAME, owner("ben"), Duration.ZERO)) {
            assertThat(lock.token()).isGreaterThan(2);
        }
    }

    @Test
    void aHolderOnThisHostFromBeforeTheLastBootIsDead() {
        Lease lease = Lease.NONE.heldBy(new Lease.Holding("abcd1234", owner("anna"), Instant.EPOCH, "earlier"));
        assertThat(store().commit(List.of(new Change.Put(NAME + "/lock", 0, lease.toJson()))))
                .isTrue();

        assertThat(locks().holder(NAME).orElseThrow().alive()).isFalse();
    }

    @Test
    void aNewerLeaseIsRefused() {
        Json.Obj newer = Json.object().put("format", 2).build();
        assertThat(store().commit(List.of(new Change.Put(NAME + "/lock", 0, newer))))
                .isTrue();

        assertThatThrownBy(() -> locks().acquire(NAME, owner("ben"), Duration.ZERO))
                .hasMessageContaining("needs a newer cdctl");
    }

    @Test
    void theFilesOfEarlierHoldingsAreRemoved() throws Exception {
        acquireAndDie(NAME);
        acquireAndDie(NAME);
        Lock broken = locks().acquire(NAME, owner("anna"), Duration.ZERO);
        locks().breakLock(NAME, broken.id());
        try (Lock lock = locks().acquire(NAME, owner("ben"), Duration.ZERO)) {
            assertThat(lockFiles()).containsExactly("lock." + lock.token() + "." + lock.id());
        }
        broken.close();
        assertThat(lockFiles()).isEmpty();
    }

    private List<String> lockFiles() throws IOException {
        try (Stream<Path> files = Files.list(root.resolve(NAME))) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.startsWith("lock.") && !name.endsWith(".json"))
                    .toList();
        }
    }
}

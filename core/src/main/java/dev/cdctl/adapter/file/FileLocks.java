package dev.cdctl.adapter.file;

import dev.cdctl.state.Lock;
import dev.cdctl.state.Locks;
import dev.cdctl.state.Owner;
import dev.cdctl.state.RecordKey;
import dev.cdctl.state.ShortId;
import dev.cdctl.state.Store;
import dev.cdctl.state.form.Lease;
import dev.cdctl.state.form.LockProblems;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BooleanSupplier;

/**
 * Locks of one host: a lease record says who holds a lock, and a file that the holder keeps locked says that it lives.
 * The record {@code <name>/lock} decides; the file {@code <name>/lock.<token>.<id>} belongs to one holding only and is
 * never locked by anybody else, so that looking at it disturbs nobody. A holder on another host cannot be looked at
 * and counts as living.
 */
public final class FileLocks implements Locks {
    private static final int ID_LENGTH = 8;
    private static final int PAUSE_MILLIS = 100;
    private static final Path BOOT = Path.of("/proc/sys/kernel/random/boot_id");

    private final Path root;
    private final Store store;
    private final String host;
    private final BooleanSupplier cancelled;
    private final String boot;

    /**
     * Locks whose files are in that folder.
     *
     * @param host this machine's name, as owners of it are called
     * @param cancelled asked while waiting for a lock, about ten times a second
     */
    public FileLocks(Path root, Store store, String host, BooleanSupplier cancelled) {
        this.root = root.toAbsolutePath();
        this.store = store;
        this.host = host;
        this.cancelled = cancelled;
        this.boot = boot();
    }

    @Override
    public Lock acquire(String name, Owner owner, Duration wait) {
        long start = System.nanoTime();
        while (true) {
            Seen seen = look(name);
            if (!isAlive(name, seen.lease())) {
                Optional<Lock> lock = take(name, owner, seen);
                if (lock.isPresent()) {
                    return lock.get();
                }
            } else if (System.nanoTime() - start >= wait.toNanos()) {
                throw LockProblems.held(name, held(name, seen.lease()).orElseThrow());
            } else {
                pause(name);
            }
            if (cancelled.getAsBoolean()) {
                throw LockProblems.cancelled(name);
            }
        }
    }

    @Override
    public Optional<Held> holder(String name) {
        return held(name, look(name).lease());
    }

    @Override
    public boolean breakLock(String name, String id) {
        while (true) {
            Seen seen = look(name);
            if (!seen.lease().isHeldAs(id)) {
                return false;
            }
            if (store.commit(List.of(put(name, seen.revision(), seen.lease().broken())))) {
                return true;
            }
        }
    }

    /** The lease and the revision of its record. */
    private record Seen(Lease lease, long revision) {}

    private Seen look(String name) {
        String key = key(name);
        return store.read(key)
                .map(record -> new Seen(Lease.from(record.value(), key), record.revision()))
                .orElse(new Seen(Lease.NONE, 0));
    }

    /** Empty when somebody else was faster. */
    private Optional<Lock> take(String name, Owner owner, Seen seen) {
        Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        Lease lease = seen.lease().heldBy(new Lease.Holding(ShortId.random(ID_LENGTH), owner, now, boot));
        Path file = file(name, lease);
        LockedFile alive = lockFile(file);
        boolean taken = false;
        try {
            if (store.commit(List.of(put(name, seen.revision(), lease)))) {
                Seen mine = look(name);
                taken = mine.lease().isSameHolding(lease);
                return taken ? Optional.of(lock(name, mine, alive, file)) : Optional.empty();
            }
            return Optional.empty();
        } finally {
            if (!taken) {
                FileLock.free(alive, file);
            }
        }
    }

    private Lock lock(String name, Seen mine, LockedFile alive, Path file) {
        sweep(name, mine.lease().token());
        return new FileLock(store, name, new FileLock.Mine(mine.lease(), mine.revision(), alive, file));
    }

    private static LockedFile lockFile(Path file) {
        try {
            Disk.makeFolder(Disk.folder(file));
            return LockedFile.tryLock(file).orElseThrow(() -> new IOException("locked by another process"));
        } catch (IOException e) {
            throw StateProblems.unwritable(file, 0, e);
        }
    }

    private Optional<Held> held(String name, Lease lease) {
        return lease.holding()
                .map(now -> new Held(
                        now.id(), lease.token(), now.owner(), now.since(), step(name, lease), isAlive(name, lease)));
    }

    private String step(String name, Lease lease) {
        try {
            return Files.readString(FileLock.stepFile(file(name, lease)));
        } catch (IOException e) {
            return "";
        }
    }

    private boolean isAlive(String name, Lease lease) {
        return lease.holding()
                .filter(now -> !isHere(now) || isLocked(file(name, lease)))
                .isPresent();
    }

    /** Containers on one kernel see each other's file locks, whatever they are called. */
    private boolean isHere(Lease.Holding holding) {
        return holding.owner().host().equals(host)
                || (!boot.isEmpty() && holding.life().equals(boot));
    }

    private static boolean isLocked(Path file) {
        try {
            return LockedFile.isLocked(file);
        } catch (IOException e) {
            return true;
        }
    }

    /** Removes the files of earlier holdings, which nobody asks for any more. */
    private void sweep(String name, long token) {
        try {
            for (Path child : Disk.children(root.resolve(name))) {
                String[] parts = child.getFileName().toString().split("\\.", -1);
                if (parts.length == 3 && parts[0].matches("lock|step") && Long.parseLong(parts[1]) < token) {
                    Files.deleteIfExists(child);
                }
            }
        } catch (IOException | NumberFormatException ignored) {
            // They are in nobody's way; the next holding tries again.
        }
    }

    private void pause(String name) {
        try {
            Thread.sleep(ThreadLocalRandom.current().nextInt(PAUSE_MILLIS / 2, PAUSE_MILLIS * 3 / 2));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw LockProblems.cancelled(name).causedBy(e);
        }
    }

    private Path file(String name, Lease lease) {
        String id = lease.holding().map(Lease.Holding::id).orElse("");
        return root.resolve(name).resolve("lock." + lease.token() + "." + id);
    }

    private static Store.Change put(String name, long revision, Lease lease) {
        return new Store.Change.Put(key(name), revision, lease.toJson());
    }

    static String key(String name) {
        return new RecordKey(name) + "/lock";
    }

    private static String boot() {
        try {
            return Files.readString(BOOT).strip();
        } catch (IOException e) {
            return "";
        }
    }
}

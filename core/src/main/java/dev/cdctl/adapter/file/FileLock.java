package dev.cdctl.adapter.file;

import dev.cdctl.json.Json;
import dev.cdctl.model.Failure;
import dev.cdctl.state.Lock;
import dev.cdctl.state.Store;
import dev.cdctl.state.form.Lease;
import dev.cdctl.state.form.LockProblems;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** A lock that this process holds by a lease record and a locked file. */
final class FileLock implements Lock {
    /** The lease, the revision of its record, and the file that says that this process lives. */
    record Mine(Lease lease, long revision, LockedFile alive, Path file) {}

    private final Store store;
    private final String name;
    private final Mine mine;
    private final AtomicBoolean open = new AtomicBoolean(true);
    private final AtomicReference<@Nullable FileChannel> steps = new AtomicReference<>();

    FileLock(Store store, String name, Mine mine) {
        this.store = store;
        this.name = name;
        this.mine = mine;
    }

    @Override
    public String id() {
        return mine.lease().holding().orElseThrow().id();
    }

    @Override
    public long token() {
        return mine.lease().token();
    }

    /** The step is a plain file: nothing depends on it, so nobody waits until it is on the disk. */
    @Override
    public void step(String step) {
        if (!open.get()) {
            return;
        }
        try {
            FileChannel channel = stepChannel();
            channel.truncate(0);
            channel.write(ByteBuffer.wrap(step.getBytes(StandardCharsets.UTF_8)), 0);
        } catch (IOException ignored) {
            // It is a courtesy to others; the work itself will fail on the same disk if it matters.
        }
    }

    /** Opened once: a plan has many steps. */
    private FileChannel stepChannel() throws IOException {
        FileChannel channel = steps.get();
        if (channel == null) {
            channel = FileChannel.open(stepFile(mine.file()), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            steps.set(channel);
        }
        return channel;
    }

    private void closeSteps() {
        try (FileChannel channel = steps.getAndSet(null)) {
            open.set(false);
        } catch (IOException ignored) {
            // Nothing depends on what was written.
        }
    }

    @Override
    public Store.Change.Check fence() {
        String key = FileLocks.key(name);
        long now = store.read(key).map(Store.Versioned::revision).orElse(0L);
        if (!open.get() || now != mine.revision()) {
            throw LockProblems.lost(name, id());
        }
        return new Store.Change.Check(key, mine.revision());
    }

    @Override
    public void close() {
        if (!open.getAndSet(false)) {
            return;
        }
        try {
            Json.Obj released = mine.lease().released().toJson();
            store.commit(List.of(new Store.Change.Put(FileLocks.key(name), mine.revision(), released)));
        } catch (Failure ignored) {
            // A disk that is full keeps the record; unlocking the file is enough for everyone on this host.
        } finally {
            closeSteps();
            free(mine.alive(), mine.file());
        }
    }

    @Override
    public void forget() {
        if (!store.commit(List.of(new Store.Change.Delete(fence().key(), mine.revision())))) {
            throw LockProblems.lost(name, id());
        }
        closeSteps();
        free(mine.alive(), mine.file());
        Path folder = Disk.folder(mine.file());
        for (int words = name.split("/", -1).length; words >= 0 && removed(folder); words--) {
            folder = Disk.folder(folder);
        }
    }

    private static boolean removed(Path folder) {
        try {
            return Files.deleteIfExists(folder);
        } catch (IOException e) {
            // Others have their locks in it.
            return false;
        }
    }

    /** Where the holder of that locked file says at which step it is; {@code step.<token>.<id>} beside it. */
    static Path stepFile(Path file) {
        return file.resolveSibling("step" + file.getFileName().toString().substring("lock".length()));
    }

    /** Unlocks the file and removes it. */
    static void free(LockedFile alive, Path file) {
        try (alive) {
            Files.deleteIfExists(stepFile(file));
            Files.deleteIfExists(file);
        } catch (IOException ignored) {
            // The system unlocks it at the end of this process at the latest, and the next holder removes it.
        }
    }
}

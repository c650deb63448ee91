package dev.cdctl.adapter.file;

import dev.cdctl.state.form.Lease;
import dev.cdctl.state.lease.Signs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Signs of life of one host: the file {@code <name>/lock.<token>.<id>}, which the holder keeps locked. It belongs to one
 * holding only and is never locked by anybody else, so that looking at it disturbs nobody. A holder on another host
 * cannot be looked at and counts as living.
 */
public final class FileSigns implements Signs {
    private static final Duration PAUSE = Duration.ofMillis(100);
    private static final Path BOOT = Path.of("/proc/sys/kernel/random/boot_id");

    private final Path root;
    private final String host;
    private final String boot;

    /**
     * Signs whose files are in that folder.
     *
     * @param host this machine's name, as owners of it are called
     */
    public FileSigns(Path root, String host) {
        this.root = root.toAbsolutePath();
        this.host = host;
        this.boot = boot();
    }

    @Override
    public String life() {
        return boot;
    }

    @Override
    public Duration pause() {
        return PAUSE;
    }

    @Override
    public Sign raise(String name, Lease lease) {
        Path file = file(name, lease);
        try {
            Disk.makeFolder(Disk.folder(file));
            LockedFile alive = LockedFile.tryLock(file).orElseThrow(() -> new IOException("locked by another process"));
            return new FileSign(name, lease, alive, file);
        } catch (IOException e) {
            throw StateProblems.unwritable(file, 0, e);
        }
    }

    @Override
    public Shown look(String name, Lease lease) {
        Lease.Holding holding = lease.holding().orElseThrow();
        Path file = file(name, lease);
        return new Shown(!isHere(holding) || isLocked(file), step(file));
    }

    private static String step(Path file) {
        try {
            return Files.readString(FileSign.stepFile(file));
        } catch (IOException e) {
            return "";
        }
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

    private Path file(String name, Lease lease) {
        String id = lease.holding().map(Lease.Holding::id).orElse("");
        return root.resolve(name).resolve("lock." + lease.token() + "." + id);
    }

    private static String boot() {
        try {
            return Files.readString(BOOT).strip();
        } catch (IOException e) {
            return "";
        }
    }
}

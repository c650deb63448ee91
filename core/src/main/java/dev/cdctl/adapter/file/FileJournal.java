package dev.cdctl.adapter.file;

import dev.cdctl.model.Failure;
import dev.cdctl.model.WholeFile;
import dev.cdctl.state.Journal;
import dev.cdctl.state.form.JournalLine;
import dev.cdctl.state.form.JournalProblems;
import dev.cdctl.state.form.JournalScan;
import dev.cdctl.state.form.JournalScan.Tail;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A journal in a file of JSON lines, each chained to the one before it by its checksum; the first says the format. A
 * torn last line is cut off by the next entry. When a file is larger than 8 KiB and nothing is open, the next entry
 * starts a new one; the last nine are kept as {@code <file>.1} to {@code <file>.9}. An entry with a smaller token than
 * an earlier one is refused, so that a holder who lost its lock gets no further than its next intent.
 */
public final class FileJournal implements Journal {
    /** Every command reads the file, and a JVM that has just started reads a few lines in a millisecond. */
    private static final long LARGEST = 8 * 1024;

    private static final int KEPT = 9;
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Path file;
    private final Path mutex;
    /** The tail as this process left it, so that a file that nobody else wrote to is read once. */
    private final AtomicReference<Optional<Known>> known = new AtomicReference<>(Optional.empty());

    private final AtomicReference<Optional<Read>> lastRead = new AtomicReference<>(Optional.empty());

    /** The journal in that file, which is created with the first entry. */
    public FileJournal(Path file) {
        this.file = file.toAbsolutePath();
        this.mutex = this.file.resolveSibling("." + file.getFileName() + ".mutex");
    }

    /** What was read last: the same bytes have the same entries. */
    private record Read(Path file, byte[] content, JournalScan scan) {
        boolean isOf(Path other, byte[] bytes) {
            return file.equals(other) && Arrays.equals(content, bytes);
        }
    }

    private record Known(Optional<Object> inode, Tail tail) {
        static Known of(Path file, Tail tail) throws IOException {
            return new Known(inode(Files.readAttributes(file, BasicFileAttributes.class)), tail);
        }

        boolean isStill(BasicFileAttributes now) {
            return now.size() == tail.end() && inode.equals(inode(now));
        }

        private static Optional<Object> inode(BasicFileAttributes attributes) {
            return Optional.ofNullable(attributes.fileKey());
        }
    }

    @Override
    public void append(List<Entry> entries) {
        try {
            Disk.makeFolder(Disk.folder(file));
            try (LockedFile held = LockedFile.lock(mutex, PATIENCE)) {
                appendAlone(entries);
            }
        } catch (IOException e) {
            throw StateProblems.unwritable(file, 0, e);
        }
    }

    @Override
    public List<Entry> entries() {
        try {
            return read(file).entries();
        } catch (IOException e) {
            throw StateProblems.unreadable(file, e);
        } catch (Failure e) {
            // Perhaps a torn line was cut off while it was read. What is wrong while nobody writes is damage.
            return entriesAlone();
        }
    }

    private List<Entry> entriesAlone() {
        try (LockedFile held = LockedFile.lock(mutex, PATIENCE)) {
            return read(file).entries();
        } catch (IOException e) {
            throw StateProblems.unreadable(file, e);
        }
    }

    private void appendAlone(List<Entry> entries) throws IOException {
        Tail start = ready();
        Tail tail = start;
        ByteArrayOutputStream lines = new ByteArrayOutputStream();
        for (Entry entry : entries) {
            if (entry.token() < tail.token()) {
                throw JournalProblems.overtaken(file.toString(), entry.token(), tail.token());
            }
            byte[] line = JournalScan.line(entry, tail);
            lines.writeBytes(line);
            tail = tail.after(entry, line.length, JournalLine.crc(line));
        }
        write(lines.toByteArray(), start.end());
        known.set(Optional.of(Known.of(file, tail)));
    }

    /** Where the next line goes, in a file that has its first line and room. */
    private Tail ready() throws IOException {
        Tail tail = tail();
        if (tail.end() > LARGEST && tail.isClosed()) {
            rotate();
            return begin();
        }
        return tail.end() == 0 ? begin() : tail;
    }

    private Tail tail() throws IOException {
        Optional<Known> last = Objects.requireNonNull(known.get());
        if (last.isPresent() && Files.exists(file)) {
            BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
            if (last.get().isStill(now)) {
                return last.get().tail();
            }
        }
        return read(file).tail();
    }

    /** Starts a file that continues where the one before it ended. */
    private Tail begin() throws IOException {
        byte[] header = JournalScan.header(read(kept(1)).tail());
        try {
            Disk.sweep(file);
            Disk.write(file, header);
        } catch (IOException e) {
            throw StateProblems.unwritable(file, header.length, e);
        }
        return JournalScan.of(file.toString(), header).tail();
    }

    /** Cuts off what is torn, and writes lines in its place. */
    private void write(byte[] lines, long end) throws IOException {
        try (FileChannel channel = Disk.openPrivate(file)) {
            channel.truncate(end);
            try {
                channel.position(end);
                ByteBuffer rest = ByteBuffer.wrap(lines);
                while (rest.hasRemaining()) {
                    channel.write(rest);
                }
                channel.force(true);
            } catch (IOException e) {
                channel.truncate(end);
                throw StateProblems.unwritable(file, lines.length, e);
            }
        }
    }

    /** Removes it, with all that was put aside. */
    public synchronized void forget() {
        try {
            if (Files.isDirectory(Disk.folder(file))) {
                try (LockedFile held = LockedFile.lock(mutex, PATIENCE)) {
                    for (int number = KEPT; number >= 0; number--) {
                        Disk.delete(kept(number));
                    }
                }
            }
        } catch (IOException e) {
            throw StateProblems.unwritable(file, 0, e);
        }
        known.set(Optional.empty());
        lastRead.set(Optional.empty());
    }

    private void rotate() throws IOException {
        for (int number = KEPT - 1; number >= 0; number--) {
            if (Files.exists(kept(number))) {
                Files.move(kept(number), kept(number + 1), StandardCopyOption.REPLACE_EXISTING);
            }
        }
        WholeFile.syncFolder(Disk.folder(file));
    }

    private Path kept(int number) {
        return number == 0 ? file : file.resolveSibling(file.getFileName() + "." + number);
    }

    private JournalScan read(Path file) throws IOException {
        byte[] content = Disk.read(file).orElse(new byte[0]);
        Optional<Read> last = Objects.requireNonNull(lastRead.get());
        if (last.isPresent() && last.get().isOf(file, content)) {
            return last.get().scan();
        }
        JournalScan scan = JournalScan.of(file.toString(), content);
        lastRead.set(Optional.of(new Read(file, content, scan)));
        return scan;
    }
}

package dev.cdctl.artifact.archive;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;

/**
 * Writes a zip archive as PKWARE's APPNOTE.TXT 6.3 describes it. Times are DOS times in UTC, which have even seconds
 * and begin in 1980. Written here because the writers of the JDK and of commons-compress send a DOS time through the
 * local time zone, where an hour is missing once a year.
 */
public final class ZipWriter implements ArchiveWriter {
    private static final int LOCAL = 0x04034b50;
    private static final int DESCRIPTOR = 0x08074b50;
    private static final int CENTRAL = 0x02014b50;
    private static final int END = 0x06054b50;
    private static final int END_64 = 0x06064b50;
    private static final int LOCATOR_64 = 0x07064b50;

    private static final short NEEDS_2_0 = 20;
    private static final short MADE_ON_UNIX = 3 << 8 | 20;
    /** Sizes follow the content, and names are UTF-8. */
    private static final short FLAGS = 1 << 3 | 1 << 11;

    private static final short DEFLATED = 8;
    private static final int REGULAR = 0100000;
    private static final long MOST = 0xFFFF_FFFFL;
    private static final int MOST_ENTRIES = 0xFFFF;
    private static final int BUFFER = 8 * 1024;
    private static final LocalDateTime FIRST = LocalDateTime.of(1980, 1, 1, 0, 0);
    private static final LocalDateTime LAST = LocalDateTime.of(2107, 12, 31, 23, 59, 58);

    private final OutputStream out;
    private final int time;
    private final Deflater deflater = new Deflater(LEVEL, true);
    private final ByteArrayOutputStream central = new ByteArrayOutputStream();
    private int entries;
    private long written;

    /** Writes to that stream, with that time for every entry. */
    public ZipWriter(OutputStream out, Instant time) {
        this.out = out;
        this.time = dosTime(time);
    }

    @Override
    public void add(ArchiveManifest.File file, InputStream content) throws IOException {
        byte[] name = file.path().getBytes(StandardCharsets.UTF_8);
        long offset = written;
        write(record(30 + name.length)
                .putInt(LOCAL)
                .put(common(0, 0, 0))
                .putShort((short) name.length)
                .putShort((short) 0)
                .put(name));
        CheckedInputStream checked = new CheckedInputStream(content, new CRC32());
        long packed = deflate(checked);
        int crc = (int) checked.getChecksum().getValue();
        write(record(16).putInt(DESCRIPTOR).putInt(crc).putInt(unsigned(packed)).putInt(unsigned(file.size())));
        ByteBuffer entry = record(46 + name.length)
                .putInt(CENTRAL)
                .putShort(MADE_ON_UNIX)
                .put(common(crc, packed, file.size()))
                .putShort((short) name.length)
                .position(38)
                .putInt((REGULAR | file.mode()) << 16)
                .putInt(unsigned(offset))
                .put(name);
        central.writeBytes(entry.array());
        entries++;
    }

    @Override
    public void close() throws IOException {
        deflater.end();
        long start = written;
        write(ByteBuffer.wrap(central.toByteArray()));
        int size = unsigned(written - start);
        if (entries >= MOST_ENTRIES) {
            writeEnd64(start);
        }
        short count = (short) Math.min(entries, MOST_ENTRIES);
        write(record(22)
                .putInt(END)
                .putInt(0)
                .putShort(count)
                .putShort(count)
                .putInt(size)
                .putInt(unsigned(start)));
        out.flush();
    }

    private void writeEnd64(long start) throws IOException {
        long end = written;
        write(record(56)
                .putInt(END_64)
                .putLong(44)
                .putShort(MADE_ON_UNIX)
                .putShort((short) 45)
                .putLong(0)
                .putLong(entries)
                .putLong(entries)
                .putLong(end - start)
                .putLong(start));
        write(record(20).putInt(LOCATOR_64).putInt(0).putLong(end).putInt(1));
    }

    /** The part that a local and a central header have in common. */
    private byte[] common(int crc, long packed, long size) throws IOException {
        return record(22)
                .putShort(NEEDS_2_0)
                .putShort(FLAGS)
                .putShort(DEFLATED)
                .putInt(time)
                .putInt(crc)
                .putInt(unsigned(packed))
                .putInt(unsigned(size))
                .array();
    }

    private long deflate(InputStream content) throws IOException {
        deflater.reset();
        DeflaterOutputStream deflated = new DeflaterOutputStream(out, deflater, BUFFER);
        content.transferTo(deflated);
        deflated.finish();
        written += deflater.getBytesWritten();
        return deflater.getBytesWritten();
    }

    private void write(ByteBuffer record) throws IOException {
        out.write(record.array());
        written += record.capacity();
    }

    private static ByteBuffer record(int length) {
        return ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static int unsigned(long value) throws IOException {
        if (value > MOST) {
            throw new IOException("a zip archive cannot be greater than 4 GiB");
        }
        return (int) value;
    }

    /** The date in the upper half, the time in the lower. */
    private static int dosTime(Instant instant) {
        LocalDateTime time = LocalDateTime.ofInstant(instant, ZoneOffset.UTC);
        if (time.isBefore(FIRST)) {
            time = FIRST;
        } else if (time.isAfter(LAST)) {
            time = LAST;
        }
        int date = time.getYear() - 1980 << 9 | time.getMonthValue() << 5 | time.getDayOfMonth();
        return date << 16 | time.getHour() << 11 | time.getMinute() << 5 | time.getSecond() >> 1;
    }
}

package dev.cdctl.artifact.inside;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** A file of files in one file, as Microsoft's [MS-CFB] describes it; read only, the top folder only. */
final class CompoundFile {
    private static final long SIGNATURE = 0xE11AB1A1E011CFD0L;
    private static final int END = -2;
    private static final int ENTRY = 128;

    private final ByteBuffer bytes;
    private final int sector;
    private final int[] next;
    private final Map<String, byte[]> streams = new LinkedHashMap<>();

    private CompoundFile(ByteBuffer bytes) throws Unreadable {
        this.bytes = bytes;
        if (bytes.capacity() < 512 || bytes.getLong(0) != SIGNATURE) {
            throw new Unreadable("it does not begin as an installer package");
        }
        this.sector = 1 << bytes.getShort(0x1e);
        this.next = allocation();
    }

    /**
     * The streams of a compound file by their raw names.
     *
     * @throws IndexOutOfBoundsException when it is damaged
     */
    static Map<String, byte[]> streams(ByteBuffer bytes) throws Unreadable {
        CompoundFile file = new CompoundFile(bytes);
        file.readStreams();
        return file.streams;
    }

    /** Which sector follows which. */
    private int[] allocation() throws Unreadable {
        ByteArrayOutputStream table = new ByteArrayOutputStream();
        int listed = bytes.getInt(0x2c);
        int list = 0x4c;
        int left = 109;
        int more = bytes.getInt(0x44);
        for (int i = 0; i < listed; i++) {
            if (left == 0) {
                list = at(more);
                left = sector / 4 - 1;
                more = bytes.getInt(list + sector - 4);
            }
            copy(at(bytes.getInt(list)), sector, table);
            list += 4;
            left--;
        }
        return numbers(table.toByteArray());
    }

    private void readStreams() throws Unreadable {
        ByteBuffer entries = little(chain(bytes.getInt(0x30), next, Integer.MAX_VALUE));
        int[] smallNext = numbers(chain(bytes.getInt(0x3c), next, Integer.MAX_VALUE));
        byte[] small = chain(entries.getInt(0x74), next, entries.getInt(0x78));
        int limit = bytes.getInt(0x38);
        for (int at = ENTRY; at + ENTRY <= entries.capacity(); at += ENTRY) {
            if (entries.get(at + 0x42) == 2) {
                int size = entries.getInt(at + 0x78);
                int start = entries.getInt(at + 0x74);
                byte[] content = size < limit ? smallChain(start, smallNext, small, size) : chain(start, next, size);
                streams.put(name(entries, at), content);
            }
        }
    }

    private static String name(ByteBuffer entries, int at) {
        byte[] name = new byte[Math.min(Math.max(entries.getShort(at + 0x40) - 2, 0), 62)];
        entries.get(at, name);
        return new String(name, StandardCharsets.UTF_16LE);
    }

    private byte[] chain(int start, int[] following, int size) throws Unreadable {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        int steps = 0;
        for (int at = start; at != END && at >= 0 && content.size() < size; at = following[at]) {
            refuseCircle(steps++, following);
            copy(at(at), Math.min(sector, size - content.size()), content);
        }
        return content.toByteArray();
    }

    private static byte[] smallChain(int start, int[] following, byte[] small, int size) throws Unreadable {
        int unit = 64;
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        int steps = 0;
        for (int at = start; at != END && at >= 0 && content.size() < size; at = following[at]) {
            refuseCircle(steps++, following);
            content.write(small, at * unit, Math.min(unit, size - content.size()));
        }
        return content.toByteArray();
    }

    private static void refuseCircle(int steps, int[] following) throws Unreadable {
        if (steps > following.length) {
            throw new Unreadable("its allocation table leads in a circle");
        }
    }

    /** The last sector of a file may be cut off. */
    private void copy(int from, int length, ByteArrayOutputStream into) {
        byte[] part = new byte[Math.min(length, bytes.capacity() - from)];
        bytes.get(from, part);
        into.writeBytes(part);
        into.writeBytes(new byte[length - part.length]);
    }

    private int at(int index) {
        return Math.multiplyExact(Math.addExact(index, 1), sector);
    }

    private static int[] numbers(byte[] content) {
        int[] numbers = new int[content.length / 4];
        little(content).asIntBuffer().get(numbers);
        return numbers;
    }

    private static ByteBuffer little(byte[] content) {
        return ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN);
    }
}

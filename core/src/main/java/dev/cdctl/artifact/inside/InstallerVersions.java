package dev.cdctl.artifact.inside;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The ProductVersion in the Property table of a Windows Installer package. The format is not published; it is as the
 * free implementations (Wine's msi, libmsi) read and write it: streams with packed names, one pool of all texts, and
 * tables stored column by column as numbers of texts.
 */
final class InstallerVersions {
    private static final String DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz._";
    private static final int PACKED = 0x3800;
    private static final int SINGLE = 0x4800;
    private static final int TABLE = 0x4840;

    private final List<String> texts = new ArrayList<>(List.of(""));
    private final int reference;

    private InstallerVersions(byte[] pool, byte[] data) {
        ByteBuffer lengths = little(pool);
        this.reference = (lengths.getShort(2) & 0x8000) == 0 ? 2 : 3;
        int offset = 0;
        for (int at = 4; at + 4 <= pool.length; at += 4) {
            int length = Short.toUnsignedInt(lengths.getShort(at));
            if (length == 0 && lengths.getShort(at + 2) != 0) {
                // A long text: its length is in the next entry, both halves of it.
                length = Short.toUnsignedInt(lengths.getShort(at + 2)) << 16;
                at += 4;
                length = (Short.toUnsignedInt(lengths.getShort(at + 2)) << 16)
                        + Short.toUnsignedInt(lengths.getShort(at));
            }
            texts.add(new String(data, offset, length, StandardCharsets.ISO_8859_1));
            offset += length;
        }
    }

    static List<Said> read(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file)) {
            if (channel.size() > Integer.MAX_VALUE) {
                throw new Unreadable("it is larger than 2 GiB");
            }
            ByteBuffer bytes = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size())
                    .order(ByteOrder.LITTLE_ENDIAN);
            Map<String, byte[]> streams = new HashMap<>();
            CompoundFile.streams(bytes).forEach((name, content) -> streams.put(unpacked(name), content));
            return read(streams);
        } catch (IndexOutOfBoundsException | ArithmeticException | NegativeArraySizeException e) {
            throw new Unreadable("it is damaged");
        }
    }

    private static List<Said> read(Map<String, byte[]> streams) throws Unreadable {
        for (String needed : List.of("!_StringPool", "!_StringData", "!Property")) {
            if (!streams.containsKey(needed)) {
                throw new Unreadable("it has no table " + needed.substring(1));
            }
        }
        InstallerVersions pool = new InstallerVersions(
                streams.getOrDefault("!_StringPool", new byte[0]), streams.getOrDefault("!_StringData", new byte[0]));
        return pool
                .property(streams.getOrDefault("!Property", new byte[0]), "ProductVersion")
                .map(version -> new Said("Property table: ProductVersion", version, Said.Style.THREE_NUMBERS))
                .stream()
                .toList();
    }

    /** The table has two columns: all names, then all values. */
    private Optional<String> property(byte[] table, String name) {
        int rows = table.length / (2 * reference);
        for (int row = 0; row < rows; row++) {
            if (text(table, row).equals(name)) {
                return Optional.of(text(table, rows + row));
            }
        }
        return Optional.empty();
    }

    private String text(byte[] table, int cell) {
        int number = 0;
        for (int i = reference - 1; i >= 0; i--) {
            number = (number << 8) | Byte.toUnsignedInt(table[cell * reference + i]);
        }
        return texts.get(number);
    }

    /** Two letters are packed into one character of a name; the mark of a table is written as an exclamation mark. */
    private static String unpacked(String name) {
        StringBuilder plain = new StringBuilder();
        for (char c : name.toCharArray()) {
            if (c >= PACKED && c < SINGLE) {
                plain.append(DIGITS.charAt((c - PACKED) & 0x3f)).append(DIGITS.charAt((c - PACKED) >> 6));
            } else if (c >= SINGLE && c < TABLE) {
                plain.append(DIGITS.charAt(c - SINGLE));
            } else {
                plain.append(c == TABLE ? '!' : c);
            }
        }
        return plain.toString();
    }

    private static ByteBuffer little(byte[] content) {
        return ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN);
    }
}

package dev.cdctl.artifact.inside;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;

/** A file of the PE format, as far as its version resource: "PE Format" in the documentation of Win32. */
record PortableExecutable(ByteBuffer bytes) {
    private static final int PE32_PLUS = 0x20b;
    private static final int VERSION = 16;
    private static final int SUBFOLDER = 0x80000000;

    /**
     * The version resource; empty when there is none.
     *
     * @throws IndexOutOfBoundsException when a header leads out of the file
     */
    Optional<ByteBuffer> version() throws Unreadable {
        if (bytes.capacity() < 64 || bytes.getShort(0) != 0x5a4d) {
            throw new Unreadable("it does not begin as a Windows program");
        }
        int pe = bytes.getInt(0x3c);
        if (bytes.getInt(pe) != 0x4550) {
            throw new Unreadable("it is a program of DOS");
        }
        int optional = pe + 24;
        int directories = optional + (bytes.getShort(optional) == PE32_PLUS ? 112 : 96);
        int resources = bytes.getInt(directories + 2 * 8);
        return resources == 0 ? Optional.empty() : resource(offset(resources));
    }

    /** The first resource of the type, in its first name and its first language. */
    private Optional<ByteBuffer> resource(int root) throws Unreadable {
        int named = unsigned(root + 12);
        int count = named + unsigned(root + 14);
        for (int i = named; i < count; i++) {
            int entry = root + 16 + 8 * i;
            if (bytes.getInt(entry) == VERSION) {
                int at = bytes.getInt(entry + 4);
                for (int level = 0; level < 2 && (at & SUBFOLDER) != 0; level++) {
                    at = bytes.getInt(root + (at & ~SUBFOLDER) + 16 + 4);
                }
                int data = root + at;
                return Optional.of(bytes.slice(offset(bytes.getInt(data)), bytes.getInt(data + 4))
                        .order(ByteOrder.LITTLE_ENDIAN));
            }
        }
        return Optional.empty();
    }

    /** Where in the file an address of the loaded program is. */
    private int offset(int address) throws Unreadable {
        int pe = bytes.getInt(0x3c);
        int sections = pe + 24 + unsigned(pe + 20);
        for (int i = 0; i < unsigned(pe + 6); i++) {
            int section = sections + 40 * i;
            int start = bytes.getInt(section + 12);
            int size = Math.max(bytes.getInt(section + 8), bytes.getInt(section + 16));
            if (address >= start && address - start < size) {
                return address - start + bytes.getInt(section + 20);
            }
        }
        throw new Unreadable("its version resource is in no section");
    }

    private int unsigned(int at) {
        return Short.toUnsignedInt(bytes.getShort(at));
    }
}

package dev.cdctl.adapter.embedded.wire;

import io.undertow.util.HttpString;
import org.jspecify.annotations.Nullable;

/** The names of headers seen before, so that an answer's usual ones make no garbage. Not thread-safe. */
final class NameCache {
    private static final int SLOTS = 256;

    private final @Nullable HttpString[] slots = new HttpString[SLOTS];

    HttpString get(byte[] bytes, int from, int length) {
        int hash = length;
        for (int i = from; i < from + length; i++) {
            hash = hash * 31 + bytes[i];
        }
        int slot = (hash ^ (hash >>> 16)) & (SLOTS - 1);
        HttpString known = slots[slot];
        if (known != null && isSame(known, bytes, from, length)) {
            return known;
        }
        HttpString name = new HttpString(bytes, from, length);
        slots[slot] = name;
        return name;
    }

    private static boolean isSame(HttpString known, byte[] bytes, int from, int length) {
        if (known.length() != length) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (known.byteAt(i) != bytes[from + i]) {
                return false;
            }
        }
        return true;
    }
}

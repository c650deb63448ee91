package dev.cdctl.model.mask;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;

/** Replaces every part that some secret's form covers by stars; forms that overlap are replaced as one. */
final class MaskStream extends OutputStream {
    private static final byte[] STARS = {'*', '*', '*'};

    private final Index index;
    private final OutputStream target;
    private final ByteArrayOutputStream masked = new ByteArrayOutputStream();
    private byte[] pending = new byte[0];
    private int covered;

    MaskStream(Index index, OutputStream target) {
        this.index = index;
        this.target = target;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        if (index.isEmpty()) {
            target.write(bytes, offset, length);
            return;
        }
        int held = pending.length;
        byte[] all = Arrays.copyOf(pending, held + length);
        System.arraycopy(bytes, offset, all, held, length);
        int used = scan(all, false);
        pending = Arrays.copyOfRange(all, used, all.length);
        release();
    }

    @Override
    public void flush() throws IOException {
        target.flush();
    }

    @Override
    public void close() throws IOException {
        scan(pending, true);
        pending = new byte[0];
        release();
        target.close();
    }

    /** Looks at every place up to the first where a form may begin that does not end in these bytes. */
    private int scan(byte[] bytes, boolean last) {
        int at = 0;
        while (at < bytes.length && (last || !index.mayBegin(bytes, at))) {
            int length = index.longest(bytes, at);
            if (length > 0) {
                cover(at, length);
            }
            if (at >= covered) {
                masked.write(bytes[at]);
            }
            at++;
        }
        covered = Math.max(0, covered - at);
        return at;
    }

    private void cover(int at, int length) {
        if (at >= covered) {
            masked.write(STARS, 0, STARS.length);
        }
        covered = Math.max(covered, at + length);
    }

    private void release() throws IOException {
        if (masked.size() > 0) {
            masked.writeTo(target);
            masked.reset();
        }
    }

    /** Finds forms by their first bytes. Immutable. */
    static final class Index {
        private static final int HEAD = Mask.SHORTEST;

        private final List<List<byte[]>> byFirst = new ArrayList<>();
        private final BitSet heads = new BitSet(1 << 16);

        /** Takes forms of at least {@link Mask#SHORTEST} bytes. */
        Index(List<byte[]> forms) {
            if (forms.isEmpty()) {
                return;
            }
            for (int i = 0; i < 256; i++) {
                byFirst.add(new ArrayList<>());
            }
            forms.stream()
                    .sorted(Comparator.comparingInt((byte[] form) -> form.length)
                            .reversed())
                    .forEach(this::add);
        }

        private void add(byte[] form) {
            byFirst.get(form[0] & 0xff).add(form);
            heads.set(head(form, 0));
        }

        boolean isEmpty() {
            return heads.isEmpty();
        }

        /** The length of the longest form that stands there, or 0. */
        int longest(byte[] bytes, int at) {
            int left = bytes.length - at;
            if (left < HEAD || !heads.get(head(bytes, at))) {
                return 0;
            }
            for (byte[] form : byFirst.get(bytes[at] & 0xff)) {
                if (form.length <= left && Arrays.equals(form, 0, form.length, bytes, at, at + form.length)) {
                    return form.length;
                }
            }
            return 0;
        }

        /** Whether all bytes from there on are the beginning of a form that is longer than they are. */
        boolean mayBegin(byte[] bytes, int at) {
            int left = bytes.length - at;
            if (isEmpty() || left >= HEAD && !heads.get(head(bytes, at))) {
                return false;
            }
            for (byte[] form : byFirst.get(bytes[at] & 0xff)) {
                if (form.length > left && Arrays.equals(form, 0, left, bytes, at, bytes.length)) {
                    return true;
                }
            }
            return false;
        }

        private static int head(byte[] bytes, int at) {
            int four = (bytes[at] & 0xff) << 24
                    | (bytes[at + 1] & 0xff) << 16
                    | (bytes[at + 2] & 0xff) << 8
                    | (bytes[at + 3] & 0xff);
            return (four * 0x9E3779B1) >>> 16;
        }
    }
}

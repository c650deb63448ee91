package dev.cdctl.artifact.inside;

import dev.cdctl.version.stamp.OwnNames;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The version resource of a Windows program or library: VS_VERSIONINFO in the documentation of Win32. */
final class WindowsVersions {
    private static final int FIXED_SIGNATURE = 0xFEEF04BD;

    private final ByteBuffer info;
    private final List<Said> said = new ArrayList<>();

    private WindowsVersions(ByteBuffer info) {
        this.info = info;
    }

    /** A file is the service's own when a stamped project gave it its name. */
    static List<Said> read(Path file, Optional<OwnNames> own) throws IOException {
        String name = String.valueOf(file.getFileName());
        String base = name.substring(0, name.lastIndexOf('.')).toLowerCase(Locale.ROOT);
        if (own.isPresent() && !own.get().assemblies().contains(base)) {
            return List.of();
        }
        try (FileChannel channel = FileChannel.open(file)) {
            if (channel.size() > Integer.MAX_VALUE) {
                throw new Unreadable("it is larger than 2 GiB");
            }
            ByteBuffer bytes = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size())
                    .order(ByteOrder.LITTLE_ENDIAN);
            Optional<ByteBuffer> resource = new PortableExecutable(bytes).version();
            return resource.isPresent() ? new WindowsVersions(resource.get()).all() : List.of();
        } catch (IndexOutOfBoundsException | IllegalArgumentException e) {
            throw new Unreadable("its headers or its version resource are damaged");
        }
    }

    private List<Said> all() {
        node(0, 0);
        return said;
    }

    /** Reads a node and those inside it: length, length of the value, type, key, value, children. */
    private int node(int at, int depth) {
        int length = unsigned(at);
        int valueLength = unsigned(at + 2);
        boolean isText = unsigned(at + 4) == 1;
        if (length < 6 || depth > 3) {
            return info.capacity();
        }
        int keyEnd = textEnd(at + 6);
        String key = text(at + 6, keyEnd);
        int value = aligned(keyEnd + 2);
        if (depth == 0 && valueLength >= 52 && info.getInt(value) == FIXED_SIGNATURE) {
            // The numbers of the product are made by compilers from whatever the product's text begins with.
            said.add(new Said("version resource: the numbers of the file", numbers(value + 8), Said.Style.NUMBERS));
        } else if (depth == 3 && isText && valueLength > 0) {
            string(key, text(value, textEnd(value)));
        }
        int child = aligned(value + (isText ? 2 : 1) * valueLength);
        while (!key.equals("VarFileInfo") && child + 6 < at + length) {
            child = aligned(child + Math.max(node(child, depth + 1), 6));
        }
        return length;
    }

    private void string(String key, String value) {
        switch (key) {
            case "FileVersion", "ProductVersion" -> add(key, value);
            case "Assembly Version" -> said.add(new Said("version resource: " + key, value, Said.Style.NUMBERS));
            default -> {}
        }
    }

    /** FileVersion is four numbers or the whole version, as whoever built the file likes it. */
    private void add(String key, String value) {
        boolean numbers = value.strip().matches("\\d+([.,]\\s*\\d+){0,3}");
        said.add(new Said("version resource: " + key, value.strip(), numbers ? Said.Style.NUMBERS : Said.Style.TEXT));
    }

    private String numbers(int at) {
        return unsigned(at + 2) + "." + unsigned(at) + "." + unsigned(at + 6) + "." + unsigned(at + 4);
    }

    private int textEnd(int from) {
        int at = from;
        while (info.getShort(at) != 0) {
            at += 2;
        }
        return at;
    }

    private String text(int from, int to) {
        byte[] bytes = new byte[to - from];
        info.get(from, bytes);
        return new String(bytes, StandardCharsets.UTF_16LE);
    }

    private int unsigned(int at) {
        return Short.toUnsignedInt(info.getShort(at));
    }

    private static int aligned(int at) {
        return (at + 3) & ~3;
    }
}

package dev.cdctl.artifact.archive;

import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * The name of a file in an archive: relative, with slashes, and good on Linux, macOS and Windows alike. Such a name
 * cannot lead out of the folder that it is resolved against.
 */
public record EntryName(String text) {
    private static final int LONGEST_SEGMENT = 240;
    private static final int LONGEST = 1024;
    private static final String NOT_ON_WINDOWS = "<>:\"|?*";
    private static final Set<String> DEVICES = Set.of(
            "con", "prn", "aux", "nul", "com1", "com2", "com3", "com4", "com5", "com6", "com7", "com8", "com9", "lpt1",
            "lpt2", "lpt3", "lpt4", "lpt5", "lpt6", "lpt7", "lpt8", "lpt9");

    /** Refuses what is not of that form. */
    public EntryName {
        Optional<String> reason = whyNot(text);
        if (reason.isPresent()) {
            throw new IllegalArgumentException(reason.get());
        }
    }

    /** Why this text cannot be a name, as the end of a sentence that begins with the name; empty when it can. */
    public static Optional<String> whyNot(String text) {
        if (text.startsWith("/")) {
            return Optional.of("is absolute");
        }
        if (text.getBytes(StandardCharsets.UTF_8).length > LONGEST) {
            return Optional.of("is longer than " + LONGEST + " bytes");
        }
        for (String segment : text.split("/", -1)) {
            Optional<String> reason = whyNotSegment(segment);
            if (reason.isPresent()) {
                return reason;
            }
        }
        return Optional.empty();
    }

    /** Whether this text is a name without a folder. */
    public static boolean isPlain(String text) {
        return !text.contains("/") && whyNot(text).isEmpty();
    }

    /** What is equal for two names that some file system takes for the same: neither case nor composition counts. */
    String folded() {
        return Normalizer.normalize(text, Normalizer.Form.NFC)
                .toUpperCase(Locale.ROOT)
                .toLowerCase(Locale.ROOT);
    }

    @Override
    public String toString() {
        return text;
    }

    private static Optional<String> whyNotSegment(String segment) {
        if (segment.isEmpty()) {
            return Optional.of("has an empty part");
        }
        if (segment.equals(".") || segment.equals("..")) {
            return Optional.of("has the part " + segment);
        }
        if (segment.endsWith(".") || segment.endsWith(" ")) {
            return Optional.of("has a part that ends with a dot or a space, which Windows drops");
        }
        if (segment.getBytes(StandardCharsets.UTF_8).length > LONGEST_SEGMENT) {
            return Optional.of("has a part that is longer than " + LONGEST_SEGMENT + " bytes");
        }
        if (DEVICES.contains(segment.split("\\.", -1)[0].strip().toLowerCase(Locale.ROOT))) {
            return Optional.of("is a device on Windows");
        }
        return segment.codePoints()
                .mapToObj(EntryName::whyNotSymbol)
                .flatMap(Optional::stream)
                .findFirst();
    }

    private static Optional<String> whyNotSymbol(int symbol) {
        if (Character.getType(symbol) == Character.CONTROL) {
            return Optional.of("has a control character");
        }
        if (Character.getType(symbol) == Character.SURROGATE || symbol == 0xFFFD) {
            return Optional.of("is not UTF-8");
        }
        if (symbol == '\\') {
            return Optional.of("has a backslash");
        }
        if (NOT_ON_WINDOWS.indexOf(symbol) >= 0) {
            return Optional.of("has a " + Character.toString(symbol) + ", which no name on Windows can have");
        }
        return Optional.empty();
    }
}

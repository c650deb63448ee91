package dev.cdctl.adapter.shell;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A script and its arguments as one command line for the login shell of a user on another computer, whichever it is:
 * bash, fish and csh do not agree on what a backslash or a line's end means between single quotes. So that shell is
 * shown harmless characters only, everything else as {@code \0ooo} for {@code printf %b}, and the text is put together
 * by the POSIX shell that it starts.
 */
final class RemoteWords {
    private static final String MARKS = " ._/=:,+@-";
    private static final int DIGIT = 3;
    private static final int LAST = 7;

    private RemoteWords() {}

    /** The command line. */
    static String of(String script, List<String> arguments) {
        String words = arguments.stream().map(RemoteWords::quoted).collect(Collectors.joining(" "));
        String whole = "set -- " + words + "\n" + script + "\n";
        return "exec sh -c 'eval \"$(printf %b \"$1\")\"' sh '" + harmless(whole) + "'";
    }

    /** A word for a POSIX shell. */
    static String quoted(String word) {
        return "'" + word.replace("'", "'\\''") + "'";
    }

    /** Scripts have thousands of bytes, most of them letters, and are sent while the JVM still interprets this. */
    private static String harmless(String text) {
        byte[] all = text.getBytes(StandardCharsets.UTF_8);
        StringBuilder out = new StringBuilder(2 * all.length);
        for (byte each : all) {
            if (isHarmless(each)) {
                out.append((char) each);
            } else {
                octal(out.append("\\0"), each & 0xFF);
            }
        }
        return out.toString();
    }

    private static boolean isHarmless(byte each) {
        return each >= 'a' && each <= 'z'
                || each >= 'A' && each <= 'Z'
                || each >= '0' && each <= '9'
                || MARKS.indexOf(each) >= 0;
    }

    private static void octal(StringBuilder out, int value) {
        out.append((char) ('0' + (value >> (2 * DIGIT))))
                .append((char) ('0' + ((value >> DIGIT) & LAST)))
                .append((char) ('0' + (value & LAST)));
    }
}

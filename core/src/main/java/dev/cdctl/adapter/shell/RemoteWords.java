package dev.cdctl.adapter.shell;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * A script and its arguments as one command line for the login shell of a user on another computer, whichever it is:
 * bash, fish and csh do not agree on what a backslash or a line's end means between single quotes. So that shell is
 * shown harmless characters only, everything else as {@code \0ooo} for {@code printf %b}, and the text is put together
 * by the POSIX shell that it starts.
 */
final class RemoteWords {
    private static final String HARMLESS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 ._/=:,+@-";

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

    private static String harmless(String text) {
        StringBuilder out = new StringBuilder();
        for (byte each : text.getBytes(StandardCharsets.UTF_8)) {
            if (HARMLESS.indexOf(each) >= 0) {
                out.append((char) each);
            } else {
                out.append(String.format(Locale.ROOT, "\\0%03o", each & 0xFF));
            }
        }
        return out.toString();
    }
}

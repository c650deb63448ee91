package dev.cdctl.host;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code ssh://[user@]host[:port][/folder]}: a computer that the user's own OpenSSH can reach, and a folder on it.
 *
 * @param host a name, an IP address, or a name of the user's ssh configuration
 * @param folder absolute, without a slash at its end; empty when none is named
 */
public record SshUrl(Optional<String> user, String host, Optional<Integer> port, String folder) {
    private static final String SCHEME = "ssh://";
    /** No part can begin with a hyphen, which ssh would take for an option. */
    private static final Pattern FORM = Pattern.compile("ssh://(?:([A-Za-z0-9_.][A-Za-z0-9_.-]{0,63})@)?"
            + "([A-Za-z0-9_][A-Za-z0-9_.-]{0,252}|\\[[0-9A-Fa-f:.]{2,45}])(?::([0-9]{1,5}))?(/[^\\s:]*)?");

    private static final Pattern FOLDER = Pattern.compile("(/[A-Za-z0-9_@%+=,.~-]{1,255})+/?");

    /**
     * Reads a URL.
     *
     * @throws IllegalArgumentException with the reason, unless it is one
     */
    public static SshUrl parse(String text) {
        check(text.startsWith(SCHEME), "only ssh:// is known");
        Matcher form = FORM.matcher(text);
        check(form.matches(), "it is not ssh://user@host:port/folder");
        Optional<Integer> port = Optional.ofNullable(form.group(3)).map(Integer::valueOf);
        check(port.filter(number -> number < 1 || number > 65535).isEmpty(), "a port is a number from 1 to 65535");
        String path = Optional.ofNullable(form.group(4)).orElse("");
        String folder = path.equals("/") ? "" : path;
        check(
                folder.isEmpty() || FOLDER.matcher(folder).matches() && !(folder + "/").matches(".*/[.]{1,2}/.*"),
                "a folder has letters, digits and . _ - + = , @ % ~ only, and no . or .. as a part");
        return new SshUrl(
                Optional.ofNullable(form.group(1)),
                form.group(2).replaceAll("[\\[\\]]", ""),
                port,
                folder.endsWith("/") ? folder.substring(0, folder.length() - 1) : folder);
    }

    /** The computer alone. */
    public SshUrl withoutFolder() {
        return new SshUrl(user, host, port, "");
    }

    /** As it is written. */
    @Override
    public String toString() {
        String name = host.contains(":") ? "[" + host + "]" : host;
        return SCHEME
                + user.map(who -> who + "@").orElse("")
                + name
                + port.map(number -> ":" + number).orElse("")
                + folder;
    }

    private static void check(boolean holds, String why) {
        if (!holds) {
            throw new IllegalArgumentException(why);
        }
    }
}

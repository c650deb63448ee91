package dev.cdctl.host;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a computer has left, as far as it can be seen.
 *
 * @param disk bytes that are free where a folder is
 * @param memory bytes that programs can still have beside those that run
 */
public record Spare(Optional<Long> disk, Optional<Long> memory) {
    /** Nothing can be seen. */
    public static final Spare UNKNOWN = new Spare(Optional.empty(), Optional.empty());

    /** Prints it; {@code $1} is the folder. See proc(5) on MemAvailable. */
    public static final String SCRIPT = """
            LC_ALL=C; export LC_ALL
            printf 'disk=%s\\n' "$(df -Pk -- "$1" 2>/dev/null | tail -n 1)"
            sed -n 's/^MemAvailable: *\\([0-9]*\\) kB/memory=\\1/p' /proc/meminfo
            """;

    private static final long KIBIBYTE = 1024;
    /** What {@code df -P} says: device, blocks, used, available, percent, place. */
    private static final Pattern DISK = Pattern.compile("disk=.*\\s(\\d+)\\s+\\d+%\\s+/.*");

    private static final Pattern MEMORY = Pattern.compile("memory=(\\d+)");

    /**
     * Looks.
     *
     * @throws dev.cdctl.model.Failure unreachable, when nothing can be run there
     */
    public static Spare at(HostShell shell, String folder) {
        return of(
                shell.run(HostShell.Command.of(SCRIPT, folder)).output().lines().toList());
    }

    /** What {@link #SCRIPT} printed says. */
    public static Spare of(List<String> lines) {
        return new Spare(number(lines, DISK), number(lines, MEMORY));
    }

    private static Optional<Long> number(List<String> lines, Pattern form) {
        return lines.stream()
                .map(form::matcher)
                .filter(Matcher::matches)
                .map(found -> Long.parseLong(found.group(1)) * KIBIBYTE)
                .findFirst();
    }
}

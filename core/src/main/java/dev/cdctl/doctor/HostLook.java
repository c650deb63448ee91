package dev.cdctl.doctor;

import dev.cdctl.host.HostShell;
import dev.cdctl.host.Spare;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the shell of a host shows.
 *
 * @param disk bytes that are free where a folder is
 * @param memory bytes that programs can still have
 * @param listening ports that somebody listens on, and who, as far as this user may know
 */
record HostLook(Optional<Long> disk, Optional<Long> memory, Map<Integer, String> listening) {
    private static final String NOBODY_KNOWS = "a program that is not cdctl's";
    /** proc(5), /proc/net/tcp: what listens has the state 0A. */
    private static final Pattern SOCKET =
            Pattern.compile("\\s*\\d+: [0-9A-F]+:([0-9A-F]{4}) [0-9A-F]+:[0-9A-F]{4} 0A .*");
    /** What {@code ss -Hltnp} says: state, two queues, address, peer, who. */
    private static final Pattern WHO = Pattern.compile(
            "who=LISTEN\\s+\\d+\\s+\\d+\\s+\\S+:(\\d+)\\s+\\S+\\s+users:\\(\\(\"([^\"]+)\",pid=(\\d+).*");

    private static final String SCRIPT = Spare.SCRIPT + """
            cat /proc/net/tcp /proc/net/tcp6 2>/dev/null
            if command -v ss >/dev/null 2>&1; then ss -Hltnp 2>/dev/null | sed 's/^/who=/'; fi
            true
            """;

    /** Copies the map. */
    HostLook {
        listening = Map.copyOf(listening);
    }

    /**
     * Looks.
     *
     * @throws dev.cdctl.model.Failure unreachable, when nothing can be run there
     */
    static HostLook at(HostShell shell, String folder) {
        List<String> lines =
                shell.run(HostShell.Command.of(SCRIPT, folder)).output().lines().toList();
        Spare spare = Spare.of(lines);
        return new HostLook(spare.disk(), spare.memory(), listening(lines));
    }

    private static Map<Integer, String> listening(List<String> lines) {
        Map<Integer, String> ports = new TreeMap<>();
        for (String line : lines) {
            Matcher socket = SOCKET.matcher(line);
            if (socket.matches()) {
                ports.putIfAbsent(Integer.parseInt(socket.group(1), 16), NOBODY_KNOWS);
            }
            Matcher who = WHO.matcher(line);
            if (who.matches()) {
                ports.put(Integer.valueOf(who.group(1)), who.group(2) + " (pid " + who.group(3) + ")");
            }
        }
        return ports;
    }
}

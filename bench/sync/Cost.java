import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What a process costs while nothing happens, as Linux counts it. */
final class Cost {
    private static final String ESTABLISHED = "01";
    private static final String TIME_WAIT = "06";
    private static final int TIME_WAIT_SECONDS = 60;
    private static final double TICKS = 100;

    static String of(ProcessHandle process, int port, Optional<ProcessHandle> store, Duration idle) throws Exception {
        long pid = process.pid();
        double before = cpu(process);
        double stores = store.map(Cost::cpuOrNone).orElse(0.0);
        Thread.sleep(idle.toMillis());
        double seconds = idle.toMillis() / 1000.0;
        double used = (cpu(process) - before) / seconds * 100;
        double storesUsed = (store.map(Cost::cpuOrNone).orElse(0.0) - stores) / seconds * 100;
        return String.format(Locale.ROOT, "%-12d%-9.1f%-9s%-8d%-7d%-10.1f%-10.1f", sockets(port, ESTABLISHED),
                sockets(port, TIME_WAIT) / (double) TIME_WAIT_SECONDS, status(pid, "Threads"),
                process.descendants().count(), Long.parseLong(status(pid, "VmRSS").split(" ")[0]) / 1024, used, storesUsed);
    }

    private static double cpuOrNone(ProcessHandle process) {
        try {
            return cpu(process);
        } catch (IOException e) {
            return 0;
        }
    }

    /** Seconds of it, and of those that it has waited for. */
    private static double cpu(ProcessHandle process) throws IOException {
        String stat = Files.readString(Path.of("/proc/" + process.pid() + "/stat"));
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        double ticks = 0;
        for (int i = 11; i <= 14; i++) {
            ticks += Long.parseLong(fields[i]);
        }
        for (ProcessHandle child : process.children().toList()) {
            ticks += child.isAlive() ? cpu(child) * TICKS : 0;
        }
        return ticks / TICKS;
    }

    private static String status(long pid, String name) throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/" + pid + "/status"))) {
            if (line.startsWith(name + ":")) {
                return line.substring(name.length() + 1).strip();
            }
        }
        return "?";
    }

    /** How many connections with that port, as their clients see them, are in that state. */
    private static long sockets(int port, String state) throws IOException {
        if (port == 0) {
            return 0;
        }
        String hex = String.format(Locale.ROOT, ":%04X", port);
        List<String> lines = Files.readAllLines(Path.of("/proc/net/tcp"));
        lines.addAll(Files.exists(Path.of("/proc/net/tcp6")) ? Files.readAllLines(Path.of("/proc/net/tcp6")) : List.of());
        return lines.stream()
                .map(line -> line.strip().split(" +"))
                .filter(fields -> fields.length > 3 && fields[3].equals(state)
                        && (fields[2].endsWith(hex) || state.equals(TIME_WAIT) && fields[1].endsWith(hex)))
                .count();
    }
}

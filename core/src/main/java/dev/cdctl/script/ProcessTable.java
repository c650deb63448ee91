package dev.cdctl.script;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** The processes of a Linux system, read from {@code /proc}: see proc(5), {@code /proc/pid/stat}. */
final class ProcessTable {
    private static final Path PROC = Path.of("/proc");

    private ProcessTable() {}

    /**
     * One process that is still running; what has ended and was not yet waited for is left out.
     *
     * @param command the program's name, shortened by the system
     */
    record Entry(long pid, long group, long session, String command) {
        /** Whether that text stands in the environment that the process was started with; false when it is hidden. */
        boolean carries(String text) {
            try {
                return read(PROC.resolve(pid + "/environ")).contains(text);
            } catch (IOException e) {
                return false;
            }
        }

        @Override
        public String toString() {
            return pid + " (" + command + ")";
        }
    }

    /** Whether this system has one. */
    static boolean exists() {
        return Files.isReadable(PROC.resolve("self/stat"));
    }

    /** Every running process that matches. */
    static List<Entry> find(Predicate<Entry> match) {
        String[] names = Objects.requireNonNullElse(PROC.toFile().list(), new String[0]);
        return Stream.of(names)
                .filter(name -> Character.isDigit(name.charAt(0)))
                .flatMap(name -> entry(name).stream())
                .filter(match)
                .toList();
    }

    private static Optional<Entry> entry(String pid) {
        try {
            return parse(read(PROC.resolve(pid + "/stat")));
        } catch (IOException e) {
            // It ended while we were looking.
            return Optional.empty();
        }
    }

    /** Reads {@code pid (command) state parent group session ...}; the command may hold anything, also {@code )}. */
    private static Optional<Entry> parse(String stat) {
        int open = stat.indexOf('(');
        int close = stat.lastIndexOf(')');
        if (open < 0 || close < open) {
            return Optional.empty();
        }
        List<String> rest = List.of(stat.substring(close + 1).strip().split(" "));
        if (rest.size() < 4 || rest.get(0).equals("Z") || rest.get(0).equals("X")) {
            return Optional.empty();
        }
        long pid = Long.parseLong(stat.substring(0, open).strip());
        return Optional.of(new Entry(
                pid, Long.parseLong(rest.get(2)), Long.parseLong(rest.get(3)), stat.substring(open + 1, close)));
    }

    private static String read(Path file) throws IOException {
        return new String(Files.readAllBytes(file), ISO_8859_1);
    }
}

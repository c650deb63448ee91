package dev.cdctl.state.lease;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Names a process of a Linux kernel, so that others on the same kernel can see that it has ended: the start of the
 * kernel, the space that process ids are counted in, the id, and when it was started (fields 3 and 22 of
 * proc_pid_stat(5)).
 */
final class ProcessMark {
    private static final Path BOOT = Path.of("/proc/sys/kernel/random/boot_id");
    private static final Path SPACE = Path.of("/proc/self/ns/pid");
    private static final int STATE = 0;
    private static final int START = 19;

    private ProcessMark() {}

    /** That of this process; empty when this system has none. */
    static String ofThis() {
        long pid = ProcessHandle.current().pid();
        return kernel().flatMap(kernel -> start(pid).map(start -> kernel + " " + pid + " " + start))
                .orElse("");
    }

    /** Whether that process is known to have ended. */
    static boolean isGone(String mark) {
        String[] words = mark.split(" ", -1);
        if (words.length != 4 || !words[2].matches("[0-9]{1,10}")) {
            return false;
        }
        Optional<String> here = kernel();
        return here.isPresent()
                && here.get().equals(words[0] + " " + words[1])
                && !start(Long.parseLong(words[2])).equals(Optional.of(words[3]));
    }

    private static Optional<String> kernel() {
        try {
            return Optional.of(Files.readString(BOOT).strip() + " "
                    + Files.readSymbolicLink(SPACE).toString());
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** When that process was started; empty when it has ended. */
    private static Optional<String> start(long pid) {
        try {
            String stat = Files.readString(Path.of("/proc", String.valueOf(pid), "stat"));
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
            return fields[STATE].equals("Z") ? Optional.empty() : Optional.of(fields[START]);
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}

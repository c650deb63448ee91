package dev.cdctl.cli.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The processes that led to this one. A CI server that cancels a job may kill any of them and leave this one running,
 * without a signal; the parent's id need not change by that, so all of them are watched.
 */
final class Ancestors {
    private final List<ProcessHandle> chain;

    private Ancestors(List<ProcessHandle> chain) {
        this.chain = List.copyOf(chain);
    }

    /** Those of this process, as they are now; none when it was started to live by itself, as setsid does. */
    static Ancestors ofThisProcess() {
        ProcessHandle self = ProcessHandle.current();
        return session() == self.pid() ? new Ancestors(List.of()) : of(self);
    }

    /** The session's id: the fourth field behind the name in parentheses, as proc_pid_stat(5) tells. */
    private static long session() {
        try {
            String stat = Files.readString(Path.of("/proc/self/stat"));
            return Long.parseLong(stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1)[3]);
        } catch (IOException e) {
            return 0;
        }
    }

    static Ancestors of(ProcessHandle process) {
        Optional<ProcessHandle> first = process.parent();
        return new Ancestors(Stream.iterate(first, Optional::isPresent, at -> at.flatMap(ProcessHandle::parent))
                .map(Optional::orElseThrow)
                .toList());
    }

    /** One that has ended since. */
    Optional<ProcessHandle> lost() {
        return chain.stream().filter(process -> !process.isAlive()).findFirst();
    }
}

package dev.cdctl.adapter.file;

import dev.cdctl.model.Failure;
import dev.cdctl.model.Problem;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;

/** What can be wrong with the files that hold state, worded in one place. */
final class StateProblems {
    private StateProblems() {}

    static Failure unreadable(Path path, IOException cause) {
        return Failure.unreachable(Problem.of("CD-700", "the state in " + path + " cannot be read")
                        .because(reason(cause))
                        .remedy("check who owns the folder and whether its disk is there"))
                .causedBy(cause);
    }

    static Failure unwritable(Path path, long bytes, IOException cause) {
        return Failure.unreachable(Problem.of(
                                "CD-710", "cannot write " + (bytes > 0 ? bytes + " bytes to " : "") + path)
                        .because(reason(cause))
                        .remedy("free some space or mend the permissions of " + path.getParent() + ", then repeat"))
                .causedBy(cause);
    }

    static Failure uncertain(Path path, IOException cause) {
        return Failure.of(
                        Failure.Kind.NEEDS_PERSON,
                        Problem.of("CD-714", "the disk may have lost what was just written to " + path)
                                .because(reason(cause))
                                .remedy("check the disk, then run `cdctl status` to see what is recorded"))
                .causedBy(cause);
    }

    static Failure busy(Path mutex, long seconds) {
        return Failure.unreachable(Problem.of("CD-713", "another process has kept " + mutex + " for " + seconds + " s")
                .because("it is needed for a few milliseconds only; its holder may be stopped or its disk may hang")
                .remedy("find it with `fuser " + mutex + "`, let it go on or end it, then repeat"));
    }

    private static String reason(IOException cause) {
        String message = String.valueOf(cause.getMessage());
        return cause instanceof AccessDeniedException ? "permission denied: " + message : message;
    }
}

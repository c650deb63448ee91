package dev.cdctl.adapter.process;

import dev.cdctl.model.Failure;
import dev.cdctl.model.Problem;
import java.util.Locale;

/** What local instances need of the operating system. */
final class Platform {
    private Platform() {}

    /**
     * Makes sure that instances can be started here.
     *
     * @param name as the system property {@code os.name} has it
     * @throws Failure refused, on Windows
     */
    static void require(String name) {
        if (name.toLowerCase(Locale.ROOT).startsWith("windows")) {
            throw Failure.refused(Problem.of("CD-506", "instances cannot be started on Windows")
                    .because(
                            "they are started by sh in a session of their own, found by their labels in /proc and ended"
                                    + " by signals; Windows has none of these")
                    .remedy("run cdctl deploy on a Linux machine, or in WSL; every command that builds works here"));
        }
    }
}

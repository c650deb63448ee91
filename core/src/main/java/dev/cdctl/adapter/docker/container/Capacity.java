package dev.cdctl.adapter.docker.container;

import dev.cdctl.deploy.machine.Machine.Room;
import dev.cdctl.host.Host;
import dev.cdctl.host.Spare;
import dev.cdctl.json.Json;
import dev.cdctl.model.Failure;
import dev.cdctl.model.Problem;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What a host has, compared with what two colours take. Limits are what containers may use at most, so only two colours
 * that could never run beside each other are refused for them.
 *
 * @param info what its engine says of it
 * @param spare what is left there beside all that runs, the live colour and linked containers too
 */
record Capacity(Host host, Json.Obj info, Spare spare) {
    private static final long MEGABYTE = 1024 * 1024;
    private static final long LEAST_DISK = 512 * MEGABYTE;
    private static final long LITTLE_MEMORY = 128 * MEGABYTE;

    /**
     * Makes sure that there is enough.
     *
     * @param warnings hears what may become too little
     * @throws Failure refused, when it is too little
     */
    void require(Room needed, Consumer<Problem> warnings) {
        long memory = info.number("MemTotal").orElse(Long.MAX_VALUE);
        if (2 * needed.memory() > memory) {
            throw tooSmall(
                    "memory",
                    "two colours may use " + megabytes(2 * needed.memory()) + " in all, and it has "
                            + megabytes(memory),
                    "give it more, or lower `run.container.memory` or the replicas");
        }
        spare.disk().filter(free -> free < LEAST_DISK).ifPresent(free -> {
            throw tooSmall(
                    "disk",
                    "only " + megabytes(free) + " are free in "
                            + info.text("DockerRootDir").orElse("") + ", and " + megabytes(LEAST_DISK)
                            + " are the least that an image and its containers take",
                    "clear up there: `cdctl prune`, `docker system df`");
        });
        scarce(needed, memory)
                .ifPresent(why -> warnings.accept(Problem.of("CD-923", host + " may run out of memory")
                        .because(why)
                        .remedy("see what uses it there, give it more, or lower `memory` or the replicas")));
    }

    private Optional<String> scarce(Room needed, long memory) {
        long all = 2 * needed.memory() + needed.linked();
        if (all > memory) {
            return Optional.of("two colours and the linked containers may use " + megabytes(all)
                    + " in all, and it has " + megabytes(memory));
        }
        return spare.memory()
                .filter(free -> free < Math.max(needed.memory(), LITTLE_MEMORY))
                .map(free -> {
                    String left = megabytes(free) + " are free beside what runs";
                    return needed.memory() == 0
                            ? "only " + left + ", and no limit says what the new colour may use"
                            : "the new colour may use " + megabytes(needed.memory()) + ", and " + left;
                });
    }

    private Failure tooSmall(String what, String why, String remedy) {
        return Failure.refused(Problem.of("CD-519", host + " has not enough " + what)
                .because(why)
                .remedy(remedy));
    }

    private static String megabytes(long bytes) {
        return bytes / MEGABYTE + " MB";
    }
}

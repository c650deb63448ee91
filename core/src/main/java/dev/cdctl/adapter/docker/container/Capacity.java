package dev.cdctl.adapter.docker.container;

import dev.cdctl.adapter.docker.Connection;
import dev.cdctl.deploy.machine.Machine;
import dev.cdctl.host.Host;
import dev.cdctl.json.Json;
import dev.cdctl.model.Failure;
import dev.cdctl.model.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** What a host has, compared with what two colours take. Its disk can be looked at only when it is this computer. */
record Capacity(Connection connection, Host host) {
    private static final long MEGABYTE = 1024 * 1024;
    private static final long LEAST_DISK = 512 * MEGABYTE;

    void require(Machine.Room needed) {
        Json.Obj info = connection.readObject("say what it has", "/info").orElseGet(() -> new Json.Obj(Map.of()));
        long memory = info.number("MemTotal").orElse(Long.MAX_VALUE);
        if (2 * needed.memory() > memory) {
            throw tooSmall(
                    "memory",
                    "two colours may use " + megabytes(2 * needed.memory()) + " in all, and it has "
                            + megabytes(memory),
                    "give it more, or lower `run.container.memory` or the replicas");
        }
        Optional<String> folder = info.text("DockerRootDir").filter(any -> host.isHere());
        folder.flatMap(Capacity::free).filter(free -> free < LEAST_DISK).ifPresent(free -> {
            throw tooSmall(
                    "disk",
                    "only " + megabytes(free) + " are free in " + folder.orElse("") + ", and " + megabytes(LEAST_DISK)
                            + " are the least that an image and its containers take",
                    "clear up: `cdctl prune`, `docker system df`");
        });
    }

    private static Optional<Long> free(String folder) {
        try {
            return Optional.of(Files.getFileStore(Path.of(folder)).getUsableSpace());
        } catch (IOException e) {
            return Optional.empty();
        }
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

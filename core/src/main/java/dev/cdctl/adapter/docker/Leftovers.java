package dev.cdctl.adapter.docker;

import com.github.dockerjava.api.exception.ConflictException;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.Container;
import com.github.dockerjava.api.model.Network;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What trials left behind that were killed. Each container and network says in its labels which process made it and until
 * when it can be needed at most; what belongs to a process that lives is left alone. Processes of another machine or
 * process namespace cannot be seen, so only their time counts.
 */
record Leftovers(Connection connection) {
    private static final String OWNER = "dev.cdctl.test.owner";
    private static final String UNTIL = "dev.cdctl.test.until";
    private static final Duration MARGIN = Duration.ofHours(1);

    /** The labels of what this process makes now, for a trial that takes no longer than that. */
    static Map<String, String> labels(Duration longest) {
        long until = Instant.now().plus(longest).plus(MARGIN).getEpochSecond();
        return Map.of(OWNER, space() + " " + mark(ProcessHandle.current()), UNTIL, String.valueOf(until));
    }

    /** Removes them. Somebody else may remove the same at the same time. */
    void remove() {
        connection.ask("list containers", client -> {
            List<Container> containers = client.listContainersCmd()
                    .withShowAll(true)
                    .withLabelFilter(List.of(OWNER))
                    .exec();
            containers.stream()
                    .filter(each -> isLeft(each.getLabels()))
                    .forEach(each -> gone(() -> client.removeContainerCmd(each.getId())
                            .withForce(true)
                            .withRemoveVolumes(true)
                            .exec()));
            List<Network> networks =
                    client.listNetworksCmd().withFilter("label", List.of(OWNER)).exec();
            networks.stream()
                    .filter(each -> isLeft(each.getLabels()))
                    .forEach(each ->
                            gone(() -> client.removeNetworkCmd(each.getId()).exec()));
            return true;
        });
    }

    private static void gone(Runnable removal) {
        try {
            removal.run();
        } catch (NotFoundException | ConflictException e) {
            // Removed by somebody else, or about to be.
        }
    }

    private static boolean isLeft(Map<String, String> labels) {
        String[] owner = labels.getOrDefault(OWNER, "").split(" ");
        boolean over = Instant.now().getEpochSecond() > Long.parseLong(labels.getOrDefault(UNTIL, "0"));
        return over || owner.length == 2 && owner[0].equals(space()) && !lives(owner[1]);
    }

    private static boolean lives(String mark) {
        long pid = Long.parseLong(mark.split("@")[0]);
        return ProcessHandle.of(pid)
                .filter(ProcessHandle::isAlive)
                .map(Leftovers::mark)
                .filter(mark::equals)
                .isPresent();
    }

    /** A pid with the time of its start, because pids are given out again. */
    private static String mark(ProcessHandle process) {
        return process.pid()
                + "@"
                + process.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
    }

    /** This boot of this machine and this namespace of processes: within it a pid means one process. */
    private static String space() {
        try {
            return Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip()
                    + "/"
                    + Optional.of(Files.readSymbolicLink(Path.of("/proc/self/ns/pid")))
                            .map(link -> link.toString().replaceAll("\\D", ""))
                            .orElse("");
        } catch (IOException e) {
            return "unknown-" + ProcessHandle.current().pid();
        }
    }
}

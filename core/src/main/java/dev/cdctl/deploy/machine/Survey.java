package dev.cdctl.deploy.machine;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * What a Docker Engine tells of itself and of the computer that it runs on.
 *
 * @param version of the engine: {@code 20.10.24}
 * @param api the newest version of its interface: {@code 1.41}
 * @param images the folder where its images lie
 * @param memory of the computer, in bytes
 * @param ahead how far its clock is ahead of this computer's; negative when it is behind
 * @param within how far off that may be
 * @param forwards whether the computer passes packets on to containers
 * @param limits whether limits of memory hold
 * @param network the driver of the environment's network, when there is one
 * @param published the ports that containers have, and how these are called
 */
public record Survey(
        String version,
        String api,
        String images,
        long memory,
        Duration ahead,
        Duration within,
        boolean forwards,
        boolean limits,
        Optional<String> network,
        Map<Integer, String> published) {
    /** Copies the map. */
    public Survey {
        published = Map.copyOf(published);
    }
}

package dev.cdctl.catalogue;

import dev.cdctl.history.Deployment;
import dev.cdctl.history.Listing;
import java.util.List;
import java.util.Optional;

/**
 * One environment of a service, as a store knows it.
 *
 * @param live the deployment that put the live release there
 * @param last what was done last, however it ended
 */
public record ListedEnvironment(Listing listing, Optional<Deployment> live, Optional<Deployment> last, Health health) {
    /** Where users reach it. */
    public List<String> urls() {
        return listing.doors().stream().map(Listing.Door::url).toList();
    }
}

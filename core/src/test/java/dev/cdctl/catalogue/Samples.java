package dev.cdctl.catalogue;

import dev.cdctl.deploy.spec.HealthSpec;
import dev.cdctl.deploy.spec.RoleSpec;
import dev.cdctl.deploy.spec.RunBlock;
import dev.cdctl.deploy.spec.RunSpec;
import dev.cdctl.history.Caller;
import dev.cdctl.history.Deployment;
import dev.cdctl.history.Identity;
import dev.cdctl.history.Listing;
import dev.cdctl.model.Colour;
import dev.cdctl.model.Digest;
import dev.cdctl.model.Name;
import dev.cdctl.model.Origin;
import dev.cdctl.model.Release;
import dev.cdctl.model.Version;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a store may have in it, made up. */
public final class Samples {
    private static final Instant THEN = Instant.parse("2026-11-20T10:00:00Z");

    private Samples() {}

    /** An environment that is like this now. */
    public static ListedEnvironment environment(String service, String name, String url, Health health) {
        Listing.Door door = new Listing.Door(url, Optional.empty(), "/", Optional.empty());
        Listing listing = new Listing(new Name(service), new Name(name), "", "", List.of(door), "build7");
        Optional<Deployment> live = Optional.of(deployment(service, "/health"));
        return new ListedEnvironment(listing, live, live, health);
    }

    /** A deployment that went live. */
    public static Deployment deployment(String service, String health) {
        Release release = new Release(new Name(service), new Version("1.0.0"), Optional.empty(), Digest.of(service));
        RoleSpec web = new RoleSpec(
                new Name("web"),
                RoleSpec.Kind.WEB,
                "./start.sh",
                1,
                Map.of(),
                new HealthSpec(
                        Optional.of(health),
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(1),
                        1,
                        Duration.ofSeconds(1),
                        "X-Version"),
                List.of(),
                RoleSpec.Handover.STOP_FIRST,
                false,
                Duration.ofSeconds(1),
                Optional.empty(),
                Origin.of("test"));
        RunSpec run = new RunSpec(List.of(web), Optional.empty(), Map.of(), List.of(), Duration.ofSeconds(1));
        return new Deployment(
                "d-" + service,
                Deployment.Kind.DEPLOY,
                release,
                Colour.BLUE,
                "d-" + service,
                Optional.empty(),
                new Caller("ana", "build7", Optional.empty()),
                THEN,
                Optional.of(THEN),
                Deployment.Outcome.LIVE,
                List.of(),
                new Identity(release.digest(), RunBlock.toJson(run), Digest.of(""), Map.of()));
    }
}

package dev.cdctl.traffic;

import dev.cdctl.pipeline.Key;
import dev.cdctl.pipeline.Paths;

/** What pipeline.yaml says of a route, whatever router has it. */
public final class RouteKeys {
    /** Which requests it is for, by their Host header. */
    public static final Key<String> HOST = Key.of(
                    "host", Paths.host(), "The Host header that it serves; every host by default.")
            .withEnvironment();

    /** Which requests it is for, by their path. */
    public static final Key<String> PATH = Key.of(
                    "path", Paths.http(), "The path prefix that it serves; it is passed on to the instances.")
            .or("/");

    private RouteKeys() {}
}

package dev.cdctl.version.stamp.kind;

import java.util.Set;
import java.util.stream.Stream;

/** The lock files of npm, which repeat the version of the package beside them. */
public final class NpmLocks {
    static final Set<String> NAMES = Set.of("package-lock.json", "npm-shrinkwrap.json");

    private NpmLocks() {}

    /** Those that may lie beside a package.json. */
    public static Stream<String> beside(String path) {
        String folder = path.substring(0, path.lastIndexOf('/') + 1);
        return NAMES.stream().map(name -> folder + name);
    }
}

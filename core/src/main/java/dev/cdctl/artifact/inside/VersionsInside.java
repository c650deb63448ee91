package dev.cdctl.artifact.inside;

import dev.cdctl.model.Glob;
import dev.cdctl.model.Origin;
import dev.cdctl.model.Problem;
import dev.cdctl.model.Problems;
import dev.cdctl.model.Version;
import dev.cdctl.version.stamp.OwnNames;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Makes sure that what is packaged says the version of the release. A file that a pattern names must say it; any other
 * is looked at when it says itself that it is the service's own.
 *
 * @param own how the service's own files call themselves
 */
public record VersionsInside(Version version, OwnNames own) {
    private static final String REMEDY = "build it again from the stamped sources: cdctl run --to package";

    /**
     * Looks at the files of an archive.
     *
     * @param files by their paths in the archive
     * @param named patterns of the files that must say the version
     * @param origin of the archive in pipeline.yaml
     * @return everything that is wrong
     */
    public List<Problem> problems(Map<String, Path> files, List<String> named, Origin origin) {
        Problems problems = new Problems();
        List<Glob> globs = named.stream().map(Glob::parse).toList();
        for (Glob glob : globs) {
            if (files.keySet().stream().noneMatch(glob::matches)) {
                problems.add(Problem.of("CD-267", "no file of the archive matches " + glob + " of says-version")
                        .at(origin)
                        .remedy("correct the pattern, or build the file first"));
            }
        }
        files.forEach((path, file) -> {
            boolean must = globs.stream().anyMatch(glob -> glob.matches(path));
            Kind.of(path)
                    .ifPresentOrElse(
                            kind -> look(kind, path, file, must).forEach(problem -> problems.add(problem.at(origin))),
                            () -> refuseUnknown(path, must, origin, problems));
        });
        return problems.list();
    }

    private static void refuseUnknown(String path, boolean must, Origin origin, Problems problems) {
        if (must) {
            problems.add(Problem.of("CD-267", path + " is of no kind whose version can be read")
                    .at(origin)
                    .because("known are .jar, .war, .ear, .dll, .exe, .msi, .tgz of npm and .deb")
                    .remedy("take it out of says-version"));
        }
    }

    private List<Problem> look(Kind kind, String path, Path file, boolean must) {
        if (!must && (own.isEmpty() || !kind.namesItself())) {
            return List.of();
        }
        try {
            List<Said> said = kind.read(file, must ? Optional.empty() : Optional.of(own));
            if (said.isEmpty() && must) {
                return List.of(Problem.of("CD-267", path + " says no version").remedy(REMEDY));
            }
            return said.stream()
                    .filter(each -> !each.is(version))
                    .map(each -> Problem.of(
                                    "CD-265", path + " says version " + each.text() + ", and the release is " + version)
                            .because("it says so in " + each.place())
                            .remedy(REMEDY))
                    .toList();
        } catch (IOException e) {
            // What only looks like one of these is nobody's concern, unless it was named.
            return must
                    ? List.of(Problem.of("CD-266", "the version of " + path + " cannot be read")
                            .because(String.valueOf(e.getMessage()))
                            .remedy("build it again, or take it out of says-version"))
                    : List.of();
        }
    }
}

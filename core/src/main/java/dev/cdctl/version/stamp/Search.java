package dev.cdctl.version.stamp;

import dev.cdctl.model.Failure;
import dev.cdctl.model.Problem;
import dev.cdctl.model.Problems;
import dev.cdctl.model.Version;
import dev.cdctl.version.Pom;
import dev.cdctl.version.SourceText;
import dev.cdctl.version.SourceText.Edit;
import dev.cdctl.version.StampSpec;
import dev.cdctl.version.StampSpec.Kind;
import dev.cdctl.version.place.NoPlace;
import dev.cdctl.version.stamp.kind.Finder;
import dev.cdctl.version.stamp.kind.Reactor;
import dev.cdctl.version.stamp.kind.Written;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Looks for the places of the version in every file that the entries of the pipeline name. Used once. */
final class Search {
    private static final Pattern GIVEN = Pattern.compile("(?m)(?<!\\S)-D\\s*([^=\\s]+)=");

    private final SourceFiles files;
    private final Version version;
    private final Visitor visitor;
    private final Problems problems = new Problems();

    /** What is done with the files. */
    interface Visitor {
        /** The text that is to be searched. */
        SourceText text(String path);

        /** Takes what one entry would change in one file: at least one edit, which may change nothing. */
        void found(String path, List<Edit> edits);
    }

    Search(SourceFiles files, Version version, Visitor visitor) {
        this.files = files;
        this.version = version;
        this.visitor = visitor;
    }

    /**
     * Visits every place.
     *
     * @throws Failure with every problem: files that are missing or cannot be read, places that are not there
     */
    void each(List<StampSpec> specs) {
        Reactor poms = new Reactor(poms(specs), given());
        for (StampSpec spec : specs) {
            try {
                List<String> paths = files.find(spec);
                each(spec, paths, Finder.of(spec, poms, Set.copyOf(paths)));
            } catch (Failure e) {
                e.problems().forEach(problem -> add(problem, spec));
            }
        }
        problems.throwIfAny(Failure.Kind.FAILED);
    }

    private void each(StampSpec spec, List<String> paths, Finder finder) {
        boolean found = false;
        for (String path : paths) {
            try {
                String text = visitor.text(path).text();
                List<Edit> edits = finder.edits(path, text, Written.of(version, spec));
                found |= !edits.isEmpty();
                take(path, text, edits);
            } catch (NoPlace e) {
                found = true;
                add(Problem.of(e.code(), path + ": " + e.getMessage()).remedy(e.remedy()), spec);
            } catch (Failure e) {
                found = true;
                e.problems().forEach(problem -> add(problem, spec));
            }
        }
        if (!found) {
            add(nothing(spec), spec);
        }
    }

    private void take(String path, String text, List<Edit> edits) {
        if (!edits.isEmpty()) {
            if (text.indexOf('\0') >= 0) {
                throw new NoPlace(
                        "CD-250",
                        "it is no text: it has a zero byte",
                        "leave it out of the pattern; UTF-16 needs a byte order mark");
            }
            visitor.found(path, edits);
        }
    }

    private void add(Problem problem, StampSpec spec) {
        problems.add(problem.origin().isPresent() ? problem : problem.at(spec.origin()));
    }

    private Map<String, Pom> poms(List<StampSpec> specs) {
        Map<String, Pom> poms = new TreeMap<>();
        for (StampSpec spec : specs) {
            if (spec.kind() == Kind.POM) {
                try {
                    for (String path : files.find(spec)) {
                        poms.put(path, Pom.parse(path, visitor.text(path).text()));
                    }
                } catch (Failure e) {
                    continue; // It is told when the entry's turn comes.
                }
            }
        }
        return poms;
    }

    /** The names of the properties that {@code .mvn/maven.config} sets for every build. */
    private Set<String> given() {
        Path config = files.folder().resolve(".mvn").resolve("maven.config");
        Set<String> names = new HashSet<>();
        if (Files.isRegularFile(config)) {
            try {
                GIVEN.matcher(Files.readString(config, StandardCharsets.ISO_8859_1))
                        .results()
                        .forEach(found -> names.add(found.group(1)));
            } catch (IOException e) {
                throw files.unreadable(config + " cannot be read", e);
            }
        }
        return names;
    }

    private static Problem nothing(StampSpec spec) {
        return Problem.of("CD-219", "no version to stamp was found in " + spec.glob())
                .because(
                        spec.kind() == Kind.FILE
                                ? "the pattern '" + spec.where() + "' matches nowhere"
                                : "no file has AssemblyVersion, AssemblyFileVersion or AssemblyInformationalVersion")
                .remedy("correct the stamp, or take it out");
    }
}

package dev.cdctl.version.stamp.kind;

import dev.cdctl.version.Pom;
import dev.cdctl.version.SourceText.Edit;
import dev.cdctl.version.place.NoPlace;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;

/**
 * The pom.xml files that are stamped together. A module that names one of them as its parent gets the version there too,
 * so that Maven finds the parent still; other parents are not touched.
 *
 * @param given the properties that Maven's command line sets in {@code .mvn/maven.config}
 */
public record Reactor(Map<String, Pom> poms, Set<String> given) implements Finder {
    /** Copies both. */
    public Reactor {
        poms = new TreeMap<>(poms);
        given = Set.copyOf(given);
    }

    @Override
    public List<Edit> edits(String path, String text, Written version) {
        Pom pom = Pom.parse(path, text);
        List<Edit> edits = new ArrayList<>();
        Optional<Pom> parent = parent(pom);
        if (pom.element("version").isEmpty() && parent.isEmpty()) {
            throw new NoPlace(
                    "CD-257",
                    "its version is that of its parent " + pom.element("parent/artifactId") + ", which is not stamped",
                    "write <version> into the project, or stamp the parent's pom.xml too");
        }
        if (!isElsewhere(pom, pom.written())) {
            edits.add(new Edit(pom.place(), version.full()));
        }
        if (parent.isPresent() && !isElsewhere(pom, pom.element("parent/version"))) {
            edits.add(new Edit(pom.parentPlace(), version.full()));
        }
        return edits.stream().distinct().toList();
    }

    /** Whether a version is a property that another pom says, which is stamped with this one. */
    private boolean isElsewhere(Pom pom, String value) {
        Matcher reference = Pom.REFERENCE.matcher(value);
        if (!reference.matches() || reference.group(1).contains("parent.version")) {
            return false;
        }
        String property = reference.group(1);
        if (given.contains(property)) {
            throw new NoPlace(
                    "CD-262",
                    "its version is ${" + property + "}, which .mvn/maven.config sets",
                    "stamp that one: {file: .mvn/maven.config, pattern: '-D" + property + "=(\\S+)'}");
        }
        return pom.property(property).isEmpty() && inherited(pom, property);
    }

    private boolean inherited(Pom pom, String property) {
        Set<String> seen = new HashSet<>();
        Optional<Pom> at = parent(pom);
        while (at.isPresent() && seen.add(at.get().name())) {
            if (at.get().property(property).isPresent()) {
                return true;
            }
            at = parent(at.get());
        }
        return false;
    }

    private Optional<Pom> parent(Pom pom) {
        if (pom.element("parent/version").isEmpty()) {
            return Optional.empty();
        }
        String wanted = pom.element("parent/groupId") + ":" + pom.element("parent/artifactId");
        return poms.values().stream()
                .filter(other ->
                        !other.name().equals(pom.name()) && other.coordinates().equals(wanted))
                .findFirst();
    }
}

package dev.cdctl.version.source;

import dev.cdctl.model.Failure;
import dev.cdctl.version.Pom;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;

/**
 * The version of a pom.xml as Maven would work it out without a network: properties come from the command line that
 * {@code .mvn/maven.config} keeps, from the pom, then from its parents. Parents are read only when they are needed.
 */
final class PomVersion {
    /** More parents than anybody has; a pom that is its own parent would have more. */
    private static final int MOST_PARENTS = 50;

    private final List<Pom> poms = new ArrayList<>();
    private final Map<String, String> given;
    private final Function<Pom, Optional<Pom>> parents;

    /**
     * A version to be found.
     *
     * @param given the properties of Maven's command line, which win
     * @param parents gives the parent of a pom, when it is in the repository
     */
    PomVersion(Pom pom, Map<String, String> given, Function<Pom, Optional<Pom>> parents) {
        this.poms.add(pom);
        this.given = Map.copyOf(given);
        this.parents = parents;
    }

    /**
     * Works it out.
     *
     * @throws Failure when there is none, or nobody says a property that it needs
     */
    String text() {
        return resolve(poms.get(0).written(), new HashSet<>());
    }

    private String resolve(String value, Set<String> open) {
        return Pom.REFERENCE.matcher(value).replaceAll(reference -> {
            String property = reference.group(1);
            String found = Optional.of(property)
                    .filter(open::add)
                    .flatMap(this::property)
                    .orElseThrow(() -> poms.get(0).unknown(property));
            String resolved = resolve(found, open);
            open.remove(property);
            return Matcher.quoteReplacement(resolved);
        });
    }

    private Optional<String> property(String property) {
        Optional<String> found = Optional.ofNullable(given.get(property));
        for (int i = 0; found.isEmpty() && i < poms.size(); i++) {
            found = poms.get(i).property(property);
            if (found.isEmpty() && i == poms.size() - 1 && i < MOST_PARENTS) {
                parents.apply(poms.get(i)).ifPresent(poms::add);
            }
        }
        return found;
    }
}

package dev.cdctl.version.stamp.kind;

import dev.cdctl.model.Failure;
import dev.cdctl.model.Problem;
import dev.cdctl.version.SourceText;
import dev.cdctl.version.SourceText.Edit;
import dev.cdctl.version.SourceText.Range;
import dev.cdctl.version.TimedPattern;
import java.util.List;

/** What the only group of a regular expression matches, everywhere in a text. */
record PatternPlaces(TimedPattern pattern) implements Finder {
    @Override
    public List<Edit> edits(String path, String text, Written version) {
        List<Edit> edits = pattern.find(text).stream()
                .map(place -> new Edit(place, version.full()))
                .toList();
        refuseUnlessFoundAgain(path, SourceText.changed(text, edits), version.full());
        return edits;
    }

    /** A pattern that does not find the whole version again would garble the file at the next stamp. */
    private void refuseUnlessFoundAgain(String path, String stamped, String version) {
        for (Range place : pattern.find(stamped)) {
            String found = stamped.substring(place.from(), place.to());
            if (!found.equals(version)) {
                throw Failure.failed(Problem.of("CD-225", "the pattern does not find its own stamp again in " + path)
                        .at(pattern.origin())
                        .because("it stamps " + version + ", but then finds '" + found + "'")
                        .remedy("let the group take the whole version, such as ([^\"]*) or (.*)"));
            }
        }
    }
}

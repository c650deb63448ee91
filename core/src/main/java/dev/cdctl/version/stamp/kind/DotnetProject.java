package dev.cdctl.version.stamp.kind;

import dev.cdctl.version.SourceText.Edit;
import dev.cdctl.version.SourceText.Range;
import dev.cdctl.version.XmlText;
import dev.cdctl.version.XmlText.Element;
import dev.cdctl.version.place.NoPlace;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The version properties of an MSBuild project, in every group that has them. What refers to others stays. */
record DotnetProject() implements Finder {
    private static final String GROUP = "Project/PropertyGroup/";
    private static final Set<String> FULL = Set.of("Version", "PackageVersion", "InformationalVersion");
    private static final Set<String> NUMERIC = Set.of("AssemblyVersion", "FileVersion");

    @Override
    public List<Edit> edits(String path, String text, Written version) {
        XmlText xml = XmlPlace.read(text);
        List<Edit> edits = new ArrayList<>();
        boolean stamped = false;
        for (Element element : xml.elements()) {
            String name = element.path().startsWith(GROUP) ? element.path().substring(GROUP.length()) : "";
            if (FULL.contains(name) || NUMERIC.contains(name)) {
                Range place = xml.place(element)
                        .orElseThrow(() -> NoPlace.fixed(
                                "the text of " + name + " is in several pieces or missing", //
                                "write it as <" + name + ">0.0.0</" + name + ">"));
                boolean own = !text.substring(place.from(), place.to()).contains("$(");
                stamped |= own && name.equals("Version");
                if (own) {
                    edits.add(new Edit(place, FULL.contains(name) ? version.full() : version.numeric()));
                }
            }
        }
        if (!stamped) {
            throw NoPlace.missing(
                    "no PropertyGroup has a Version of its own",
                    "write <Version>0.0.0</Version> into a PropertyGroup, or leave the file out of the pattern");
        }
        return edits;
    }
}
